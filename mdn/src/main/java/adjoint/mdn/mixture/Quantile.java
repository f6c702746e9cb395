package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Maths;
import adjoint.expr.Op;
import adjoint.tensor.Axes;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of scalar mixtures, found numerically in float64 and rounded once. The inputs are probabilities of any shape S,
 * and log-weights, means and standard deviations of shape [S, K]; weights count relative to their sum. NaN where there is no
 * such mixture or probability.
 *
 * <p>By the implicit function theorem, F(q; parameters) = p gives dq/dp = 1 / f(q) and, for a parameter a, dq/da = -F_a(q) /
 * f(q). As both are expressions in q itself, derivatives of any order are right. Quotients are taken of logarithms and on the
 * side with the smaller tail, so that nothing underflows far out. At probabilities 0 and 1 the quantile is infinite, and its
 * derivative with respect to the mixture counts as 0.
 */
record Quantile() implements Op {
    private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

    @Override
    public String name() {
        return "mixtureQuantile";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(4, in);
        Type p = in.get(0);
        Type parameters = in.get(1);
        boolean fits = p.dtype().isFloat()
                && parameters.rank() == p.rank() + 1
                && parameters.equals(p.with(p.shape()
                        .expanded(Axes.at(p.rank()))
                        .with(p.rank(), parameters.shape().dim(p.rank()))))
                && in.subList(2, 4).stream().allMatch(parameters::equals);
        if (!fits) {
            throw new ShapeException(
                    "takes float probabilities of any shape, and log-weights, means and deviations of that"
                            + " shape with components on one more axis, not " + in);
        }
        return p;
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        int size = in[1].dim(in[1].rank() - 1);
        for (int i = 0; i < out.size(); i++) {
            double[] logs = slice(in[1], i, size);
            double total = Mixture.logSumExp(logs);
            double[] weights =
                    Arrays.stream(logs).map(log -> Math.exp(log - total)).toArray();
            double[] means = slice(in[2], i, size);
            double[] deviations = slice(in[3], i, size);
            double p = in[0].get(i);
            boolean usable = p >= 0 && p <= 1 && Double.isFinite(total) && allFinite(means) && allPositive(deviations);
            out.set(i, usable ? new Scalars(weights, means, deviations).quantile(p) : Double.NaN);
        }
    }

    private static double[] slice(Tensor from, int row, int size) {
        double[] values = new double[size];
        Arrays.setAll(values, k -> from.get(row * size + k));
        return values;
    }

    private static boolean allFinite(double[] values) {
        return Arrays.stream(values).allMatch(Double::isFinite);
    }

    private static boolean allPositive(double[] values) {
        return allFinite(values) && Arrays.stream(values).allMatch(value -> value > 0);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr deviations = x.get(3);
        Expr logWeights = x.get(1).logSoftmax(-1);
        Expr inside = y.abs().ne(Double.POSITIVE_INFINITY);
        Expr p = Expressions.where(inside, x.get(0), x.get(0).ones().mul(0.5));
        Expr side = Expressions.where(p.le(0.5), p.ones(), p.ones().neg());
        Expr tail = Expressions.where(p.le(0.5), p, p.rsub(1));
        Expr z =
                Expressions.where(inside, y, y.zeros()).expand(-1).sub(x.get(2)).div(deviations);

        Expr logParts =
                logWeights.sub(z.square().mul(0.5)).sub(deviations.log()).sub(HALF_LOG_2_PI);
        Expr logDensity = logParts.logSumExp(-1);
        Expr onMeans = part(inside, g, logParts.sub(logDensity.expand(-1)).exp());
        Expr logTails =
                Maths.LOG_ERFC.of(z.mul(side.expand(-1)).div(-Math.sqrt(2))).sub(Math.log(2));
        Expr excess = quotient(logWeights, logTails, logDensity)
                .sub(quotient(logWeights, tail.log().expand(-1), logDensity));
        Expr onWeights = part(inside, g, excess.mul(side.neg().expand(-1)));
        Expr infinity = y.ones().div(0);
        Expr onProbability = g.mul(Expressions.where(inside, logDensity.neg().exp(), infinity));
        return List.of(onProbability, onWeights, onMeans, onMeans.mul(z));
    }

    /** A weight times a tail in units of the density. */
    private static Expr quotient(Expr logWeights, Expr logTails, Expr logDensity) {
        return logWeights.add(logTails).sub(logDensity.expand(-1)).exp();
    }

    /** A derivative times the cotangent, or exactly 0 where the quantile is infinite. */
    private static Expr part(Expr inside, Expr g, Expr derivative) {
        Expr product = g.expand(-1).mul(derivative);
        return Expressions.where(inside.expand(-1), product, product.zeros());
    }
}
