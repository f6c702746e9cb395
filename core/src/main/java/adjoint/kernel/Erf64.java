package adjoint.kernel;

/**
 * The error function and its complement: near 0 by a minimax polynomial (found with Sollya's fpminimax), elsewhere by W.
 * J. Cody's rational Chebyshev approximations (Mathematics of Computation 23, 1969, pages 631-637).
 */
public final class Erf64 {
    private static final double ONE_OVER_SQRT_PI = 0.56418958354775628695;
    private static final double SMALL = 0.46875;
    private static final double MEDIUM = 4;
    /** From here on erfc is below half the smallest positive number. */
    private static final double UNDERFLOW = 27.3;

    // Coefficients run from the highest power down.

    /** erf(x) / x - 1 as a polynomial of x^2. */
    private static final double[] SMALL_POLYNOMIAL = {
        -0x1.3a3fa3bc4970ep-22,
        0x1.e07a0027e5acap-20,
        -0x1.f6fc0a9fce174p-17,
        0x1.f9b3f3b55fb19p-14,
        -0x1.c02e013b25b8cp-11,
        0x1.565bcde48b78fp-8,
        -0x1.b82ce3154148dp-6,
        0x1.ce2f21a047884p-4,
        -0x1.812746b037a24p-2,
        0x1.06eba8214db69p-3
    };

    private static final double[] MEDIUM_TOP = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3
    };
    private static final double[] MEDIUM_BOTTOM = {
        1,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3
    };
    private static final double[] LARGE_TOP = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };
    private static final double[] LARGE_BOTTOM = {
        1,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private Erf64() {}

    public static void erf(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = erf(a[i]);
        }
    }

    public static void erfc(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = erfc(a[i]);
        }
    }

    /** The error function of one number. */
    public static double erf(double x) {
        double m = Math.abs(x);
        return m <= SMALL ? small(x) : Math.copySign(1 - tail(m), x);
    }

    /** The complementary error function, 1 - erf, of one number; accurate far out, where it is tiny. */
    public static double erfc(double x) {
        if (Math.abs(x) <= SMALL) {
            return 1 - small(x);
        }
        return x < 0 ? 2 - tail(-x) : tail(x);
    }

    private static double small(double x) {
        return x + x * polynomial(SMALL_POLYNOMIAL, x * x);
    }

    /** erfc for arguments above {@link #SMALL}. */
    private static double tail(double x) {
        if (x >= UNDERFLOW) {
            return 0;
        }
        return expOfMinusSquare(x) * scaledTail(x);
    }

    /** exp(x^2) erfc(x), the scaled complementary error function, of one number above 0. */
    static double erfcx(double x) {
        return x <= SMALL ? Math.exp(x * x) * (1 - small(x)) : scaledTail(x);
    }

    /** exp(x^2) erfc(x) for arguments above {@link #SMALL}. */
    private static double scaledTail(double x) {
        if (x <= MEDIUM) {
            return polynomial(MEDIUM_TOP, x) / polynomial(MEDIUM_BOTTOM, x);
        }
        double s = 1 / (x * x);
        return (ONE_OVER_SQRT_PI - s * polynomial(LARGE_TOP, s) / polynomial(LARGE_BOTTOM, s)) / x;
    }

    /** exp(-x^2): x^2 = h^2 + (x - h)(x + h) with h^2 exact, so that the rounding of x^2 is not magnified by exp. */
    static double expOfMinusSquare(double x) {
        if (Math.abs(x) >= UNDERFLOW) {
            return 0;
        }
        double h = (int) (x * 16) / 16.0;
        return Math.exp(-h * h) * Math.exp(-(x - h) * (x + h));
    }

    private static double polynomial(double[] coefficients, double x) {
        double y = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            y = y * x + coefficients[i];
        }
        return y;
    }
}
