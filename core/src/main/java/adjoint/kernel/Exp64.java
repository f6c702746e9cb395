package adjoint.kernel;

/**
 * The exponential function and what is made of it, elementwise on contiguous arrays.
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the output
 * may be one of the inputs.
 */
// @Twin
public final class Exp64 {
    private Exp64() {}

    public static void exp(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.exp(a[i]);
        }
    }

    public static void expm1(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.expm1(a[i]);
        }
    }

    /** {@code 1 / (1 + exp(-a))}. */
    public static void sigmoid(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = sigmoid(a[i]);
        }
    }

    /** {@code log(1 + exp(a))}, without overflow. */
    public static void softplus(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.max(a[i], 0) + Math.log1p(Math.exp(-Math.abs(a[i])));
        }
    }

    public static void tanh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.tanh(a[i]);
        }
    }

    public static void sinh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.sinh(a[i]);
        }
    }

    public static void cosh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.cosh(a[i]);
        }
    }

    /** {@code log(exp(a) + exp(b))}, without overflow; exact where an argument is infinite. */
    public static void logaddexp(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = logaddexp(a[i], b[i]);
        }
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    private static double logaddexp(double x, double y) {
        // Equal infinities have no difference.
        return x == y ? x + LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
    }

    private static final double LN2 = 0.6931471805599453;
}
