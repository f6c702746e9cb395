package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.tensor.ShapeException;
import java.util.List;
import java.util.Map;

/** The gradient of a loss: for each variable an expression of the variable's type. */
public final class Grads {
    private final Expr loss;
    private final List<Expr> variables;
    private final Map<Expr, Expr> byVariable;

    Grads(Expr loss, List<Expr> variables, Map<Expr, Expr> byVariable) {
        this.loss = loss;
        this.variables = variables;
        this.byVariable = byVariable;
    }

    /** What was differentiated. */
    public Expr loss() {
        return loss;
    }

    /** What it was differentiated with respect to, in the order given. */
    public List<Expr> variables() {
        return variables;
    }

    /** The gradient with respect to one of the variables. */
    public Expr of(Expr variable) {
        Expr gradient = byVariable.get(variable);
        if (gradient == null) {
            throw new ShapeException(
                    "the gradient was not taken with respect to " + variable + "; it was to " + variables);
        }
        return gradient;
    }

    /** The gradients in the order of the variables. */
    public List<Expr> all() {
        return variables.stream().map(this::of).toList();
    }
}
