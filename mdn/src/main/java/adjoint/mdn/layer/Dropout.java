package adjoint.mdn.layer;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.RandomStream;

/**
 * A layer for training that sets elements to 0 by chance and scales up the others, so that the mean stays (Srivastava, Hinton,
 * Krizhevsky, Sutskever and Salakhutdinov, Dropout, JMLR 2014). Predictions do without it. The function that trains must be
 * compiled with {@code drawing(stream)}, or it drops the same elements at each call.
 *
 * @param rate the probability of 0, at least 0 and less than 1
 * @param stream decides which elements
 */
public record Dropout(double rate, RandomStream stream) {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate must be at least 0 and less than 1, but is " + rate);
        }
    }

    /** The same shape; each call of this method makes a draw of its own. */
    public Expr apply(Expr x) {
        Expr kept = stream.uniformLike(x).gt(rate);
        return Expressions.where(kept, x.mul(1 / (1 - rate)), x.zeros());
    }
}
