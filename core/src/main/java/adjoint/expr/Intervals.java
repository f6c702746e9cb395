package adjoint.expr;

import static adjoint.expr.ElementwiseOp.binary;

/**
 * How much a sigmoid or an error function grows over an interval, and the logarithm of that: the probabilities of intervals
 * under logistic and normal distributions, of which likelihoods of rounded and of interval-censored data are made. Each op
 * takes one end x, which is the one nearer to 0, and the distance d to the other. Both ends alone would not do: at 400 and
 * 401 both sigmoids are 1, and the derivatives by the two ends cancel where they are close.
 */
public final class Intervals {
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    /** sigmoid(x) - sigmoid(x - d). */
    public static final ElementwiseOp SIGMOID_DIFFERENCE = binary(
                    "sigmoidDifference",
                    adjoint.kernel.Intervals::sigmoidDifference,
                    (y, g, x, d) -> g.mul(y).mul(bend(x, d)),
                    (y, g, x, d) -> g.mul(x.sub(d).sigmoid()).mul(d.sub(x).sigmoid()))
            .meaning((x, d) -> x.sigmoid().sub(x.sub(d).sigmoid()))
            .agreeing("keeps its digits in both tails and for small d; x is at most d / 2")
            .ranging((y, in) -> share(in.get(1)));

    /** log(sigmoid(x) - sigmoid(x - d)). */
    public static final ElementwiseOp LOG_SIGMOID_DIFFERENCE = binary(
                    "logSigmoidDifference",
                    adjoint.kernel.Intervals::logSigmoidDifference,
                    (y, g, x, d) -> g.mul(bend(x, d)),
                    (y, g, x, d) -> g.mul(x.sub(d).sigmoid().sub(steepness(d.neg()))))
            .on(1, 0.3, 3)
            .meaning((x, d) -> x.sigmoid().sub(x.sub(d).sigmoid()).log())
            .agreeing("-infinity for d = 0, NaN below; as sigmoidDifference");

    /** erfc(x) - erfc(x + d), which is erf(x + d) - erf(x). */
    public static final ElementwiseOp ERFC_DIFFERENCE = binary(
                    "erfcDifference",
                    adjoint.kernel.Intervals::erfcDifference,
                    (y, g, x, d) ->
                            g.mul(x.square().neg().exp()).mul(fall(x, d).expm1().mul(TWO_OVER_ROOT_PI)),
                    (y, g, x, d) -> g.mul(x.add(d).square().neg().exp().mul(TWO_OVER_ROOT_PI)))
            .on(0, -0.1, 2)
            .on(1, 0.3, 3)
            .meaning((x, d) -> x.erfc().sub(x.add(d).erfc()))
            .agreeing("keeps its digits in both tails and for small d; x is at least -d / 2")
            .ranging((y, in) -> share(in.get(1)));

    /** exp(max(x, 0)^2) (erfc(x) - erfc(x + d)), which underflows on neither side and does not overflow. */
    public static final ElementwiseOp ERFCX_DIFFERENCE = binary(
                    "erfcxDifference",
                    adjoint.kernel.Intervals::erfcxDifference,
                    (y, g, x, d) -> g.mul(
                            x.relu().mul(y).mul(2).add(scaled(x, fall(x, d).expm1()))),
                    (y, g, x, d) -> g.mul(scaled(x, fall(x, d).exp())))
            .on(0, -0.1, 0.2)
            .on(1, 0.3, 1)
            .meaning((x, d) -> x.relu().square().exp().mul(x.erfc().sub(x.add(d).erfc())))
            .agreeing("as erfcDifference");

    /** log(erfc(x) - erfc(x + d)), where the difference itself underflows. */
    public static final ElementwiseOp LOG_ERFC_DIFFERENCE = binary(
                    "logErfcDifference",
                    adjoint.kernel.Intervals::logErfcDifference,
                    (y, g, x, d) -> g.mul(scaled(x, fall(x, d).expm1())).div(ERFCX_DIFFERENCE.of(x, d)),
                    (y, g, x, d) -> g.mul(scaled(x, fall(x, d).exp())).div(ERFCX_DIFFERENCE.of(x, d)))
            .on(0, -0.1, 0.2)
            .on(1, 0.3, 1)
            .meaning((x, d) -> x.erfc().sub(x.add(d).erfc()).log())
            .agreeing("-infinity for d = 0, NaN below; as erfcDifference");

    private Intervals() {}

    /** What is known of a probability, given what is known of the distance: it has the distance's sign. */
    private static ValueRange share(ValueRange distance) {
        return distance.loggable() ? ValueRange.POSITIVE.asExponential() : ValueRange.UNKNOWN;
    }

    /** 1 - sigmoid(x) - sigmoid(x - d), the derivative of the logarithm of their difference by x. */
    private static Expr bend(Expr x, Expr d) {
        return x.neg().sigmoid().sub(x.sub(d).sigmoid());
    }

    /** The derivative of log(1 - exp(x)). */
    private static Expr steepness(Expr x) {
        return x.exp().div(x.expm1());
    }

    /** x^2 - (x + d)^2. */
    private static Expr fall(Expr x, Expr d) {
        return d.mul(x.mul(2).add(d)).neg();
    }

    /** A density that is relative to the one at x, as one relative to that at max(x, 0). */
    private static Expr scaled(Expr x, Expr density) {
        return density.mul(x.neg().relu().square().neg().exp()).mul(TWO_OVER_ROOT_PI);
    }
}
