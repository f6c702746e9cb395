package adjoint.mdn.train;

import adjoint.compile.BoundPlan;
import adjoint.tensor.Tensor;

/** A compiled function's own arrays for one mini-batch, filled anew for each: inputs, targets, then scalars. */
record Batch(BoundPlan bound) {
    Tensor x() {
        return bound.input(0);
    }

    Tensor y() {
        return bound.input(1);
    }

    Tensor scalar(int i) {
        return bound.input(2 + i);
    }

    int rows() {
        return x().dim(0);
    }

    /** Copies in the examples at {@code order[from ...]}. */
    void fill(Examples examples, int[] order, int from) {
        for (int row = 0; row < rows(); row++) {
            examples.copy(order[from + row], x(), y(), row);
        }
    }
}
