package adjoint.expr;

import adjoint.kernel.Strided;
import adjoint.tensor.Axes;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An array seen as [outer, r, inner] with the reduced elements in the middle; where the reduced axes are apart, the
 * order that brings them to the end.
 */
record Blocks(int outer, int r, int inner, Strided order) {
    static Blocks of(int[] shape, Axes axes) {
        int[] sizes = {1, 1, 1};
        int part = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            boolean reduced = axes.contains(axis);
            if (shape[axis] != 1 && reduced == (part != 1)) {
                part++;
            }
            if (part > 2) {
                return apart(shape, axes);
            }
            sizes[part] *= shape[axis];
        }
        return new Blocks(sizes[0], sizes[1], sizes[2], null);
    }

    private static Blocks apart(int[] shape, Axes axes) {
        int[] order = IntStream.concat(
                        IntStream.range(0, shape.length).filter(axis -> !axes.contains(axis)),
                        IntStream.of(axes.toArray()))
                .toArray();
        int[] own = Tensor.strides(shape);
        int[] dims = IntStream.of(order).map(axis -> shape[axis]).toArray();
        int kept = shape.length - axes.count();
        return new Blocks(
                Tensor.sizeOf(Arrays.copyOf(dims, kept)),
                Tensor.sizeOf(Arrays.copyOfRange(dims, kept, dims.length)),
                1,
                new Strided(IntStream.of(order).map(axis -> own[axis]).toArray(), dims));
    }

    /** Code for all groups. */
    Runnable all(Groups.Kernel kernel) {
        int groups = outer * inner;
        return () -> kernel.run(0, groups);
    }

    /** Code for some rows of an output that has as many elements for each group; none where it is a scalar. */
    Optional<Rows> rows(Groups.Kernel kernel, Tensor[] in, Tensor out) {
        int count = Rows.count(out.shape());
        if (count < 2) {
            return Optional.empty();
        }
        int each = outer * inner / count;
        boolean[] own = new boolean[in.length];
        Arrays.fill(own, outer > 1 && Rows.count(in[0].shape()) == count);
        return Optional.of(new Rows(count, true, own, (from, to) -> {
            int first = from * each;
            int end = to * each;
            return () -> kernel.run(first, end);
        }));
    }
}
