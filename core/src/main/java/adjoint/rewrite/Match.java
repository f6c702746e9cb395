package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.tensor.Axes;
import java.util.Arrays;

/** What the variables of a pattern stand for. */
final class Match {
    final Expr[] variables;
    Axes axes;

    Match(int count) {
        this.variables = new Expr[count];
    }

    /** Binds a variable; false where it already stands for another node. */
    boolean bind(int variable, Expr node) {
        if (variables[variable] == null) {
            variables[variable] = node;
        }
        return variables[variable] == node;
    }

    /** Binds the axes variable; false where it already stands for other axes. */
    boolean bind(Axes actual) {
        if (axes == null) {
            axes = actual;
        }
        return axes.equals(actual);
    }

    void clear() {
        Arrays.fill(variables, null);
        axes = null;
    }
}
