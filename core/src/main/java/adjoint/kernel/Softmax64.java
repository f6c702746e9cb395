package adjoint.kernel;

/**
 * The logarithm of a sum of exponentials over the middle axis of a row-major [outer, r, inner] array, and its
 * relatives. All subtract the largest element first, so that nothing overflows.
 */
// @Twin
public final class Softmax64 {
    private Softmax64() {}

    /**
     * {@code log(sum(exp(a)))} to [outer, inner]: -infinity where all elements are -infinity or there are none,
     * +infinity where one is +infinity, NaN where one is NaN.
     */
    public static void logSumExp(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                o[i * inner + j] = logSumExp(a, i * r * inner + j, r, inner);
            }
        }
    }

    /** {@code exp(a - max) / sum(exp(a - max))}, of the same shape as {@code a}. */
    public static void softmax(double[] a, int outer, int r, int inner, double[] o) {
        shift(a, outer, r, inner, o);
        Exp64.exp(o, o, outer * r * inner);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int offset = i * r * inner + j;
                double sum = 0;
                for (int k = 0; k < r; k++) {
                    sum += o[offset + k * inner];
                }
                for (int k = 0; k < r; k++) {
                    o[offset + k * inner] /= sum;
                }
            }
        }
    }

    /** {@code (a - max) - log(sum(exp(a - max)))}, of the same shape as {@code a}. */
    public static void logSoftmax(double[] a, int outer, int r, int inner, double[] o) {
        shift(a, outer, r, inner, o);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int offset = i * r * inner + j;
                double sum = 0;
                for (int k = 0; k < r; k++) {
                    sum += Math.exp(o[offset + k * inner]);
                }
                double rest = Math.log(sum);
                for (int k = 0; k < r; k++) {
                    o[offset + k * inner] -= rest;
                }
            }
        }
    }

    /** {@code a} less the largest element of its group: subtracting that first keeps the last digits of large numbers. */
    private static void shift(double[] a, int outer, int r, int inner, double[] o) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int offset = i * r * inner + j;
                double max = max(a, offset, r, inner);
                for (int k = 0; k < r; k++) {
                    o[offset + k * inner] = a[offset + k * inner] - max;
                }
            }
        }
    }

    private static double max(double[] a, int offset, int r, int step) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < r; k++) {
            max = Math.max(max, a[offset + k * step]);
        }
        return max;
    }

    private static double logSumExp(double[] a, int offset, int r, int step) {
        double max = max(a, offset, r, step);
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int k = 0; k < r; k++) {
            sum += Math.exp(a[offset + k * step] - max);
        }
        return max + Math.log(sum);
    }
}
