package adjoint.mdn.head;

import adjoint.expr.Expr;
import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/** Counts of independent events. */
public record Poisson() implements Family {
    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public Support support() {
        return Support.COUNTS;
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr logMean = out.named("log mean");
        return y.mul(logMean).sub(logMean.exp()).sub(LogGamma.of(y.add(1))).squeeze(1);
    }

    @Override
    public double cumulative(double[] out, double y) {
        return y < 0 ? 0 : Gamma.regularizedGammaQ(Math.floor(y) + 1, Math.exp(out[0]));
    }

    @Override
    public double[] start(double... targets) {
        return new double[] {Math.log(Arrays.stream(targets).average().orElseThrow() + 1.0 / targets.length)};
    }
}
