package adjoint.mdn.model;

import adjoint.mdn.train.Examples;
import adjoint.tensor.Tensor;

/** Examples less their means, divided by their deviations. */
record Rescaled(Examples examples, ColumnMoments xMoments, ColumnMoments yMoments) implements Examples {
    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public int inputs() {
        return examples.inputs();
    }

    @Override
    public int targets() {
        return examples.targets();
    }

    @Override
    public void copy(int example, Tensor x, Tensor y, int row) {
        examples.copy(example, x, y, row);
        rescale(x, row, xMoments);
        rescale(y, row, yMoments);
    }

    private static void rescale(Tensor values, int row, ColumnMoments moments) {
        int columns = moments.means().length;
        for (int column = 0; column < columns; column++) {
            int at = row * columns + column;
            values.set(at, (values.get(at) - moments.means()[column]) / moments.deviations()[column]);
        }
    }
}
