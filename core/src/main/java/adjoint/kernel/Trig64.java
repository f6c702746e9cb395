package adjoint.kernel;

/**
 * Trigonometric functions and their inverses, elementwise on contiguous arrays.
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the output
 * may be one of the inputs.
 */
// @Twin
public final class Trig64 {
    private Trig64() {}

    public static void sin(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.sin(a[i]);
        }
    }

    public static void cos(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.cos(a[i]);
        }
    }

    public static void tan(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.tan(a[i]);
        }
    }

    public static void asin(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.asin(a[i]);
        }
    }

    public static void acos(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.acos(a[i]);
        }
    }

    public static void atan(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.atan(a[i]);
        }
    }

    /** The angle of the point (b, a), as {@link Math#atan2}. */
    public static void atan2(double[] a, double[] b, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.atan2(a[i], b[i]);
        }
    }
}
