package adjoint.kernel;

/**
 * Elementwise comparisons of contiguous arrays, as Java compares: anything with NaN is false, except {@code ne}.
 */
// @Twin
public final class Compare64 {
    private Compare64() {}

    public static void lt(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] < b[i];
        }
    }

    public static void le(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] <= b[i];
        }
    }

    public static void gt(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] > b[i];
        }
    }

    public static void ge(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] >= b[i];
        }
    }

    public static void eq(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] == b[i];
        }
    }

    public static void ne(double[] a, double[] b, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] != b[i];
        }
    }
}
