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
 * exp(x) / sum w exp(x) along axes for weights w of any sign: the gradient of {@link WeightedLogSumExp} by its weights. It is
 * taken of x less the largest x + log |w|, so it keeps the digits that x - log sum w exp(x) would lose. 0 in a group whose
 * terms are all 0. The inputs are x and w, of one type.
 */
public record WeightedShares(Axes axes) implements Op {
    /** Applies the op to terms and weights that broadcast against each other. */
    public static Expr of(Expr x, Expr w, Axes axes) {
        return Expr.of(
                new WeightedShares(axes),
                x.broadcastTo(x.shape().broadcast(w.shape())),
                w.broadcastTo(x.shape().broadcast(w.shape())));
    }

    static List<Sample> samples() {
        return List.of(
                Sample.of(new WeightedShares(Axes.at(1))).on(-2, 2, 2, "n").on(0.5, 2, 2, "n"),
                Sample.of(new WeightedShares(Axes.at(0))).on(-2, 2, "n", 2).on(0.5, 2, "n", 2),
                Sample.of(new WeightedShares(Axes.all(2))).on(-2, 2, "n", 2).on(0.5, 2, "n", 2),
                Sample.of(new WeightedShares(Axes.at(0)))
                        .at(Tensor.of(new double[] {1000, 999, -1000}))
                        .at(Tensor.of(new double[] {2, -1, 0})));
    }

    @Override
    public String name() {
        return "weightedShares";
    }

    @Override
    public String label() {
        return name() + "[axis=" + axes + "]";
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
        return batch.apply(new WeightedShares(Batching.behind(axes)));
    }

    @Override
    public String convention() {
        return "0 throughout a group whose terms are all 0, with gradient 0";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(2, in);
        if (!in.get(0).equals(in.get(1)) || !in.get(0).dtype().isFloat()) {
            throw new ShapeException(
                    "takes terms and weights of one float type, not " + in.get(0) + " and " + in.get(1));
        }
        return new Normalisation.Softmax(axes).infer(in.subList(0, 1));
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes);
        for (int i = 0; i < groups.starts().length; i++) {
            groups.write(out, i, shares(groups.read(in[0], i), groups.read(in[1], i)));
        }
    }

    private static double[] shares(double[] x, double[] w) {
        double[] shares = new double[x.length];
        Softmax64.weightedShares(x, w, x.length, 1, shares, 0, 1);
        return shares;
    }

    private Groups.Kernel kernel(Tensor[] in, Blocks blocks, Tensor out) {
        int r = blocks.r();
        int inner = blocks.inner();
        if (in[0].dtype() == DType.FLOAT64) {
            double[] a = in[0].doubles();
            double[] w = in[1].doubles();
            double[] o = out.doubles();
            return (from, to) -> Softmax64.weightedShares(a, w, r, inner, o, from, to);
        }
        float[] a = in[0].floats();
        float[] w = in[1].floats();
        float[] o = out.floats();
        return (from, to) -> Softmax32.weightedShares(a, w, r, inner, o, from, to);
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null ? blocks.all(kernel(in, blocks, out)) : () -> eval(in, out);
    }

    @Override
    public Optional<Rows> rows(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null && blocks.outer() > 1
                ? blocks.rows(kernel(in, blocks, out), in, out)
                : Optional.empty();
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr w = x.get(1);
        Expr whole = g.mul(y).sum(axes).expand(axes);
        return List.of(
                y.mul(g).sub(Expressions.where(w.eq(0), y.zeros(), y.mul(w)).mul(whole)),
                y.mul(whole).neg());
    }

    @Override
    public Optional<Expr> define(List<Expr> x) {
        Expr e = x.get(0).exp();
        return Optional.of(e.div(e.mul(x.get(1)).sum(axes).expand(axes)));
    }
}
