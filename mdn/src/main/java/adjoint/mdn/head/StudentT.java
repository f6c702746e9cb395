package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.mdn.model.Positive;
import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/** A mixture of Student's t distributions with degrees of freedom of their own, from 0.5 on; for targets with heavy tails. */
public record StudentT(int components) implements Family {
    private static final double LEAST_FREEDOM = 0.5;
    private static final double LEAST_SCALE = 1e-3;
    private static final double FIRST_FREEDOM = 4;

    @Override
    public String name() {
        return "student";
    }

    @Override
    public double[] numbers() {
        return new double[] {components};
    }

    @Override
    public int outputs() {
        return 4 * components;
    }

    @Override
    public Support support() {
        return Support.REAL;
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr mean = Components.part(out, components, 1).named("means");
        Expr scale =
                Components.part(out, components, 2).softplus().add(LEAST_SCALE).named("scales");
        Expr freedom = Components.part(out, components, 3)
                .softplus()
                .add(LEAST_FREEDOM)
                .named("freedoms");
        Expr half = freedom.add(1).mul(0.5);
        Expr tail = y.sub(mean).div(scale).square().div(freedom).log1p().mul(half);
        Expr constant = LogGamma.of(half)
                .sub(LogGamma.of(freedom.mul(0.5)))
                .sub(freedom.mul(Math.PI).log().mul(0.5))
                .sub(scale.log());
        return Components.mixed(out, components, constant.sub(tail));
    }

    @Override
    public double cumulative(double[] out, double y) {
        return Components.mixed(out, components, k -> {
            double scale = Components.softplus(out[2 * components + k]) + LEAST_SCALE;
            double freedom = Components.softplus(out[3 * components + k]) + LEAST_FREEDOM;
            return new TDistribution(null, freedom).cumulativeProbability((y - out[components + k]) / scale);
        });
    }

    @Override
    public double[] start(double... targets) {
        double[] sorted = targets.clone();
        Arrays.sort(sorted);
        double[] out = new double[outputs()];
        for (int k = 0; k < components; k++) {
            out[components + k] = Components.quantile(sorted, k, components);
            out[2 * components + k] = Positive.SOFTPLUS.inverse(Components.width(sorted) / components);
            out[3 * components + k] = Positive.SOFTPLUS.inverse(FIRST_FREEDOM);
        }
        return out;
    }
}
