package adjoint.kernel;

import java.util.Arrays;

/**
 * Elementwise arithmetic on contiguous arrays.
 *
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the output
 * may be one of the inputs.
 */
// @Twin
public final class Arith64 {
    private Arith64() {}

    public static void neg(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = -a[i];
        }
    }

    public static void reciprocal(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = 1 / a[i];
        }
    }

    public static void square(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] * a[i];
        }
    }

    /** {@code g (1 - y^2)}. */
    public static void tanhGrad(double[] g, double[] y, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = g[i] * Math.fma(-y[i], y[i], 1);
        }
    }

    public static void sqrt(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.sqrt(a[i]);
        }
    }

    public static void abs(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.abs(a[i]);
        }
    }

    /** -1, 0 or 1; the zero keeps its sign, NaN stays NaN. */
    public static void sign(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.signum(a[i]);
        }
    }

    /** {@code max(a, 0)}; NaN stays NaN. */
    public static void relu(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.max(a[i], 0);
        }
    }

    public static void floor(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.floor(a[i]);
        }
    }

    public static void ceil(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.ceil(a[i]);
        }
    }

    /** The nearest integer, ties to the even one. */
    public static void rint(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.rint(a[i]);
        }
    }

    public static void add(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] + b[i];
        }
    }

    public static void sub(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] - b[i];
        }
    }

    public static void mul(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] * b[i];
        }
    }

    public static void div(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] / b[i];
        }
    }

    /** {@code o = o + s * a}, of the elements from one on up to another, exclusive. */
    public static void addScaled(double s, double[] a, double[] o, int from, int to) {
        for (int i = from; i < to; i++) {
            o[i] += s * a[i];
        }
    }

    /** The larger of the two; NaN if either is. */
    public static void max(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.max(a[i], b[i]);
        }
    }

    /** The smaller of the two; NaN if either is. */
    public static void min(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.min(a[i], b[i]);
        }
    }

    public static void pow(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.pow(a[i], b[i]);
        }
    }

    /**
     * {@code o = a ^ p} for one exponent, with the special values of {@link Math#pow}. Exponents that one or two
     * arithmetic operations can serve take that way, within 1.5 ulp.
     */
    public static void powConst(double[] a, double p, double[] o, int n) {
        if (p == 2) {
            square(a, o, n);
        } else if (p == 3) {
            cube(a, o, n);
        } else if (p == 1) {
            System.arraycopy(a, 0, o, 0, n);
        } else if (p == 0) {
            Arrays.fill(o, 0, n, 1);
        } else if (p == -1) {
            reciprocal(a, o, n);
        } else if (p == -2) {
            reciprocalSquare(a, o, n);
        } else if (p == 0.5) {
            squareRootPower(a, o, n);
        } else if (p == -0.5) {
            reciprocalSquareRootPower(a, o, n);
        } else {
            for (int i = 0; i < n; i++) {
                o[i] = Math.pow(a[i], p);
            }
        }
    }

    private static void cube(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            o[i] = x * x * x;
        }
    }

    // Not 1 / (x * x): that square overflows where the result is still a denormal number.
    private static void reciprocalSquare(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double r = 1 / a[i];
            o[i] = r * r;
        }
    }

    // Unlike sqrt, pow takes -infinity to +infinity and -0 to +0.
    private static void squareRootPower(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            o[i] = x == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : Math.sqrt(x + 0);
        }
    }

    private static void reciprocalSquareRootPower(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            o[i] = x == Double.NEGATIVE_INFINITY ? 0 : 1 / Math.sqrt(x + 0);
        }
    }

    /** {@code o = c ? a : b}; the choice is among bits, for which processors have an instruction that never guesses wrong. */
    public static void where(boolean[] c, double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            long yes = Double.doubleToRawLongBits(a[i]); // F32: int yes = Float.floatToRawIntBits(a[i]);
            long no = Double.doubleToRawLongBits(b[i]); // F32: int no = Float.floatToRawIntBits(b[i]);
            o[i] = Double.longBitsToDouble(c[i] ? yes : no); // F32: o[i] = Float.intBitsToFloat(c[i] ? yes : no);
        }
    }
}
