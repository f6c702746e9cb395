package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.mdn.model.Positive;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/** A mixture of log-normal distributions, for targets above 0 whose errors grow with them. */
public record LogNormal(int components) implements Family {
    private static final double LEAST_SCALE = 1e-3;
    private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

    @Override
    public String name() {
        return "lognormal";
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
        Expr mean = Components.part(out, components, 1).named("log means");
        Expr scale =
                Components.part(out, components, 2).softplus().add(LEAST_SCALE).named("log scales");
        Expr log = y.log();
        Expr standard = log.sub(mean).div(scale);
        return Components.mixed(
                out,
                components,
                standard.square().mul(-0.5).sub(scale.log()).sub(HALF_LOG_2_PI).sub(log));
    }

    @Override
    public double cumulative(double[] out, double y) {
        return y <= 0
                ? 0
                : Components.mixed(
                        out,
                        components,
                        k -> new NormalDistribution(
                                        null,
                                        out[components + k],
                                        Components.softplus(out[2 * components + k]) + LEAST_SCALE)
                                .cumulativeProbability(Math.log(y)));
    }

    @Override
    public double[] start(double... targets) {
        double[] sorted = Arrays.stream(targets).map(Math::log).sorted().toArray();
        double[] out = new double[outputs()];
        for (int k = 0; k < components; k++) {
            out[components + k] = Components.quantile(sorted, k, components);
            out[2 * components + k] = Positive.SOFTPLUS.inverse(Components.width(sorted) / components);
        }
        return out;
    }
}
