package adjoint.kernel;

/** The error function and its complement in single precision: {@link Erf64}, rounded. */
public final class Erf32 {
    private Erf32() {}

    public static void erf(float[] a, float[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (float) Erf64.erf(a[i]);
        }
    }

    public static void erfc(float[] a, float[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = (float) Erf64.erfc(a[i]);
        }
    }
}
