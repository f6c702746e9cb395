package adjoint.expr;

import adjoint.kernel.Strided;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ops that move or repeat elements and compute nothing. */
public sealed interface Layout extends Op permits Layout.View, Layout.BroadcastTo, Layout.Transpose, Slicing {
    @Override
    default boolean moves() {
        return true;
    }

    @Override
    default Work work() {
        return Work.MOVEMENT;
    }

    static List<Sample> samples() {
        Dim n = Dim.named("n");
        return List.of(
                Sample.of(new Reshape(Shape.of(2, n.times(Dim.of(2))))).on(-2, 2, "n", 4),
                Sample.of(new Reshape(Shape.of(6))).truth(2, 3),
                Sample.of(new Expand(Axes.at(0, 2))).on(-2, 2, "n", 2),
                Sample.of(new Squeeze(Axes.at(0, 2))).on(-2, 2, 1, "n", 1),
                Sample.of(new BroadcastTo(Shape.of(2, "n", 2))).on(-2, 2, "n", 1),
                Sample.of(new BroadcastTo(Shape.of("n"))).index(5),
                Sample.of(new Transpose(List.of(2, 0, 1))).on(-2, 2, "n", 2, 4));
    }

    /** The type of the only input. */
    static Type only(List<Type> in) {
        Op.takes(1, in);
        return in.get(0);
    }

    /** Code that copies through a map from output to input: strides over the output's shape, from an offset. */
    static Runnable bindCopy(Tensor in, int offset, int[] strides, Tensor out) {
        Strided view = new Strided(strides, out.shape());
        Object from = in.array();
        Object to = out.array();
        return () -> view.copy(from, offset, to);
    }

    /** As {@link #bindCopy}, row by row of the output. */
    static Optional<Rows> copyRows(Tensor in, int offset, int[] strides, Tensor out, boolean own) {
        int count = Rows.count(out.shape());
        int axis = Rows.axis(out.shape());
        return Optional.of(new Rows(count, true, new boolean[] {own}, (begin, end) -> {
            int[] dims = out.shape().clone();
            dims[axis] = end - begin;
            Strided view = new Strided(strides, dims);
            Object from = in.array();
            Object to = out.array();
            int read = offset + begin * strides[axis];
            int write = begin * (out.size() / count);
            return () -> view.copy(from, read, to, write);
        }));
    }

    /** Copies through a map from output to input: strides over the output's shape, from an offset. */
    static void copy(Tensor in, int offset, int[] strides, Tensor out) {
        int[] starts = Groups.offsets(out.shape(), strides);
        for (int i = 0; i < out.size(); i++) {
            out.set(i, in.get(offset + starts[i]));
        }
    }

    /** Ops whose output has the input's elements in the input's order: a compiled plan need not move anything. */
    sealed interface View extends Layout {
        @Override
        default boolean keepsOrder() {
            return true;
        }

        @Override
        default int cost() {
            return 0;
        }

        @Override
        default void eval(Tensor[] in, Tensor out) {
            out.assign(in[0]);
        }

        @Override
        default Runnable bind(Tensor[] in, Tensor out) {
            return () -> out.assign(in[0]);
        }
    }

    /** The same elements under another shape of the same size. */
    record Reshape(Shape to) implements View {
        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Reshape(batch.behind(to)));
        }

        @Override
        public String name() {
            return "reshape";
        }

        @Override
        public String label() {
            return "reshape" + to;
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            if (!x.shape().size().equals(to.size())) {
                throw new ShapeException("shape " + x.shape() + " has "
                        + x.shape().size() + " elements, but " + to + " has " + to.size());
            }
            return x.with(to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.reshape(x.get(0).shape()));
        }
    }

    /** Size-1 axes put in, at positions counted in the result. */
    record Expand(Axes axes) implements View {
        @Override
        public Optional<Strides.View> strides() {
            return Optional.of((in, shape) -> new Strides(in.offset(), expanded(in.strides(), shape.length), shape));
        }

        private int[] expanded(int[] strides, int rank) {
            int[] result = new int[rank];
            for (int axis = 0, from = 0; axis < rank; axis++) {
                result[axis] = axes.contains(axis) ? 0 : strides[from++];
            }
            return result;
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Expand(Batching.behind(axes)));
        }

        @Override
        public String name() {
            return "expand";
        }

        @Override
        public String label() {
            return "expand[axis=" + axes + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            int rank = x.rank() + axes.count();
            for (int axis : axes.toArray()) {
                if (axis >= rank) {
                    throw new ShapeException("there is no axis " + axis + " in a result of rank " + rank);
                }
            }
            return x.with(x.shape().expanded(axes));
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.squeeze(axes.toArray()));
        }
    }

    /** Size-1 axes left out. */
    record Squeeze(Axes axes) implements View {
        @Override
        public Optional<Strides.View> strides() {
            return Optional.of((in, shape) -> {
                int[] kept = IntStream.range(0, in.dims().length)
                        .filter(axis -> !axes.contains(axis))
                        .map(axis -> in.strides()[axis])
                        .toArray();
                return new Strides(in.offset(), kept, shape);
            });
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Squeeze(Batching.behind(axes)));
        }

        @Override
        public String name() {
            return "squeeze";
        }

        @Override
        public String label() {
            return "squeeze[axis=" + axes + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            for (int axis : axes.toArray()) {
                if (!x.shape().dim(x.shape().axis(axis)).isOne()) {
                    throw new ShapeException("axis " + axis + " of " + x.shape() + " has size "
                            + x.shape().dim(axis) + "; only axes of size 1 can be left out");
                }
            }
            return x.with(x.shape().without(axes));
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.expand(axes.toArray()));
        }
    }

    /** The elements repeated along size-1 and missing axes. */
    record BroadcastTo(Shape to) implements Layout {
        @Override
        public Optional<Strides.View> strides() {
            return Optional.of(Strides::broadcast);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.aligned(0).broadcastTo(batch.behind(to));
        }

        @Override
        public String name() {
            return "broadcastTo";
        }

        @Override
        public String label() {
            return "broadcastTo" + to;
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            if (!x.shape().broadcastsTo(to)) {
                throw new ShapeException("shape " + x.shape() + " does not broadcast to " + to);
            }
            return x.with(to);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            copy(in[0], 0, Elementwise.broadcastStrides(in[0].shape(), out.shape()), out);
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            return bindCopy(in[0], 0, Elementwise.broadcastStrides(in[0].shape(), out.shape()), out);
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            return copyRows(in[0], 0, Elementwise.broadcastStrides(in[0].shape(), out.shape()), out, false);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g);
        }
    }

    /** Axes in another order: axis i of the output is axis {@code order[i]} of the input. */
    record Transpose(List<Integer> order) implements Layout {
        public Transpose {
            order = List.copyOf(order);
        }

        @Override
        public Optional<Strides.View> strides() {
            return Optional.of((in, shape) -> new Strides(
                    in.offset(),
                    order.stream().mapToInt(axis -> in.strides()[axis]).toArray(),
                    shape));
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Transpose(
                    Stream.concat(Stream.of(0), order.stream().map(axis -> axis + 1))
                            .toList()));
        }

        @Override
        public String name() {
            return "transpose";
        }

        @Override
        public String label() {
            return "transpose" + order;
        }

        /** The order that undoes this one. */
        Transpose inverse() {
            return new Transpose(
                    IntStream.range(0, order.size()).mapToObj(order::indexOf).toList());
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            List<Integer> sorted = order.stream().sorted().toList();
            if (!sorted.equals(IntStream.range(0, x.rank()).boxed().toList())) {
                throw new ShapeException(
                        "order " + order + " is not a permutation of the " + x.rank() + " axes of " + x.shape());
            }
            return x.with(new Shape(order.stream().map(x.shape()::dim).toList()));
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            copy(in[0], 0, strides(in[0].shape()), out);
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            return bindCopy(in[0], 0, strides(in[0].shape()), out);
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            return copyRows(in[0], 0, strides(in[0].shape()), out, false);
        }

        /** Strides over the output's shape. */
        private int[] strides(int[] shape) {
            int[] own = Tensor.strides(shape);
            return order.stream().mapToInt(axis -> own[axis]).toArray();
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(inverse(), g));
        }
    }

    /** Axes as a list, for records. */
    static List<Integer> list(int... axes) {
        return Arrays.stream(axes).boxed().toList();
    }
}
