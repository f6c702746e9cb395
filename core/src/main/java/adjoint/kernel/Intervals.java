package adjoint.kernel;

/**
 * Differences of one increasing function at two points, given as one point and the distance to the other. The distance
 * keeps its digits where the two values do not: in the tails, and where they are close.
 */
public final class Intervals {
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double LN2 = Math.log(2);

    /** Gauss-Legendre quadrature with 8 nodes on an interval of length 1: distances from its middle, and weights. */
    private static final double[] NODES = {
        0.48014492824876811584, 0.3983332387068133698, 0.26276620495816449291, 0.09171732124782490247
    };

    private static final double[] WEIGHTS = {
        0.050614268145188129576, 0.11119051722668723527, 0.15685332293894364367, 0.18134189168918099148
    };

    private Intervals() {}

    /** sigmoid(x) - sigmoid(x - d), to 6 ulp for x up to d / 2 where d is positive, and as odd in (x, d). */
    public static double sigmoidDifference(double x, double d) {
        if (d < 0) {
            return -sigmoidDifference(-x, -d);
        }
        return d == Double.POSITIVE_INFINITY ? sigmoid(x) : sigmoid(x) * sigmoid(d - x) * -Math.expm1(-d);
    }

    /** log(sigmoid(x) - sigmoid(x - d)), where neither difference nor sigmoid underflows; NaN for d below 0. */
    public static double logSigmoidDifference(double x, double d) {
        if (!(d >= 0)) {
            return Double.NaN;
        }
        double rest = d == Double.POSITIVE_INFINITY ? 0 : log1mexp(-d) - softplus(x - d);
        return rest - softplus(-x);
    }

    /** erfc(x) - erfc(x + d), for x from -d / 2 up where d is positive, and as odd in (x, d). */
    public static double erfcDifference(double x, double d) {
        if (d < 0) {
            return -erfcDifference(-x, -d);
        }
        if (d == Double.POSITIVE_INFINITY) {
            return Erf64.erfc(x);
        }
        return x > 0 || d < 1 ? Erf64.expOfMinusSquare(x) * scaled(x, d) : Erf64.erf(x + d) - Erf64.erf(x);
    }

    /** exp(max(x, 0)^2) (erfc(x) - erfc(x + d)), for x from -d / 2 up where d is positive. */
    public static double erfcxDifference(double x, double d) {
        return x > 0 && d >= 0 ? scaled(x, d) : Math.exp(Math.max(x, 0) * Math.max(x, 0)) * erfcDifference(x, d);
    }

    /** log(erfc(x) - erfc(x + d)), where neither difference nor erfc underflows; NaN for d below 0. */
    public static double logErfcDifference(double x, double d) {
        if (!(d >= 0)) {
            return Double.NaN;
        }
        return x > 0 ? Math.log(scaled(x, d)) - x * x : Math.log(erfcDifference(x, d));
    }

    /** Near to each other, the integral of exp(-t (2 x + t)) from 0 to d, which is of one sign; else a true difference. */
    private static double scaled(double x, double d) {
        double fall = d * (2 * x + d);
        if (x > 0 && !(fall < 1)) {
            double far = Math.exp(-fall);
            return far == 0 ? Erf64.erfcx(x) : Erf64.erfcx(x) - far * Erf64.erfcx(x + d);
        }
        double sum = 0;
        for (int i = 0; i < NODES.length; i++) {
            double low = d * (0.5 - NODES[i]);
            double high = d * (0.5 + NODES[i]);
            sum += WEIGHTS[i] * (Math.exp(-low * (2 * x + low)) + Math.exp(-high * (2 * x + high)));
        }
        return TWO_OVER_ROOT_PI * d * sum;
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double log1mexp(double x) {
        return x > -LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
    }
}
