package adjoint.rewrite;

import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Op;
import adjoint.expr.Slicing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Ops that move the elements of one array, as seen by a pattern: what is computed element by element may as well be computed
 * of elements already moved, so {@code squeeze(sigmoid(x))} is {@code sigmoid(squeeze(x))} wherever a rule looks for a sigmoid.
 */
final class Views {
    private Views() {}

    private static boolean isView(Op op) {
        if (op.getClass() == ElementwiseOp.class) { // most ops are, and this one look spares them five
            return false;
        }
        return op instanceof Layout.View
                || op instanceof Layout.BroadcastTo
                || op instanceof Layout.Transpose
                || op instanceof Slicing.Slice
                || op instanceof Indexing.Gather;
    }

    /** The op behind whatever moves its elements. */
    static Op opBehind(Expr node) {
        Expr behind = node;
        while (isView(behind.op())) {
            behind = behind.input(0);
        }
        return behind.op();
    }

    /** A node that moves the elements of an elementwise op's result, as that op of elements moved. */
    static Expr inside(Expr node) {
        if (!isView(node.op())) {
            return node;
        }
        ArrayDeque<Expr> moves = new ArrayDeque<>();
        Expr behind = node;
        while (isView(behind.op())) {
            moves.push(behind);
            behind = behind.input(0);
        }
        List<Expr> inputs = new ArrayList<>();
        for (Expr input : behind.inputs()) {
            boolean scalar = input.rank() == 0 && behind.rank() > 0;
            inputs.add(scalar ? input : moved(input.broadcastTo(behind.shape()), moves));
        }
        return Expr.of(behind.op(), inputs);
    }

    private static Expr moved(Expr x, Iterable<Expr> moves) {
        Expr result = x;
        for (Expr move : moves) {
            List<Expr> inputs = new ArrayList<>(move.inputs());
            inputs.set(0, result);
            result = Expr.of(move.op(), inputs);
        }
        return result;
    }

    /** Whether two nodes are one, or move the elements of one in the same way. */
    static boolean same(Expr a, Expr b) {
        Expr left = a;
        Expr right = b;
        while (left != right) {
            boolean alike = isView(left.op())
                    && left.op().equals(right.op())
                    && left.inputs()
                            .subList(1, left.inputs().size())
                            .equals(right.inputs().subList(1, right.inputs().size()));
            if (!alike) {
                return false;
            }
            left = left.input(0);
            right = right.input(0);
        }
        return true;
    }
}
