package adjoint.kernel;

/**
 * How a number of a gamma distribution moves with the shape, while its cumulative probability P stays: by implicit
 * differentiation dx/da = -(dP(a, x)/da) / p(x) (Figurnov, Mohamed and Mnih, Implicit reparameterization gradients, NeurIPS
 * 2018), here of y = log x. The series and the continued fraction of the incomplete gamma function (Abramowitz and Stegun,
 * 6.5.29 and 6.5.31) are differentiated term by term, with the density divided out, so that nothing under- or overflows.
 */
public final class GammaSlope {
    private static final double PRECISION = 0x1p-50;

    private GammaSlope() {}

    /**
     * dy/da.
     *
     * @param a the shape
     * @param y the logarithm of the number
     */
    public static double of(double a, double y) {
        if (!(a > 0) || Double.isNaN(y) || Double.isInfinite(a)) {
            return Double.NaN;
        }
        double x = Math.exp(y);
        if (x > Double.MAX_VALUE) {
            return 0;
        }
        return x <= a + 1 ? bySeries(a, x, y) : byFraction(a, x, y);
    }

    /** P = x^a exp(-x) / gamma(a + 1) S with S = 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ... */
    private static double bySeries(double a, double x, double y) {
        double term = 1;
        double slope = 0;
        double sum = 1;
        double slopes = 0;
        for (int k = 1; term * (1 - slope) > PRECISION * sum; k++) {
            term *= x / (a + k);
            slope -= 1 / (a + k);
            sum += term;
            slopes += term * slope;
        }
        return -(sum * (y - digamma(a + 1)) + slopes) / a;
    }

    /** 1 - P = x^a exp(-x) / gamma(a) C with C = 1 / (x + 1 - a - (1 - a) / (x + 3 - a - ...)), by Lentz's method. */
    private static double byFraction(double a, double x, double y) {
        double b = x + 1 - a;
        double d = 1 / b;
        double dSlope = d * d;
        double r = 0;
        double rSlope = 0;
        double fraction = d;
        double logSlope = d;
        double change = 1;
        for (int i = 1; change > PRECISION; i++) {
            double numerator = -i * (i - a);
            b += 2;
            double e = numerator * d + b;
            double eSlope = i * d + numerator * dSlope - 1;
            double c = numerator * r + b;
            double cSlope = i * r + numerator * rSlope - 1;
            d = 1 / e;
            dSlope = -d * d * eSlope;
            r = 1 / c;
            rSlope = -r * r * cSlope;
            double growth = cSlope * r - eSlope * d;
            change = Math.abs(c * d - 1) + Math.abs(growth) / 4;
            fraction *= c * d;
            logSlope += growth;
        }
        return fraction * (y - digamma(a) + logSlope);
    }

    /** The derivative of log gamma(x) for positive x (Abramowitz and Stegun, 6.3.5 and 6.3.18). */
    static double digamma(double x) {
        double shift = 0;
        double z = x;
        while (z < 10) {
            shift -= 1 / z;
            z++;
        }
        double s = 1 / (z * z);
        double tail = s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s / 132))));
        return shift + Math.log(z) - 0.5 / z - tail;
    }
}
