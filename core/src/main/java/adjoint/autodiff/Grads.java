package adjoint.autodiff;

import adjoint.expr.Expr;
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
