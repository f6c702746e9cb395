package adjoint.expr;

import adjoint.kernel.Reduce32;
import adjoint.kernel.Reduce64;
import adjoint.kernel.Softmax32;
import adjoint.kernel.Softmax64;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Ops that reduce groups of elements along axes to one element. */
public sealed interface Reduction extends Op {
    /** The axes that are reduced, counted from the front. */
    Axes axes();

    static List<Sample> samples() {
        Stream<Function<Axes, Reduction>> ops =
                Stream.of(Sum::new, Prod::new, Max::new, Min::new, ArgMax::new, LogSumExp::new);
        return ops.flatMap(op -> {
                    Sample all = Sample.of(op.apply(Axes.all(2))).on(-2, 2, "n", 2);
                    Sample rows = Sample.of(op.apply(Axes.at(1))).on(-2, 2, 2, "n");
                    Sample outer = Sample.of(op.apply(Axes.at(0, 2))).on(-2, 2, "n", 2, "m");
                    Sample none = Sample.of(op.apply(Axes.at())).on(-2, 2, "n");
                    boolean floats = all.op() instanceof OfFloats;
                    Sample last = floats
                            ? Sample.of(op.apply(Axes.at(0))).at(Tensor.of(new double[] {1000, 999, -1000}))
                            : Sample.of(op.apply(Axes.at(0))).index(4, "n", 2);
                    return Stream.of(rows, all, outer, none, last);
                })
                .toList();
    }

    @Override
    default String label() {
        return name() + "[axis=" + axes() + "]";
    }

    @Override
    default Type infer(List<Type> in) {
        Type x = checked(in);
        return x.with(x.shape().without(axes()));
    }

    private Type checked(List<Type> in) {
        Op.takes(1, in);
        Type x = in.get(0);
        for (int axis : axes().toArray()) {
            x.shape().axis(axis);
        }
        boolean allowed = this instanceof OfFloats ? x.dtype().isFloat() : x.dtype() != DType.BOOL;
        if (!allowed) {
            throw new ShapeException("does not take " + x.dtype() + "; cast it first, as in x.cast(FLOAT64)");
        }
        return x;
    }

    /** A group's value. */
    double reduce(double[] group);

    @Override
    default void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes());
        if (groups.steps().length == 0 && this instanceof OfSome) {
            throw new ShapeException(label() + " of nothing: shape " + Arrays.toString(in[0].shape())
                    + " has no elements along axis " + axes());
        }
        for (int i = 0; i < groups.starts().length; i++) {
            out.set(i, reduce(groups.read(in[0], i)));
        }
    }

    /** The kernel over a [outer, r, inner] array of floats; null where there is none for the element type. */
    Runnable kernel(Object in, int outer, int r, int inner, Object out);

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        if (!in[0].dtype().isFloat()) {
            return () -> eval(in, out);
        }
        Blocks blocks = Blocks.of(in[0].shape(), axes());
        if (blocks.r() == 0 && this instanceof OfSome) {
            return () -> eval(in, out);
        }
        if (blocks.order() == null) {
            return kernel(in[0].array(), blocks.outer(), blocks.r(), blocks.inner(), out.array());
        }
        Object moved = in[0].dtype().newArray(in[0].size());
        Runnable compute = kernel(moved, blocks.outer(), blocks.r(), 1, out.array());
        return () -> {
            blocks.order().copy(in[0].array(), 0, moved);
            compute.run();
        };
    }

    /** Marks reductions that only floats have. */
    sealed interface OfFloats {}

    /** Marks reductions that are an error over no elements. */
    sealed interface OfSome {}

    /** The sum. */
    record Sum(Axes axes) implements Reduction {
        @Override
        public String convention() {
            return "compensated, so that the error does not grow with the length; 0 of nothing";
        }

        @Override
        public String name() {
            return "sum";
        }

        @Override
        public double reduce(double[] group) {
            double sum = 0;
            double rest = 0;
            for (double value : group) {
                double next = sum + value;
                rest += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
                sum = next;
            }
            return Double.isFinite(sum) ? sum + rest : sum;
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Reduce64.sum(a, outer, r, inner, (double[]) out);
            }
            return () -> Reduce32.sum((float[]) in, outer, r, inner, (float[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.expand(axes));
        }
    }

    /** The product. Its gradient multiplies the other elements out, so zeros are exact; it costs the square of the length. */
    record Prod(Axes axes) implements Reduction {
        @Override
        public String convention() {
            return "exact with zeros, since nothing is divided; 1 of nothing";
        }

        @Override
        public String name() {
            return "prod";
        }

        @Override
        public double reduce(double[] group) {
            return DoubleStream.of(group).reduce(1, (a, b) -> a * b);
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Reduce64.prod(a, outer, r, inner, (double[]) out);
            }
            return () -> Reduce32.prod((float[]) in, outer, r, inner, (float[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            int[] over = axes.toArray();
            Expr in = x.get(0);
            if (over.length == 0) {
                return List.of(g);
            }
            if (over.length > 1) {
                Expr inner = in.prod(over[over.length - 1]);
                int[] rest = Arrays.copyOf(over, over.length - 1);
                Expr gInner = new Prod(Axes.at(rest)).vjp(y, g, List.of(inner)).get(0);
                return List.of(new Prod(Axes.at(over[over.length - 1]))
                        .vjp(inner, gInner.broadcastTo(inner.shape()), List.of(in))
                        .get(0));
            }
            Expr last = in.moveAxis(over[0], -1);
            Expr index = T.range(in.shape().dim(over[0]));
            Expr self = index.expand(1).eq(index.expand(0));
            Expr others =
                    T.where(self, last.ones(), last.expand(last.rank() - 1)).prod(-1);
            return List.of(others.moveAxis(-1, over[0]).mul(g.expand(over[0])));
        }
    }

    /** The largest element, NaN if there is one; ties share the cotangent. */
    record Max(Axes axes) implements Reduction, OfSome {
        @Override
        public String convention() {
            return "equal elements share the gradient equally; NaN if any is; of nothing an error";
        }

        @Override
        public String name() {
            return "max";
        }

        @Override
        public double reduce(double[] group) {
            return DoubleStream.of(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Reduce64.max(a, outer, r, inner, (double[]) out);
            }
            return () -> Reduce32.max((float[]) in, outer, r, inner, (float[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(shared(y, g, x.get(0), axes));
        }

        static Expr shared(Expr y, Expr g, Expr x, Axes axes) {
            Expr best = x.eq(y.expand(axes));
            Expr count = T.maximum(best.cast(x.dtype()).sum(axes), 1);
            return T.where(best, g.div(count).expand(axes), g.zeros());
        }
    }

    /** The smallest element, NaN if there is one; ties share the cotangent. */
    record Min(Axes axes) implements Reduction, OfSome {
        @Override
        public String convention() {
            return "equal elements share the gradient equally; NaN if any is; of nothing an error";
        }

        @Override
        public String name() {
            return "min";
        }

        @Override
        public double reduce(double[] group) {
            return DoubleStream.of(group).reduce(Double.POSITIVE_INFINITY, Math::min);
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Reduce64.min(a, outer, r, inner, (double[]) out);
            }
            return () -> Reduce32.min((float[]) in, outer, r, inner, (float[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Max.shared(y, g, x.get(0), axes));
        }
    }

    /** The position of the largest element in row-major order of the reduced axes, as int32; NaN counts as largest. */
    record ArgMax(Axes axes) implements Reduction, OfSome {
        @Override
        public String convention() {
            return "the first of equal elements; NaN counts as largest; of nothing an error; no gradient";
        }

        @Override
        public String name() {
            return "argmax";
        }

        @Override
        public Type infer(List<Type> in) {
            return Reduction.super.infer(in).with(DType.INT32);
        }

        @Override
        public double reduce(double[] group) {
            int best = 0;
            for (int i = 1; i < group.length && !Double.isNaN(group[best]); i++) {
                if (group[i] > group[best] || Double.isNaN(group[i])) {
                    best = i;
                }
            }
            return best;
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Reduce64.argmax(a, outer, r, inner, (int[]) out);
            }
            return () -> Reduce32.argmax((float[]) in, outer, r, inner, (int[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList((Expr) null);
        }
    }

    /** log sum exp(x), computed as m + log sum exp(x - m) with the maximum m; of all -infinity, or nothing, -infinity. */
    record LogSumExp(Axes axes) implements Reduction, OfFloats {
        @Override
        public String convention() {
            return "-infinity of nothing or of -infinities, with gradient 0";
        }

        @Override
        public String name() {
            return "logSumExp";
        }

        @Override
        public double reduce(double[] group) {
            double max = DoubleStream.of(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
            if (Double.isInfinite(max)) {
                return max;
            }
            return max
                    + Math.log(new Sum(axes)
                            .reduce(DoubleStream.of(group)
                                    .map(value -> Math.exp(value - max))
                                    .toArray()));
        }

        @Override
        public Runnable kernel(Object in, int outer, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return () -> Softmax64.logSumExp(a, outer, r, inner, (double[]) out);
            }
            return () -> Softmax32.logSumExp((float[]) in, outer, r, inner, (float[]) out);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr shift = Maths.finiteShift(y).expand(axes);
            return List.of(g.expand(axes).mul(x.get(0).sub(shift).exp()));
        }

        @Override
        public java.util.Optional<Expr> define(List<Expr> x) {
            return java.util.Optional.of(x.get(0).exp().sum(axes).log());
        }
    }
}
