package adjoint.mdn.train;

import adjoint.tensor.Tensor;

/** Some of other examples, in an order of their own. */
public final class Subset implements Examples {
    private final Examples all;
    private final int[] positions;

    /** @param positions among all examples */
    public Subset(Examples all, int... positions) {
        this.all = all;
        this.positions = positions.clone();
    }

    @Override
    public int size() {
        return positions.length;
    }

    @Override
    public int inputs() {
        return all.inputs();
    }

    @Override
    public int targets() {
        return all.targets();
    }

    @Override
    public void copy(int example, Tensor x, Tensor y, int row) {
        all.copy(positions[example], x, y, row);
    }
}
