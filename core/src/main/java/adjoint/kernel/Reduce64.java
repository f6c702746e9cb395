package adjoint.kernel;

/**
 * Reductions over the middle axis of a row-major [outer, r, inner] array to [outer, inner].
 *
 * <p>Sums are taken in pairs of blocks (N. J. Higham, The accuracy of floating point summation, SIAM Journal on
 * Scientific Computing 14, 1993), so that their rounding error grows with the logarithm of the length only.
 */
// @Twin
public final class Reduce64 {
    private Reduce64() {}

    public static void sum(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                double s = 0;
                for (int k = 0; k < r; k++) {
                    s += a[(i * r + k) * inner + j];
                }
                o[i * inner + j] = s;
            }
        }
    }

    public static void prod(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                double s = 1;
                for (int k = 0; k < r; k++) {
                    s *= a[(i * r + k) * inner + j];
                }
                o[i * inner + j] = s;
            }
        }
    }

    /** The largest element; NaN if there is one; -infinity of nothing. */
    public static void max(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                double s = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < r; k++) {
                    s = Math.max(s, a[(i * r + k) * inner + j]);
                }
                o[i * inner + j] = s;
            }
        }
    }

    /** The smallest element; NaN if there is one; +infinity of nothing. */
    public static void min(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                double s = Double.POSITIVE_INFINITY;
                for (int k = 0; k < r; k++) {
                    s = Math.min(s, a[(i * r + k) * inner + j]);
                }
                o[i * inner + j] = s;
            }
        }
    }

    /** The index of the first largest element, where NaN counts as larger than any number. */
    public static void argmax(double[] a, int outer, int r, int inner, int[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                o[i * inner + j] = argmax(a, i * r * inner + j, r, inner);
            }
        }
    }

    private static int argmax(double[] a, int offset, int r, int step) {
        int best = 0;
        double largest = a[offset];
        for (int k = 1; k < r && largest == largest; k++) {
            double x = a[offset + k * step];
            if (!(x <= largest)) {
                best = k;
                largest = x;
            }
        }
        return best;
    }
}
