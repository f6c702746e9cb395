package adjoint.expr;

import adjoint.kernel.GammaSlope;
import java.util.List;

/**
 * How far a gamma number's logarithm (second input) moves with the shape (first input); see {@link GammaSlope}. It is the
 * implicit derivative of {@link RandomDraws.LogGamma}.
 */
public record LogGammaSlope() implements Elementwise {
    static List<Sample> samples() {
        return List.of(
                Sample.of(new LogGammaSlope()).on(0.1, 5, "n", 2).on(-3, 3, 2).valuesOnly());
    }

    @Override
    public String name() {
        return "logGammaSlope";
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Signature signature() {
        return Signature.FLOAT;
    }

    @Override
    public double apply(double[] x) {
        return GammaSlope.of(x[0], x[1]);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr unknown = g.mul(Double.NaN);
        return List.of(unknown, unknown);
    }

    @Override
    public String convention() {
        return "its own derivatives are not known, and NaN: no second derivative of a gamma number is silently wrong";
    }
}
