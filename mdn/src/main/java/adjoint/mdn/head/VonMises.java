package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Angles in radians from -pi to pi. The two outputs are concentration times the cosine and sine of the mean direction, so that
 * nothing jumps where the circle closes. The normalising Bessel function is the mean of exp(k cos t) over the circle, which
 * equally spaced points give to rounding while the concentration k is below {@value #MOST}.
 */
public record VonMises() implements Family {
    private static final double MOST = 300;
    private static final int POINTS = 128;
    private static final int STEPS = 2_000;

    @Override
    public String name() {
        return "vonmises";
    }

    @Override
    public int outputs() {
        return 2;
    }

    @Override
    public Support support() {
        return new Support(false, -Math.PI, Math.PI, y -> Math.abs(y) <= Math.PI);
    }

    @Override
    public Expr logLikelihood(Expr out, Expr y) {
        Expr length = out.norm(1);
        Expr concentration = length.clip(0, MOST).named("concentration");
        Expr shrunk = Expressions.where(
                length.gt(MOST),
                length.mul(0).add(MOST).div(length),
                length.mul(0).add(1));
        Expr agreement = Expressions.concat(1, y.cos(), y.sin()).mul(out).sum(1).mul(shrunk);
        double[][] below = new double[1][POINTS];
        Arrays.setAll(below[0], i -> Math.cos(2 * Math.PI * i / POINTS) - 1);
        Expr cosines = Expressions.constant(Tensor.of(below).cast(out.dtype()));
        Expr logBessel = concentration.expand(1).dot(cosines).logSumExp(1).sub(Math.log(POINTS));
        return agreement.sub(concentration).sub(logBessel).sub(Math.log(2 * Math.PI));
    }

    /** By the midpoint rule over the density's own peak. */
    @Override
    public double cumulative(double[] out, double y) {
        double concentration = Math.min(MOST, Math.hypot(out[0], out[1]));
        double direction = Math.atan2(out[1], out[0]);
        double all = area(concentration, direction, Math.PI);
        return y <= -Math.PI ? 0 : y >= Math.PI ? 1 : area(concentration, direction, y) / all;
    }

    private static double area(double concentration, double direction, double to) {
        double width = (to + Math.PI) / STEPS;
        return width
                * IntStream.range(0, STEPS)
                        .mapToDouble(i -> -Math.PI + (i + 0.5) * width)
                        .map(t -> Math.exp(concentration * (Math.cos(t - direction) - 1)))
                        .sum();
    }

    @Override
    public double[] start(double... targets) {
        return new double[] {
            Arrays.stream(targets).map(Math::cos).average().orElseThrow(),
            Arrays.stream(targets).map(Math::sin).average().orElseThrow()
        };
    }
}
