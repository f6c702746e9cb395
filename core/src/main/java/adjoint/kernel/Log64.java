package adjoint.kernel;

/**
 * The logarithm and what is made of it, elementwise on contiguous arrays.
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the output
 * may be one of the inputs.
 */
// @Twin
public final class Log64 {
    private Log64() {}

    public static void log(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.log(a[i]);
        }
    }

    public static void log1p(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.log1p(a[i]);
        }
    }

    /** The binary logarithm, exact for powers of two. */
    public static void log2(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = log2(a[i]);
        }
    }

    public static void log10(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.log10(a[i]);
        }
    }

    public static void asinh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = asinh(a[i]);
        }
    }

    public static void acosh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = acosh(a[i]);
        }
    }

    public static void atanh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = 0.5 * (Math.log1p(a[i]) - Math.log1p(-a[i]));
        }
    }

    /** {@code a log b}; 0 where {@code a} is 0, unless {@code b} is NaN. */
    public static void xlogy(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] == 0 && b[i] == b[i] ? 0 : a[i] * Math.log(b[i]);
        }
    }

    private static double log2(double x) {
        return Math.log(x) / LN2;
    }

    private static double asinh(double x) {
        double m = Math.abs(x);
        double square = m * m;
        double y = m > 1e9 ? Math.log(m) + LN2 : Math.log1p(m + square / (1 + Math.sqrt(1 + square)));
        return Math.copySign(y, x);
    }

    private static double acosh(double x) {
        double t = x - 1;
        return x > 1e9 ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(t * (x + 1)));
    }

    private static final double LN2 = 0.6931471805599453;
}
