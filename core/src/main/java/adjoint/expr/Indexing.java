package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.Reduce64;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ops that choose places along an axis by an int32 array. */
public sealed interface Indexing extends Op {
    /** The axis that is indexed. */
    int axis();

    static List<Sample> samples() {
        Tensor twice = Tensor.of(new int[] {2, 0, 2, 2});
        return List.of(
                Sample.of(new Gather(0)).on(-2, 2, "n", 2).index(3, 4),
                Sample.of(new Gather(1)).on(-2, 2, "n", 3, 2).index(3, 2, "m"),
                Sample.of(new Gather(0)).on(-2, 2, "n").index(3),
                Sample.of(new ScatterAdd(0, Dim.named("n"))).on(-2, 2, 4, 2).at(twice),
                Sample.of(new ScatterAdd(1, Dim.of(3))).on(-2, 2, 2, 2, "m", 2).index(3, 2, "m"),
                Sample.of(new ScatterSet(0)).on(-2, 2, "n", 2).at(twice).on(-2, 2, 4, 2),
                Sample.of(new ScatterSet(1)).on(-2, 2, 2, 3).at(twice).on(-2, 2, 2, 4),
                Sample.of(new CumSum(0, false)).on(-2, 2, "n", 2),
                Sample.of(new CumSum(1, true)).on(-2, 2, "n", 4));
    }

    @Override
    default Work work() {
        return Work.MOVEMENT;
    }

    @Override
    default String label() {
        return name() + "[axis=" + axis() + "]";
    }

    /** The shape of x with the indexed axis replaced by the index's shape. */
    private Shape gathered(Shape x, Type index) {
        if (index.dtype() != DType.INT32) {
            throw ShapeException.ofTypes("the index must be int32, not " + index.dtype() + "; use index.cast(INT32)");
        }
        x.axis(axis());
        List<Dim> dims = new ArrayList<>(x.dims().subList(0, axis()));
        dims.addAll(index.shape().dims());
        dims.addAll(x.dims().subList(axis() + 1, x.rank()));
        return new Shape(dims);
    }

    /** An index checked against the size of the axis. */
    private static int checked(Tensor index, int at, int size) {
        int i = (int) index.get(at);
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException(
                    "index " + i + " at position " + at + " is outside an axis of size " + size);
        }
        return i;
    }

    /** Calls back for each run of whole inner blocks: its place in the full array and in the gathered one. */
    private static void eachRun(Tensor full, Tensor index, int axis, Runs action) {
        int inner = Tensor.strides(full.shape())[axis];
        int size = full.dim(axis);
        int outer = outerOf(full, axis);
        for (int o = 0, run = 0; o < outer; o++) {
            for (int j = 0; j < index.size(); j++, run++) {
                action.at((o * size + checked(index, j, size)) * inner, run * inner, inner);
            }
        }
    }

    /** How many indices the axes before one have; where blocks are empty there is nothing to do. */
    private static int outerOf(Tensor full, int axis) {
        return Tensor.strides(full.shape())[axis] == 0 ? 0 : Tensor.sizeOf(Arrays.copyOf(full.shape(), axis));
    }

    /** The two arrays of a gather as blocks: {@code outer} of {@code size} (or as many as indices) runs of {@code inner}. */
    record Blocks(int outer, int size, int inner, int[] index, int count) {
        static Blocks of(Tensor full, Tensor index, int axis) {
            int inner = Tensor.strides(full.shape())[axis];
            int size = full.dim(axis);
            int outer = outerOf(full, axis);
            return new Blocks(outer, size, inner, index.ints(), index.size());
        }

        /** Where the run of index j in an outer block starts in the full array. */
        int start(int block, int j) {
            int i = index[j];
            if (i < 0 || i >= size) {
                throw new IndexOutOfBoundsException(
                        "index " + i + " at position " + j + " is outside an axis of size " + size);
            }
            return (block * size + i) * inner;
        }

        /** Copies the indexed runs of the full array to the gathered one. */
        void gather(Object full, Object gathered) {
            for (int o = 0, run = 0; o < outer; o++) {
                for (int j = 0; j < count; j++, run++) {
                    System.arraycopy(full, start(o, j), gathered, run * inner, inner);
                }
            }
        }

        /** Copies the runs of the gathered array to their places in the full one. */
        void scatter(Object gathered, Object full) {
            for (int o = 0, run = 0; o < outer; o++) {
                for (int j = 0; j < count; j++, run++) {
                    System.arraycopy(gathered, run * inner, full, start(o, j), inner);
                }
            }
        }

        /** Adds the runs of the gathered array to their places in the full one. */
        void add(Tensor gathered, Tensor full) {
            for (int o = 0, run = 0; o < outer; o++) {
                for (int j = 0; j < count; j++, run++) {
                    int to = start(o, j);
                    for (int i = 0; i < inner; i++) {
                        full.set(to + i, full.get(to + i) + gathered.get(run * inner + i));
                    }
                }
            }
        }
    }

    @FunctionalInterface
    interface Runs {
        void at(int inFull, int inGathered, int length);
    }

    private static void zero(Tensor out) {
        for (int i = 0; i < out.size(); i++) {
            out.set(i, 0);
        }
    }

    /** {@code gather(x, index)}: the slices of x along the axis at the given indices; repeated ones add their cotangents. */
    record Gather(int axis) implements Indexing {
        @Override
        public Exact[] exact(ExactTensor[] in, int[] shape) {
            return ExactInterpreter.byMoving(this, in, shape);
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.together(in.subList(0, 1));
        }

        @Override
        public Expr vectorize(Batching batch) {
            return BatchedIndex.gather(axis, batch);
        }

        @Override
        public String convention() {
            return "repeated indices add their gradients up";
        }

        @Override
        public String name() {
            return "gather";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            return in.get(0).with(Indexing.super.gathered(in.get(0).shape(), in.get(1)));
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            eachRun(
                    in[0],
                    in[1],
                    axis,
                    (from, to, length) -> System.arraycopy(in[0].array(), from, out.array(), to, length));
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            Blocks blocks = Blocks.of(in[0], in[1], axis);
            return () -> blocks.gather(in[0].array(), out.array());
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Dim size = x.get(0).shape().dim(axis);
            return Arrays.asList(Expr.of(new ScatterAdd(axis, size), g, x.get(1)), null);
        }
    }

    /** The adjoint of {@link Gather}: zeros of the full size with each slice added at its index. */
    record ScatterAdd(int axis, Dim size) implements Indexing {
        @Override
        public Exact[] exact(ExactTensor[] in, int[] shape) {
            return ExactPlaces.added(axis, in, shape);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return BatchedIndex.scatterAdd(axis, size, batch);
        }

        @Override
        public String name() {
            return "scatterAdd";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            Shape g = in.get(0).shape();
            int indexRank = in.get(1).rank();
            if (g.rank() < axis + indexRank) {
                throw new ShapeException("slices " + g + " have too few axes for index "
                        + in.get(1).shape() + " on axis " + axis);
            }
            List<Dim> dims = new ArrayList<>(g.dims().subList(0, axis));
            dims.add(size);
            dims.addAll(g.dims().subList(axis + indexRank, g.rank()));
            Shape full = new Shape(dims);
            if (!Indexing.super.gathered(full, in.get(1)).equals(g)) {
                throw new ShapeException(
                        "slices " + g + " do not fit index " + in.get(1).shape() + " on axis " + axis);
            }
            return in.get(0).with(full);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            zero(out);
            eachRun(out, in[1], axis, (to, from, length) -> {
                for (int i = 0; i < length; i++) {
                    out.set(to + i, out.get(to + i) + in[0].get(from + i));
                }
            });
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            Blocks blocks = Blocks.of(out, in[1], axis);
            return () -> {
                zero(out);
                blocks.add(in[0], out);
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList(Expr.of(new Gather(axis), g, x.get(1)), null);
        }
    }

    /** {@code scatterSet(x, index, values)}: x with slices replaced; of a repeated index the last one written wins. */
    record ScatterSet(int axis) implements Indexing {
        @Override
        public Exact[] exact(ExactTensor[] in, int[] shape) {
            return ExactInterpreter.byMoving(this, in, shape);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.isBatched(1)
                    ? Batched.of(this, batch)
                    : Expr.of(new ScatterSet(axis + 1), batch.whole(0), batch.given(1), batch.whole(2));
        }

        @Override
        public String convention() {
            return "of a repeated index the last one written wins, and it alone gets the gradient";
        }

        @Override
        public String name() {
            return "scatterSet";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(3, in);
            Type x = in.get(0);
            Shape slices = Indexing.super.gathered(x.shape(), in.get(1));
            if (in.get(1).rank() != 1 || !in.get(2).equals(x.with(slices))) {
                throw new ShapeException(
                        "takes x, a vector of indices and values of type " + x.with(slices) + ", not " + in);
            }
            return x;
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            out.assign(in[0]);
            eachRun(
                    out,
                    in[1],
                    axis,
                    (to, from, length) -> System.arraycopy(in[2].array(), from, out.array(), to, length));
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            Blocks blocks = Blocks.of(out, in[1], axis);
            return () -> {
                out.assign(in[0]);
                blocks.scatter(in[2].array(), out.array());
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr index = x.get(1);
            Expr order = Expressions.range(index.shape().dim(0));
            Expr overwritten =
                    index.expand(1).eq(index.expand(0)).and(order.expand(0).gt(order.expand(1)));
            Expr wins = overwritten.cast(DType.INT32).sum(1).eq(0);
            int[] trailing =
                    java.util.stream.IntStream.range(1, g.rank() - axis).toArray();
            Expr hit = Expr.of(new ScatterAdd(0, g.shape().dim(axis)), wins.cast(g.dtype()), index);
            Expr kept = Expressions.where(hit.expand(trailing).gt(0), g.zeros(), g);
            Expr taken = Expr.of(new Gather(axis), g, index);
            return Arrays.asList(kept, null, Expressions.where(wins.expand(trailing), taken, g.zeros()));
        }
    }

    /**
     * The running sum along the axis, from the front or from the back. The rounding errors are carried along in float64, so
     * that an entry is off by one rounding of its own and 2e-16 of the sum of the magnitudes, however long the axis is.
     */
    record CumSum(int axis, boolean reversed) implements Indexing {
        @Override
        public Exact[] exact(ExactTensor[] in, int[] shape) {
            return ExactPlaces.summed(Groups.of(shape, Axes.at(axis)), reversed, in[0]);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new CumSum(axis + 1, reversed));
        }

        @Override
        public String name() {
            return "cumsum";
        }

        @Override
        public String label() {
            return "cumsum[axis=" + axis + (reversed ? ", reversed" : "") + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            in.get(0).shape().axis(axis);
            if (in.get(0).dtype() == DType.BOOL) {
                throw ShapeException.ofTypes("does not take bool; cast it first");
            }
            return in.get(0);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            bind(in, out).run();
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            Groups groups = Groups.of(out.shape(), Axes.at(axis));
            int length = groups.steps().length;
            return () -> {
                for (int start : groups.starts()) {
                    double sum = 0;
                    double error = 0;
                    for (int j = 0; j < length; j++) {
                        int at = start + groups.steps()[reversed ? length - 1 - j : j];
                        double next = sum + in[0].get(at);
                        error += Reduce64.roundingError(sum, in[0].get(at), next);
                        sum = next;
                        out.set(at, Reduce64.corrected(sum, error));
                    }
                }
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(new CumSum(axis, !reversed), g));
        }
    }
}
