package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.kernel.Reduce32;
import adjoint.kernel.Reduce64;
import adjoint.kernel.Softmax32;
import adjoint.kernel.Softmax64;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Ops that reduce groups of elements along axes to one element. */
public sealed interface Reduction extends GroupOp
        permits Reduction.Sum,
                Reduction.Prod,
                Reduction.Max,
                Reduction.Min,
                Reduction.ArgMax,
                Reduction.LogSumExp,
                Norm {
    static List<Sample> samples() {
        Stream<Function<Axes, Reduction>> ops =
                Stream.of(Sum::new, Prod::new, Max::new, Min::new, ArgMax::new, LogSumExp::new, Norm::new);
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

    /** Marks reductions that only floats have. */
    sealed interface OfFloats permits LogSumExp, Norm {}

    /** Marks reductions that are an error over no elements. */
    sealed interface OfSome {}

    /** The sum. */
    record Sum(Axes axes) implements Reduction {
        @Override
        public Optional<Exact> exactly(List<Exact> group) {
            return Optional.of(group.stream().reduce(Exact.ZERO, Exact::plus));
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.together(in);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Sum(Batching.behind(axes)));
        }

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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Reduce64.sum(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Reduce32.sum((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.expand(axes));
        }
    }

    /** The product. Its gradient multiplies the other elements out, so zeros are exact; it costs the square of the length. */
    record Prod(Axes axes) implements Reduction {
        @Override
        public Optional<Exact> exactly(List<Exact> group) {
            return Optional.of(group.stream().reduce(Exact.ONE, Exact::times));
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.together(in);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Prod(Batching.behind(axes)));
        }

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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Reduce64.prod(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Reduce32.prod((float[]) in, r, inner, (float[]) out, from, to);
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
            Expr index = Expressions.range(in.shape().dim(over[0]));
            Expr self = index.expand(1).eq(index.expand(0));
            Expr others = Expressions.where(self, last.ones(), last.expand(last.rank() - 1))
                    .prod(-1);
            return List.of(others.moveAxis(-1, over[0]).mul(g.expand(over[0])));
        }
    }

    /** The largest element, NaN if there is one; ties share the cotangent. */
    record Max(Axes axes) implements Reduction, OfSome {
        @Override
        public Optional<Exact> exactly(List<Exact> group) {
            return Optional.of(group.stream().reduce(Exact.MINUS_INFINITY, Exact::max));
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.together(in);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Max(Batching.behind(axes)));
        }

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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Reduce64.max(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Reduce32.max((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(shared(y, g, x.get(0), axes));
        }

        static Expr shared(Expr y, Expr g, Expr x, Axes axes) {
            Expr best = x.eq(y.expand(axes));
            Expr count = Expressions.maximum(best.cast(x.dtype()).sum(axes), 1);
            return Expressions.where(best, g.div(count).expand(axes), g.zeros());
        }
    }

    /** The smallest element, NaN if there is one; ties share the cotangent. */
    record Min(Axes axes) implements Reduction, OfSome {
        @Override
        public Optional<Exact> exactly(List<Exact> group) {
            return Optional.of(group.stream().reduce(Exact.INFINITY, Exact::min));
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.together(in);
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Min(Batching.behind(axes)));
        }

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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Reduce64.min(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Reduce32.min((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Max.shared(y, g, x.get(0), axes));
        }
    }

    /** The position of the largest element in row-major order of the reduced axes, as int32; NaN counts as largest. */
    record ArgMax(Axes axes) implements Reduction, OfSome {
        @Override
        public Optional<Exact> exactly(List<Exact> group) {
            Exact largest = group.stream().reduce(Exact.MINUS_INFINITY, Exact::max);
            return Optional.of(Exact.of(group.indexOf(largest)));
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new ArgMax(Batching.behind(axes)));
        }

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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Reduce64.argmax(a, r, inner, (int[]) out, from, to);
            }
            return (from, to) -> Reduce32.argmax((float[]) in, r, inner, (int[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList((Expr) null);
        }
    }

    /** log sum exp(x), computed as m + log sum exp(x - m) with the maximum m; of all -infinity, or nothing, -infinity. */
    record LogSumExp(Axes axes) implements Reduction, OfFloats {
        @Override
        public int cost() {
            return ElementwiseOp.FUNCTION;
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new LogSumExp(Batching.behind(axes)));
        }

        @Override
        public String convention() {
            return "-infinity of nothing or of -infinities, with gradient 0; where elements are +infinity their gradient is NaN, as their shares in softmax are, and that of the others 0";
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
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Softmax64.logSumExp(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Softmax32.logSumExp((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.expand(axes).mul(x.get(0).softmax(axes)));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(x.get(0).exp().sum(axes).log());
        }
    }
}
