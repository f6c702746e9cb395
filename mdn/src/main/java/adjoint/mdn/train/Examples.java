package adjoint.mdn.train;

import adjoint.tensor.Tensor;

/**
 * Examples that are copied out row by row on demand, so that overlapping or huge data need never lie in memory as one table;
 * by several threads at once.
 */
public interface Examples {
    /** Number of examples. */
    int size();

    /** Numbers in one example's input. */
    int inputs();

    /** Numbers in one example's target. */
    int targets();

    /**
     * Copies an example into a row of a batch, rounding to the tensors' element type.
     *
     * @param x of shape [batch, inputs]
     * @param y of shape [batch, targets]
     */
    void copy(int example, Tensor x, Tensor y, int row);
}
