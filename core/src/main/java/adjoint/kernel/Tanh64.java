package adjoint.kernel;

/**
 * The hyperbolic tangent, elementwise on contiguous arrays: from that of half the argument, u - u^3 S(u^2) / Q(u^2) with
 * short polynomials, by tanh(2 u) = 2 t / (1 + t^2). Doubling damps the errors of t where t is large, so that u - u^3 S / Q may
 * lose digits there, and it never exceeds 1. No step looks at the bits of a number, which would not vectorise.
 */
// @Twin
public final class Tanh64 {
    private Tanh64() {}

    /**
     * {@code tanh(a)}, of the first {@code n} elements of {@code a} to those of {@code o}, which may be {@code a}; a negative
     * zero keeps its sign, NaN stays NaN.
     */
    public static void tanh(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            halve(tile.x, tile.r, tile.t, m);
            ratio(tile.t, tile.s, m);
            twice(tile.r, tile.t, tile.s, tile.y, m);
            tile.close(o, at, m);
        }
    }

    /** {@code u = x / 2}, but no larger than where the result is 1, and {@code t = u^2}. */
    private static void halve(double[] x, double[] u, double[] t, int n) {
        for (int i = 0; i < n; i++) {
            double v = Math.max(-Binary64.TANH_LIMIT, Math.min(Binary64.TANH_LIMIT, 0.5 * x[i]));
            u[i] = v;
            t[i] = v * v;
        }
    }

    private static void ratio(double[] t, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            double x = t[i];
            s[i] = Binary64.tanhNumerator(x) / Binary64.tanhDenominator(x);
        }
    }

    // As a product, so that a negative zero keeps its sign, with the rounding error of one factor made good.
    private static void twice(double[] u, double[] t, double[] s, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double factor = Math.fma(-t[i], s[i], 1);
            double h = Math.fma(u[i], factor, u[i] * Math.fma(-t[i], s[i], 1 - factor));
            y[i] = (h + h) / Math.fma(h, h, 1);
        }
    }
}
