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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ops that move or repeat elements and compute nothing. */
public sealed interface Layout extends Op {
    static List<Sample> samples() {
        Dim n = Dim.named("n");
        return List.of(
                Sample.of(new Reshape(Shape.of(2, n.times(Dim.of(2))))).on(-2, 2, "n", 4),
                Sample.of(new Reshape(Shape.of(6))).truth(2, 3),
                Sample.of(new Expand(Axes.at(0, 2))).on(-2, 2, "n", 2),
                Sample.of(new Squeeze(Axes.at(0, 2))).on(-2, 2, 1, "n", 1),
                Sample.of(new BroadcastTo(Shape.of(2, "n", 2))).on(-2, 2, "n", 1),
                Sample.of(new BroadcastTo(Shape.of("n"))).index(5),
                Sample.of(new Transpose(List.of(2, 0, 1))).on(-2, 2, "n", 2, 4),
                Sample.of(new Concat(1)).on(-2, 2, 2, "n").on(-2, 2, 2, 1).on(-2, 2, 2, "m"),
                Sample.of(new Concat(0)).index(9, "n").index(9, 2),
                Sample.of(new Slice(1, Dim.of(1), 2, Dim.of(2))).on(-2, 2, "n", 4),
                Sample.of(new Slice(0, n.minus(Dim.ONE), -1, n)).on(-2, 2, "n", 2),
                Sample.of(new Slice(0, Dim.ONE, 1, n.minus(Dim.ONE))).index(9, "n"),
                Sample.of(new Unslice(1, Dim.of(3), -2, Dim.of(5))).on(-2, 2, "n", 2),
                Sample.of(new Unslice(0, n.minus(Dim.ONE), 1, n)).on(-2, 2, 1, 2));
    }

    private static Type only(List<Type> in) {
        Op.takes(1, in);
        return in.get(0);
    }

    /** Code that copies through a map from output to input: strides over the output's shape, from an offset. */
    private static Runnable bindCopy(Tensor in, int offset, int[] strides, Tensor out) {
        Strided view = new Strided(strides, out.shape());
        Object from = in.array();
        Object to = out.array();
        return () -> view.copy(from, offset, to);
    }

    /** Copies through a map from output to input: strides over the output's shape, from an offset. */
    private static void copy(Tensor in, int offset, int[] strides, Tensor out) {
        int[] starts = Groups.offsets(out.shape(), strides);
        for (int i = 0; i < out.size(); i++) {
            out.set(i, in.get(offset + starts[i]));
        }
    }

    /** Ops whose output has the input's elements in the input's order: a compiled plan need not move anything. */
    sealed interface View extends Layout {
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

    /** Arrays joined along an axis. */
    record Concat(int axis) implements Layout {
        @Override
        public String name() {
            return "concat";
        }

        @Override
        public String label() {
            return "concat[axis=" + axis + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            if (in.isEmpty()) {
                throw new ShapeException("takes at least one input");
            }
            Type first = in.get(0);
            first.shape().axis(axis);
            Dim total = Dim.of(0);
            for (Type part : in) {
                boolean fits = part.dtype() == first.dtype()
                        && part.rank() == first.rank()
                        && part.shape().with(axis, Dim.ONE).equals(first.shape().with(axis, Dim.ONE));
                if (!fits) {
                    throw new ShapeException("the parts must agree in element type and on every axis but " + axis
                            + ", but are " + in.stream().map(Type::toString).collect(Collectors.joining(" and ")));
                }
                total = total.plus(part.shape().dim(axis));
            }
            return first.with(first.shape().with(axis, total));
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            int inner = Tensor.strides(out.shape())[axis];
            int outer = out.dim(axis) == 0 ? 0 : out.size() / (inner * out.dim(axis));
            int at = 0;
            for (int o = 0; o < outer; o++) {
                for (Tensor part : in) {
                    int run = part.dim(axis) * inner;
                    System.arraycopy(part.array(), o * run, out.array(), at, run);
                    at += run;
                }
            }
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int inner = Tensor.strides(out.shape())[axis];
            int outer = out.dim(axis) == 0 ? 0 : out.size() / (inner * out.dim(axis));
            Object to = out.array();
            Object[] from = Arrays.stream(in).map(Tensor::array).toArray();
            int[] runs =
                    Arrays.stream(in).mapToInt(part -> part.dim(axis) * inner).toArray();
            return () -> {
                int at = 0;
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < runs.length; i++) {
                        System.arraycopy(from[i], o * runs[i], to, at, runs[i]);
                        at += runs[i];
                    }
                }
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr[] cotangents = new Expr[x.size()];
            Dim from = Dim.of(0);
            for (int i = 0; i < cotangents.length; i++) {
                Dim size = x.get(i).shape().dim(axis);
                cotangents[i] = Expr.of(new Slice(axis, from, 1, size), g);
                from = from.plus(size);
            }
            return List.of(cotangents);
        }
    }

    /** Elements {@code start, start + step, ...} along an axis, {@code count} of them. */
    record Slice(int axis, Dim start, int step, Dim count) implements Layout {
        @Override
        public String name() {
            return "slice";
        }

        @Override
        public String label() {
            return "slice[axis=" + axis + ", start=" + start + (step == 1 ? "" : ", step=" + step) + ", count=" + count
                    + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Type x = only(in);
            Dim size = x.shape().dim(x.shape().axis(axis));
            boolean known = size.isKnown() && start.isKnown() && count.isKnown();
            if (known && count.size() > 0) {
                long last = start.size() + (count.size() - 1L) * step;
                if (start.size() >= size.size() || last < 0 || last >= size.size()) {
                    throw new ShapeException("elements " + start + " to " + last + " do not all exist on axis " + axis
                            + " of " + x.shape());
                }
            }
            return x.with(x.shape().with(axis, count));
        }

        @Override
        public Slice resolve(Map<String, Integer> sizes) {
            return start.isKnown() ? this : new Slice(axis, Dim.of(start.evaluate(sizes)), step, count);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(in[0].shape());
            int offset = first(in[0].dim(axis), out.dim(axis)) * strides[axis];
            strides[axis] *= step;
            copy(in[0], offset, strides, out);
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(in[0].shape());
            int offset = first(in[0].dim(axis), out.dim(axis)) * strides[axis];
            strides[axis] *= step;
            return bindCopy(in[0], offset, strides, out);
        }

        /** The first element's index, checked against the sizes of a call. */
        public int first(int size, int taken) {
            int first = start.size();
            int last = first + (taken - 1) * step;
            if (taken > 0 && (first < 0 || first >= size || last < 0 || last >= size)) {
                throw new ShapeException(label() + " of an axis of size " + size + " reaches outside it");
            }
            return first;
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(
                    Expr.of(new Unslice(axis, start, step, x.get(0).shape().dim(axis)), g));
        }
    }

    /** The adjoint of a slice: zeros of the full size with the elements put back in their places. */
    record Unslice(int axis, Dim start, int step, Dim size) implements Layout {
        @Override
        public String name() {
            return "unslice";
        }

        @Override
        public String label() {
            return "unslice[axis=" + axis + ", start=" + start + (step == 1 ? "" : ", step=" + step) + ", size=" + size
                    + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Type g = only(in);
            new Slice(axis, start, step, g.shape().dim(axis))
                    .infer(List.of(g.with(g.shape().with(axis, size))));
            return g.with(g.shape().with(axis, size));
        }

        @Override
        public Unslice resolve(Map<String, Integer> sizes) {
            return start.isKnown() ? this : new Unslice(axis, Dim.of(start.evaluate(sizes)), step, size);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(out.shape());
            int first = new Slice(axis, start, step, Dim.of(in[0].dim(axis))).first(out.dim(axis), in[0].dim(axis));
            int offset = first * strides[axis];
            strides[axis] *= step;
            int[] places = Groups.offsets(in[0].shape(), strides);
            for (int i = 0; i < out.size(); i++) {
                out.set(i, 0);
            }
            for (int i = 0; i < in[0].size(); i++) {
                out.set(offset + places[i], in[0].get(i));
            }
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(out.shape());
            int taken = in[0].dim(axis);
            int first = new Slice(axis, start, step, Dim.of(taken)).first(out.dim(axis), taken);
            int offset = first * strides[axis];
            int inner = strides[axis];
            int rows = out.size() == 0 ? 0 : out.size() / (inner * out.dim(axis));
            int block = inner * out.dim(axis);
            Object from = in[0].array();
            Object to = out.array();
            Object zeros = out.dtype().newArray(out.size());
            return () -> {
                System.arraycopy(zeros, 0, to, 0, out.size());
                for (int o = 0, at = 0; o < rows; o++) {
                    if (step == 1) {
                        System.arraycopy(from, o * taken * inner, to, offset + o * block, taken * inner);
                        continue;
                    }
                    for (int i = 0; i < taken; i++, at += inner) {
                        System.arraycopy(from, at, to, offset + o * block + i * step * inner, inner);
                    }
                }
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(new Slice(axis, start, step, x.get(0).shape().dim(axis)), g));
        }
    }

    /** Axes as a list, for records. */
    static List<Integer> list(int... axes) {
        return Arrays.stream(axes).boxed().toList();
    }
}
