package adjoint.expr;

import adjoint.kernel.Softmax32;
import adjoint.kernel.Softmax64;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Optional;

/**
 * log sum w exp(x) along axes for weights w of any sign, without overflow or underflow: m + log sum w exp(x - m), where m is
 * the largest x + log |w|. NaN where the sum is negative. A weight of 0 has its exact gradient, which log w + x would not
 * give; where the terms are all 0, the gradient is 0. The inputs are x and w, of one type.
 */
public record WeightedLogSumExp(Axes axes) implements Op {
    /** Applies the op to terms and weights that broadcast against each other. */
    public static Expr of(Expr x, Expr w, Axes axes) {
        return Expr.of(
                new WeightedLogSumExp(axes),
                x.broadcastTo(x.shape().broadcast(w.shape())),
                w.broadcastTo(x.shape().broadcast(w.shape())));
    }

    static List<Sample> samples() {
        return List.of(
                Sample.of(new WeightedLogSumExp(Axes.at(1))).on(-2, 2, 2, "n").on(0.5, 2, 2, "n"),
                Sample.of(new WeightedLogSumExp(Axes.at(0))).on(-2, 2, "n", 2).on(0.5, 2, "n", 2),
                Sample.of(new WeightedLogSumExp(Axes.all(2))).on(-2, 2, "n", 2).on(0.5, 2, "n", 2),
                Sample.of(new WeightedLogSumExp(Axes.at(0)))
                        .at(Tensor.of(new double[] {1000, 999, -1000}))
                        .at(Tensor.of(new double[] {2, -1, 0})));
    }

    @Override
    public Work work() {
        return Work.REDUCTION;
    }

    @Override
    public int cost() {
        return ElementwiseOp.FUNCTION;
    }

    @Override
    public Expr vectorize(Batching batch) {
        return batch.apply(new WeightedLogSumExp(Batching.behind(axes)));
    }

    @Override
    public String name() {
        return "weightedLogSumExp";
    }

    @Override
    public String label() {
        return name() + "[axis=" + axes + "]";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(2, in);
        if (!in.get(0).equals(in.get(1)) || !in.get(0).dtype().isFloat()) {
            throw new ShapeException(
                    "takes terms and weights of one float type, not " + in.get(0) + " and " + in.get(1));
        }
        return new Reduction.LogSumExp(axes).infer(in.subList(0, 1));
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes);
        for (int i = 0; i < groups.starts().length; i++) {
            out.set(i, value(groups.read(in[0], i), groups.read(in[1], i)));
        }
    }

    private Groups.Kernel kernel(Tensor[] in, Blocks blocks, Tensor out) {
        int r = blocks.r();
        int inner = blocks.inner();
        if (in[0].dtype() == DType.FLOAT64) {
            double[] a = in[0].doubles();
            double[] w = in[1].doubles();
            double[] o = out.doubles();
            return (from, to) -> Softmax64.weightedLogSumExp(a, w, r, inner, o, from, to);
        }
        float[] a = in[0].floats();
        float[] w = in[1].floats();
        float[] o = out.floats();
        return (from, to) -> Softmax32.weightedLogSumExp(a, w, r, inner, o, from, to);
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null ? blocks.all(kernel(in, blocks, out)) : () -> eval(in, out);
    }

    @Override
    public Optional<Rows> rows(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null ? blocks.rows(kernel(in, blocks, out), in, out) : Optional.empty();
    }

    private static double value(double[] x, double[] w) {
        double max = Double.NEGATIVE_INFINITY;
        double[] size = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            size[j] = w[j] == 0 && x[j] < Double.POSITIVE_INFINITY
                    ? Double.NEGATIVE_INFINITY
                    : x[j] + Math.log(Math.abs(w[j]));
            max = Math.max(max, size[j]);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        if (max == Double.POSITIVE_INFINITY) {
            return infinite(size, w);
        }
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += Math.signum(w[j]) * Math.exp(size[j] - max);
        }
        return max + Math.log(sum);
    }

    /** The sum where some terms are infinite: infinite, or NaN if any is negative. */
    private static double infinite(double[] size, double[] w) {
        for (int j = 0; j < size.length; j++) {
            if (size[j] == Double.POSITIVE_INFINITY && w[j] < 0) {
                return Double.NaN;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr w = x.get(1);
        Expr share = WeightedShares.of(x.get(0), w, axes).mul(g.expand(axes));
        return List.of(Expressions.where(w.eq(0), share.zeros(), share.mul(w)), share);
    }

    @Override
    public Optional<Expr> define(List<Expr> x) {
        return Optional.of(x.get(0).exp().mul(x.get(1)).sum(axes).log());
    }
}
