package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.mdn.model.Positive;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.stat.StatUtils;

/** Counts that scatter more than independent events, by mean m and size r: the variance is m + m^2 / r. */
public record NegativeBinomial() implements Family {
    private static final double LEAST_SIZE = 1e-3;
    private static final double MOST_SIZE = 100;

    @Override
    public String name() {
        return "negative-binomial";
    }

    @Override
    public int outputs() {
        return 2;
    }

    @Override
    public Support support() {
        return Support.COUNTS;
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr logMean = out.slice(1, 0, 1).named("log mean");
        Expr size = out.slice(1, 1, 2).softplus().add(LEAST_SIZE).named("size");
        Expr logTotal = Expressions.logAddExp(size.log(), logMean);
        return LogGamma.of(y.add(size))
                .sub(LogGamma.of(size))
                .sub(LogGamma.of(y.add(1)))
                .add(size.mul(size.log().sub(logTotal)))
                .add(y.mul(logMean.sub(logTotal)))
                .squeeze(1);
    }

    @Override
    public double cumulative(double[] out, double y) {
        double size = Components.softplus(out[1]) + LEAST_SIZE;
        return y < 0 ? 0 : Beta.regularizedBeta(size / (size + Math.exp(out[0])), size, Math.floor(y) + 1);
    }

    @Override
    public double[] start(double... targets) {
        double mean = StatUtils.mean(targets) + 1.0 / targets.length;
        double excess = StatUtils.variance(targets) - mean;
        double size = excess > 0 ? Math.min(MOST_SIZE, mean * mean / excess) : MOST_SIZE;
        return new double[] {Math.log(mean), Positive.SOFTPLUS.inverse(Math.max(size, LEAST_SIZE))};
    }
}
