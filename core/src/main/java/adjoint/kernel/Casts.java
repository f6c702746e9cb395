package adjoint.kernel;

/**
 * Conversions between element types, from {@code a} to the first {@code n} elements of {@code o}, by Java's rules: to a
 * narrower floating-point type rounds to nearest, to an integer truncates and saturates (NaN gives 0). A number is true
 * where it is not 0; true is 1.
 */
public final class Casts {
    private Casts() {}

    public static void cast(double[] a, float[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (float) a[i];
        }
    }

    public static void cast(double[] a, int[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (int) a[i];
        }
    }

    public static void cast(double[] a, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] != 0;
        }
    }

    public static void cast(float[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i];
        }
    }

    public static void cast(float[] a, int[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (int) a[i];
        }
    }

    public static void cast(float[] a, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] != 0;
        }
    }

    public static void cast(int[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i];
        }
    }

    public static void cast(int[] a, float[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (float) a[i];
        }
    }

    public static void cast(int[] a, boolean[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] != 0;
        }
    }

    public static void cast(boolean[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] ? 1 : 0;
        }
    }

    public static void cast(boolean[] a, float[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] ? 1 : 0;
        }
    }

    public static void cast(boolean[] a, int[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = a[i] ? 1 : 0;
        }
    }
}
