package adjoint.expr;

import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gathering and scattering in a batch. Where every example has an index of its own, the batch is laid out as one long axis,
 * on which the indices of later examples are shifted.
 */
final class BatchedIndex {
    private BatchedIndex() {}

    static Expr gather(int axis, Batching batch) {
        if (!batch.isBatched(1)) {
            return Expr.of(new Indexing.Gather(axis + 1), batch.whole(0), batch.given(1));
        }
        int rank = batch.y().input(1).rank();
        Expr x = batch.whole(0).moveAxis(axis + 1, 1);
        Expr index = shifted(batch, batch.y().input(0).shape().dim(axis));
        Expr all = x.reshape(joined(x.shape())).gather(index, 0);
        // [count, index..., others...] to [count, before..., index..., after...]
        return all.transpose(order(1 + rank, axis, rank, all.rank(), false));
    }

    static Expr scatterAdd(int axis, Dim size, Batching batch) {
        if (!batch.isBatched(1)) {
            return Expr.of(new Indexing.ScatterAdd(axis + 1, size), batch.whole(0), batch.given(1));
        }
        int rank = batch.y().input(1).rank();
        Expr g = batch.whole(0);
        Expr front = g.transpose(order(1, axis, rank, g.rank(), true));
        Expr flat = Expr.of(new Indexing.ScatterAdd(0, batch.count().times(size)), front, shifted(batch, size));
        List<Dim> dims = new ArrayList<>(List.of(batch.count(), size));
        dims.addAll(flat.shape().dims().subList(1, flat.rank()));
        return flat.reshape(new Shape(dims)).moveAxis(1, axis + 1);
    }

    /** The index of each example, counted along all examples' axes of the given size. */
    private static Expr shifted(Batching batch, Dim size) {
        Expr index = batch.given(1);
        int[] trailing = IntStream.range(1, index.rank()).toArray();
        return index.add(Expressions.range(batch.count())
                .mul(Expressions.size(size, DType.INT32))
                .expand(trailing));
    }

    private static Shape joined(Shape shape) {
        List<Dim> dims = new ArrayList<>(List.of(shape.dim(0).times(shape.dim(1))));
        dims.addAll(shape.dims().subList(2, shape.rank()));
        return new Shape(dims);
    }

    /** The order that moves a run of index axes behind the first {@code axis} others, or back to the front. */
    private static int[] order(int from, int axis, int run, int rank, boolean toFront) {
        int[] indexAxes = IntStream.range(toFront ? 1 + axis : 1, (toFront ? 1 + axis : 1) + run)
                .toArray();
        int[] before = IntStream.range(from, from + axis).toArray();
        int[] after = IntStream.range(1 + axis + run, rank).toArray();
        IntStream middle = toFront
                ? IntStream.concat(IntStream.of(indexAxes), IntStream.of(before))
                : IntStream.concat(IntStream.of(before), IntStream.of(indexAxes));
        return IntStream.concat(IntStream.concat(IntStream.of(0), middle), IntStream.of(after))
                .toArray();
    }
}
