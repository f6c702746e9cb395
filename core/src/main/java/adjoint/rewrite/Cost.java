package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Op;

/**
 * A static measure that no rule may raise, in units of about one addition an element. It counts an expression as a tree,
 * since what is shared now may not be shared elsewhere. Functions that can overflow weigh as much as those that cannot,
 * which is what lets a stable form stand for a naive one.
 */
final class Cost {
    private Cost() {}

    /** The cost of an expression, each use of a shared part counted; meant for small expressions. */
    static int of(Expr node) {
        return weight(node.op()) + node.inputs().stream().mapToInt(Cost::of).sum();
    }

    static int weight(Op op) {
        return op.cost();
    }
}
