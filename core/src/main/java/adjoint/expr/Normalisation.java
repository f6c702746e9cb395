package adjoint.expr;

import adjoint.kernel.Softmax32;
import adjoint.kernel.Softmax64;
import adjoint.tensor.Axes;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Ops that replace each group of elements along some axes by as many values that depend on one another. */
public sealed interface Normalisation extends Op {
    /** The axes along which elements belong together, counted from the front. */
    Axes axes();

    static List<Sample> samples() {
        return Stream.<Function<Axes, Normalisation>>of(Softmax::new, LogSoftmax::new)
                .flatMap(op -> Stream.of(
                        Sample.of(op.apply(Axes.at(1))).on(-2, 2, 2, "n"),
                        Sample.of(op.apply(Axes.all(2))).on(-2, 2, "n", 2),
                        Sample.of(op.apply(Axes.at(0))).on(-2, 2, "n", 2),
                        Sample.of(op.apply(Axes.at(0, 2))).on(-2, 2, "n", 2, "m"),
                        Sample.of(op.apply(Axes.at())).on(-2, 2, "n"),
                        Sample.of(op.apply(Axes.at(0))).at(Tensor.of(new double[] {1000, 999, -1000}))))
                .toList();
    }

    @Override
    default Work work() {
        return Work.REDUCTION;
    }

    @Override
    default int cost() {
        return ElementwiseOp.FUNCTION;
    }

    @Override
    default String label() {
        return name() + "[axis=" + axes() + "]";
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(1, in);
        Type x = in.get(0);
        for (int axis : axes().toArray()) {
            x.shape().axis(axis);
        }
        if (!x.dtype().isFloat()) {
            throw new ShapeException("does not take " + x.dtype() + "; cast it first, as in x.cast(FLOAT64)");
        }
        return x;
    }

    /** A group's new values. */
    double[] normalise(double[] group);

    @Override
    default void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes());
        for (int i = 0; i < groups.starts().length; i++) {
            groups.write(out, i, normalise(groups.read(in[0], i)));
        }
    }

    /** The largest element; 0 if that is infinite, for then the exponentials are 0 or infinite without it. */
    private static double shift(double[] group) {
        double max = DoubleStream.of(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
        return Double.isInfinite(max) ? 0 : max;
    }

    /** The kernel over the r elements of each group, which lie {@code inner} apart. */
    Groups.Kernel kernel(Object in, int r, int inner, Object out);

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes());
        return blocks.order() == null
                ? blocks.all(kernel(in[0].array(), blocks.r(), blocks.inner(), out.array()))
                : () -> eval(in, out);
    }

    @Override
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes());
        return blocks.order() == null && blocks.outer() > 1
                ? blocks.rows(kernel(in[0].array(), blocks.r(), blocks.inner(), out.array()), in, out)
                : Optional.empty();
    }

    /** exp(x) / sum exp(x), without overflow; 0 in a group of nothing but -infinity. */
    record Softmax(Axes axes) implements Normalisation {
        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.POSITIVE.asExponential();
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Softmax(Batching.behind(axes)));
        }

        @Override
        public String convention() {
            return "0 in every entry of a group of -infinities, with gradient 0; where elements are +infinity NaN, and 0 beside them";
        }

        @Override
        public String name() {
            return "softmax";
        }

        @Override
        public double[] normalise(double[] group) {
            double shift = shift(group);
            double[] weights =
                    DoubleStream.of(group).map(x -> Math.exp(x - shift)).toArray();
            double total = new Reduction.Sum(axes).reduce(weights);
            return DoubleStream.of(weights).map(w -> total == 0 ? 0 : w / total).toArray();
        }

        @Override
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Softmax64.softmax(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Softmax32.softmax((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(y.mul(g.sub(g.mul(y).sum(axes).expand(axes))));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            Expr weights = x.get(0).exp();
            return Optional.of(weights.div(weights.sum(axes).expand(axes)));
        }
    }

    /** log softmax(x) = x - logSumExp(x); -infinity in a group of nothing but -infinity. */
    record LogSoftmax(Axes axes) implements Normalisation {
        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new LogSoftmax(Batching.behind(axes)));
        }

        @Override
        public String convention() {
            return "-infinity in every entry of a group of -infinities, with gradient 0; where elements are +infinity NaN, and -infinity beside them";
        }

        @Override
        public String name() {
            return "logSoftmax";
        }

        @Override
        public double[] normalise(double[] group) {
            double shift = shift(group);
            double total = new Reduction.Sum(axes)
                    .reduce(DoubleStream.of(group).map(x -> Math.exp(x - shift)).toArray());
            double rest = total == 0 ? 0 : Math.log(total);
            return DoubleStream.of(group).map(x -> (x - shift) - rest).toArray();
        }

        @Override
        public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
            if (in instanceof double[] a) {
                return (from, to) -> Softmax64.logSoftmax(a, r, inner, (double[]) out, from, to);
            }
            return (from, to) -> Softmax32.logSoftmax((float[]) in, r, inner, (float[]) out, from, to);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(new LogSoftmaxGrad(axes), x.get(0).softmax(axes), g));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(x.get(0).sub(x.get(0).exp().sum(axes).log().expand(axes)));
        }
    }
}
