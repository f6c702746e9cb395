package adjoint.expr;

import adjoint.tensor.Tensor;

/**
 * How an array is read as another: element (i, j, ...) lies at {@code offset + i strides[0] + j strides[1] + ...}.
 *
 * @param offset where the first element lies
 * @param strides the distance of neighbours along each axis; 0 on axes that are broadcast
 * @param dims the size of each axis
 */
public record Strides(int offset, int[] strides, int[] dims) {
    /** How an op's result is read from its input's array. */
    @FunctionalInterface
    public interface View {
        /**
         * Strides for the result.
         *
         * @param in those of the input
         * @param shape the result's shape
         */
        Strides of(Strides in, int[] shape);
    }

    /** An array of this shape, row-major. */
    public static Strides of(int... dims) {
        return new Strides(0, Tensor.strides(dims), dims);
    }

    /** The same elements repeated along size-1 and missing axes. */
    public Strides broadcast(int[] to) {
        int[] wide = new int[to.length];
        int shift = to.length - dims.length;
        for (int axis = 0; axis < dims.length; axis++) {
            wide[axis + shift] = dims[axis] == 1 ? 0 : strides[axis];
        }
        return new Strides(offset, wide, to);
    }
}
