package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.mdn.model.Positive;
import java.util.Arrays;
import org.apache.commons.math3.distribution.GammaDistribution;

/** A mixture of gamma distributions by mean and shape, for waiting times and other targets above 0. */
public record GammaMixture(int components) implements Family {
    private static final double LEAST_SHAPE = 1e-2;

    @Override
    public String name() {
        return "gamma";
    }

    @Override
    public double[] numbers() {
        return new double[] {components};
    }

    @Override
    public int outputs() {
        return 3 * components;
    }

    @Override
    public Support support() {
        return Support.POSITIVE;
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr logMean = Components.part(out, components, 1).named("log means");
        Expr shape =
                Components.part(out, components, 2).softplus().add(LEAST_SHAPE).named("shapes");
        Expr relative = y.log().sub(logMean); // log(y / mean)
        Expr logs = shape.mul(shape.log().add(relative).sub(relative.exp()))
                .sub(LogGamma.of(shape))
                .sub(y.log());
        return Components.mixed(out, components, logs);
    }

    @Override
    public double cumulative(double[] out, double y) {
        return y <= 0
                ? 0
                : Components.mixed(out, components, k -> {
                    double shape = Components.softplus(out[2 * components + k]) + LEAST_SHAPE;
                    return new GammaDistribution(null, shape, Math.exp(out[components + k]) / shape)
                            .cumulativeProbability(y);
                });
    }

    @Override
    public double[] start(double... targets) {
        double[] sorted = targets.clone();
        Arrays.sort(sorted);
        double[] out = new double[outputs()];
        for (int k = 0; k < components; k++) {
            out[components + k] = Math.log(Components.quantile(sorted, k, components));
            out[2 * components + k] = Positive.SOFTPLUS.inverse(components);
        }
        return out;
    }
}
