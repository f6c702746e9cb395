package adjoint.expr;

import adjoint.tensor.Axes;
import adjoint.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The groups of elements that share their indices on all axes but some: what a reduction reduces. Element j of group i
 * stands at {@code starts[i] + steps[j]}; groups are in row-major order of the remaining axes.
 */
record Groups(int[] starts, int[] steps) {
    /** Compiled code for the groups from one on up to another, exclusive. */
    @FunctionalInterface
    interface Kernel {
        void run(int from, int to);
    }

    static Groups of(int[] shape, Axes axes) {
        return new Groups(offsets(shape, axes, false), offsets(shape, axes, true));
    }

    private static int[] offsets(int[] shape, Axes axes, boolean reduced) {
        int[] strides = Tensor.strides(shape);
        int[] kept = IntStream.range(0, shape.length)
                .filter(axis -> axes.contains(axis) == reduced)
                .toArray();
        return offsets(
                IntStream.of(kept).map(axis -> shape[axis]).toArray(),
                IntStream.of(kept).map(axis -> strides[axis]).toArray());
    }

    /** The offset of every index of a shape, in row-major order, under the given strides. */
    static int[] offsets(int[] shape, int[] strides) {
        int[] offsets = {0};
        for (int axis = 0; axis < shape.length; axis++) {
            int[] next = new int[Tensor.sizeOf(offsets.length, shape[axis])];
            for (int i = 0, k = 0; i < offsets.length; i++) {
                for (int j = 0; j < shape[axis]; j++) {
                    next[k++] = offsets[i] + j * strides[axis];
                }
            }
            offsets = next;
        }
        return offsets;
    }

    /** The values of one group. */
    double[] read(Tensor from, int group) {
        double[] values = new double[steps.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = from.get(starts[group] + steps[j]);
        }
        return values;
    }

    /** Writes values to the places of one group. */
    void write(Tensor to, int group, double[] values) {
        for (int j = 0; j < values.length; j++) {
            to.set(starts[group] + steps[j], values[j]);
        }
    }
}
