package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.ShapeException;
import java.util.List;
import java.util.Map;

/** The gradient of a loss: for each variable an expression of the variable's type. */
public final class Grads {
    private final Expr loss;
    private final List<Expr> variables;
    private final GradientPolicy policy;
    private final Map<Expr, Expr> byVariable;

    Grads(Expr loss, List<Expr> variables, GradientPolicy policy, Map<Expr, Expr> byVariable) {
        this.loss = loss;
        this.variables = variables;
        this.policy = policy;
        this.byVariable = byVariable;
    }

    /** What was differentiated, or null where only some adjoints were known. */
    public Expr loss() {
        return loss;
    }

    /** What it was differentiated with respect to, in the order given. */
    public List<Expr> variables() {
        return variables;
    }

    /** How the gradient differs from the exact one. */
    public GradientPolicy policy() {
        return policy;
    }

    /** The gradient with respect to one of the variables. */
    public Expr of(Expr variable) {
        Expr gradient = byVariable.get(variable);
        if (gradient != null) {
            return gradient;
        }
        return variables.stream()
                .filter(other -> GradientPolicy.isSame(other, variable))
                .findFirst()
                .map(byVariable::get)
                .orElseThrow(() -> new ShapeException("the gradient was not taken with respect to " + variable
                        + "; it was to " + variables + "\n  made at " + variable.site()));
    }

    /** The gradients in the order of the variables. */
    public List<Expr> all() {
        return variables.stream().map(byVariable::get).toList();
    }

    /** What each gradient is called, such as {@code d loss / d w}, in the order of the variables. */
    public List<String> names() {
        String of = loss == null || loss.name() == null ? "loss" : loss.name();
        return variables.stream()
                .map(variable -> "d " + of + " / d " + GradientPolicy.words(variable))
                .toList();
    }

    /** One line for each variable, simplified; and the policy, where it is not the exact gradient. */
    @Override
    public String toString() {
        List<Expr> simple = Rewriter.stabilise(all());
        StringBuilder text = new StringBuilder(policy == GradientPolicy.exact() ? "" : policy + "\n");
        for (int i = 0; i < simple.size(); i++) {
            text.append(i == 0 ? "" : "\n").append(names().get(i)).append(" = ").append(simple.get(i));
        }
        return text.toString();
    }

    /**
     * The adjoint of any node of the loss under the same policy, whether or not the gradient was taken with respect to it.
     * For several nodes it is cheaper to take the gradient with respect to them from the start.
     */
    public Expr adjoint(Expr node) {
        return byVariable.containsKey(node) || loss == null
                ? of(node)
                : Gradients.grad(loss, List.of(node), policy).of(node);
    }
}
