package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.Strided;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ops that join arrays along an axis, or take them apart. */
public sealed interface Slicing extends Layout {
    static List<Sample> samples() {
        Dim n = Dim.named("n");
        return List.of(
                Sample.of(new Concat(1)).on(-2, 2, 2, "n").on(-2, 2, 2, 1).on(-2, 2, 2, "m"),
                Sample.of(new Concat(0)).index(9, "n").index(9, 2),
                Sample.of(new Slice(1, Dim.of(1), 2, Dim.of(2))).on(-2, 2, "n", 4),
                Sample.of(new Slice(0, n.minus(Dim.ONE), -1, n)).on(-2, 2, "n", 2),
                Sample.of(new Slice(0, Dim.ONE, 1, n.minus(Dim.ONE))).index(9, "n"),
                Sample.of(new Unslice(1, Dim.of(3), -2, Dim.of(5))).on(-2, 2, "n", 2),
                Sample.of(new Unslice(0, n.minus(Dim.ONE), 1, n)).on(-2, 2, 1, 2));
    }

    /** How many blocks an array has that are contiguous before an axis and whole from it on. */
    private static int outer(Tensor array, int axis) {
        return array.size() == 0 ? 0 : array.size() / (Tensor.strides(array.shape())[axis] * array.dim(axis));
    }

    /** The rows of an op that works on each such block by itself, where rows lie before the axis. */
    private static Optional<Rows> rowsBefore(int axis, Tensor out, boolean[] own, Rows.Code blocks) {
        int count = Rows.count(out.shape());
        if (count == 0 || Rows.axis(out.shape()) >= axis) {
            return Optional.empty();
        }
        int each = outer(out, axis) / count;
        return Optional.of(new Rows(count, true, own, (from, to) -> blocks.bind(from * each, to * each)));
    }

    /** Arrays joined along an axis. */
    record Concat(int axis) implements Slicing {
        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Concat(axis + 1));
        }

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
            int outer = outer(out, axis);
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
            return copy(in, out, 0, outer(out, axis));
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            boolean[] own = new boolean[in.length];
            Arrays.fill(own, true);
            return rowsBefore(axis, out, own, (from, to) -> copy(in, out, from, to));
        }

        private Runnable copy(Tensor[] in, Tensor out, int begin, int end) {
            int inner = Tensor.strides(out.shape())[axis];
            Object to = out.array();
            Object[] from = Arrays.stream(in).map(Tensor::array).toArray();
            int[] runs =
                    Arrays.stream(in).mapToInt(part -> part.dim(axis) * inner).toArray();
            int whole = out.dim(axis) * inner;
            return () -> {
                int at = begin * whole;
                for (int i = 0; i < runs.length; i++) {
                    Strided.copyRuns(from[i], begin * runs[i], runs[i], to, at, whole, end - begin, runs[i]);
                    at += runs[i];
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
    record Slice(int axis, Dim start, int step, Dim count) implements Slicing {
        @Override
        public Optional<Strides.View> strides() {
            return Optional.of((in, shape) -> {
                int[] strides = in.strides().clone();
                int offset = in.offset() + first(in.dims()[axis], shape[axis]) * strides[axis];
                strides[axis] *= step;
                return new Strides(offset, strides, shape);
            });
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Slice(axis + 1, start, step, count));
        }

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
            Type x = Layout.only(in);
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
            Layout.copy(in[0], offset, strides, out);
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(in[0].shape());
            int offset = first(in[0].dim(axis), out.dim(axis)) * strides[axis];
            strides[axis] *= step;
            return Layout.bindCopy(in[0], offset, strides, out);
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            int[] strides = Tensor.strides(in[0].shape());
            int offset = first(in[0].dim(axis), out.dim(axis)) * strides[axis];
            strides[axis] *= step;
            boolean own = Rows.match(in[0].shape(), out.shape()) && Rows.axis(out.shape()) < axis;
            return Layout.copyRows(in[0], offset, strides, out, own);
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
    record Unslice(int axis, Dim start, int step, Dim size) implements Slicing {
        @Override
        public Exact[] exact(ExactTensor[] in, int[] shape) {
            return ExactInterpreter.byMoving(this, in, shape);
        }

        /** The zeros count as no element of the input. */
        @Override
        public boolean moves() {
            return false;
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Unslice(axis + 1, start, step, size));
        }

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
            Type g = Layout.only(in);
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
            return put(in[0], out, 0, outer(out, axis));
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            return rowsBefore(axis, out, new boolean[] {true}, (from, to) -> put(in[0], out, from, to));
        }

        private Runnable put(Tensor in, Tensor out, int begin, int end) {
            int inner = Tensor.strides(out.shape())[axis];
            int taken = in.dim(axis);
            int offset = inner * new Slice(axis, start, step, Dim.of(taken)).first(out.dim(axis), taken);
            int block = inner * out.dim(axis);
            Object from = in.array();
            Object to = out.array();
            Object zeros = out.dtype().newArray((end - begin) * block);
            int pieces = step == 1 ? 1 : taken;
            int run = step == 1 ? taken * inner : inner;
            return () -> {
                System.arraycopy(zeros, 0, to, begin * block, (end - begin) * block);
                for (int i = 0; i < pieces; i++) {
                    int read = begin * taken * inner + i * inner;
                    int write = offset + begin * block + i * step * inner;
                    Strided.copyRuns(from, read, taken * inner, to, write, block, end - begin, run);
                }
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(new Slice(axis, start, step, x.get(0).shape().dim(axis)), g));
        }
    }
}
