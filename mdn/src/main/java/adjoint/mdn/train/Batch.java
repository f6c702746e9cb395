package adjoint.mdn.train;

import adjoint.expr.Expr;
import adjoint.tensor.Tensor;

/** The arrays of one mini-batch, filled anew for each. */
record Batch(Tensor x, Tensor y) {
    static Batch of(Expr input, Expr target, int rows) {
        return new Batch(rows(input, rows), rows(target, rows));
    }

    private static Tensor rows(Expr input, int rows) {
        return Tensor.zeros(input.dtype(), rows, input.shape().dim(1).size());
    }

    int rows() {
        return x.dim(0);
    }

    /** Copies in the examples at {@code order[from ...]}. */
    void fill(Examples examples, int[] order, int from) {
        for (int row = 0; row < rows(); row++) {
            examples.copy(order[from + row], x, y, row);
        }
    }
}
