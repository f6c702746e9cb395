package adjoint.kernel;

/**
 * Logarithms and what is made of them, elementwise on contiguous arrays.
 *
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the
 * output may be one of the inputs.
 *
 * <p>Logarithms start from x = 2^k (1 + f) with 1 + f between the square roots of 1/2 and of 2, so that log(x) = k
 * log(2) + log(1 + f), and from log(1 + f) = f - h + s (h + R) with h = f^2 / 2, s = f / (2 + f) and a small R (the
 * form of P. T. P. Tang, Table-driven implementation of the logarithm function, ACM Transactions on Mathematical
 * Software 16, 1990). Zero, denormal, negative, infinite and missing numbers take the way through {@link Math}.
 */
// @Twin
public final class Log64 {
    private static final double LN2 = Binary64.LN2;
    private static final double LN2_REST = Binary64.LN2_REST;
    private static final double SHIFTER = Binary64.SHIFTER;

    /** From here on 1 + x^2 is x^2. */
    private static final double LARGE = 1e9;

    private Log64() {}

    public static void log(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            log(tile, m);
            tile.close(o, at, m);
        }
    }

    /** {@code y = log(x)} in a tile. */
    static void log(Tile64 tile, int n) {
        boolean inside = Binary64.split(tile.x, tile.r, tile.t, n);
        logOfSplit(tile.r, tile.t, tile.y, n);
        if (!inside) {
            for (int i = 0; i < n; i++) {
                if (!isOrdinary(tile.x[i])) {
                    tile.y[i] = Math.log(tile.x[i]);
                }
            }
        }
    }

    /**
     * {@code log(1 + a)}, accurate where {@code a} is small: the logarithm of the rounded sum u and, to first order, of
     * what it lost, (a - (u - 1)) / u.
     */
    public static void log1p(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            addOne(tile.x, tile.s, m);
            boolean inside = Binary64.split(tile.s, tile.r, tile.t, m);
            rounding(tile.x, tile.s, tile.y, m);
            log1pOfSplit(tile.r, tile.t, tile.y, tile.y, m);
            if (!inside) {
                for (int i = 0; i < m; i++) {
                    if (!isOrdinary(tile.s[i])) {
                        tile.y[i] = Math.log1p(tile.x[i]);
                    }
                }
            }
            tile.close(o, at, m);
        }
    }

    /** The binary logarithm, exact for powers of two. */
    public static void log2(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            boolean inside = Binary64.split(tile.x, tile.r, tile.t, m);
            log2OfSplit(tile.r, tile.t, tile.y, m);
            if (!inside) {
                for (int i = 0; i < m; i++) {
                    if (!isOrdinary(tile.x[i])) {
                        tile.y[i] = log2OfExtraordinary(tile.x[i]);
                    }
                }
            }
            tile.close(o, at, m);
        }
    }

    public static void log10(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = Math.log10(a[i]);
        }
    }

    /** log(a) - log(b); where the two are within a factor of 2, from their difference, which is exact. */
    public static void logRatio(double[] a, double[] b, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.load(a, at, n);
            log(tile, m);
            System.arraycopy(tile.y, 0, tile.v, 0, m);
            tile.load(b, at, n);
            log(tile, m);
            for (int i = 0; i < m; i++) {
                double x = a[at + i];
                double y = b[at + i];
                tile.y[i] = areClose(x, y) ? Math.log1p((x - y) / y) : tile.v[i] - tile.y[i];
            }
            tile.close(o, at, m);
        }
    }

    /** Whether two positive numbers are within a factor of 2, but not the same. */
    public static boolean areClose(double a, double b) {
        return a > 0 && a < 2 * b && b < 2 * a && a != b && b < Double.POSITIVE_INFINITY;
    }

    /** {@code a log b}; 0 where {@code a} is 0, unless {@code b} is NaN. */
    public static void xlogy(double[] a, double[] b, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.load(b, at, n);
            log(tile, m);
            for (int i = 0; i < m; i++) {
                double x = a[at + i];
                double y = tile.y[i];
                tile.y[i] = x == 0 && tile.x[i] == tile.x[i] ? 0 : x * y;
            }
            tile.close(o, at, m);
        }
    }

    public static void asinh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double x = Math.abs(a[i]);
            double square = x * x;
            double y = x > LARGE ? Math.log(x) + LN2 : Math.log1p(x + square / (1 + Math.sqrt(1 + square)));
            o[i] = Math.copySign(y, a[i]);
        }
    }

    public static void acosh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            double t = x - 1;
            o[i] = x > LARGE ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(t) * Math.sqrt(x + 1));
        }
    }

    public static void atanh(double[] a, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = 0.5 * (Math.log1p(a[i]) - Math.log1p(-a[i]));
        }
    }

    private static boolean isOrdinary(double x) {
        return x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE;
    }

    private static double log2OfExtraordinary(double x) {
        boolean denormal = x > 0 && x < Double.MIN_NORMAL;
        if (!denormal) {
            return Math.log(x);
        }
        int exponent = Math.getExponent(x / Double.MIN_NORMAL) + Double.MIN_EXPONENT;
        return exponent + Math.log(x / Math.scalb(1d, exponent)) / LN2;
    }

    private static void addOne(double[] x, double[] u, int n) {
        for (int i = 0; i < n; i++) {
            u[i] = 1 + x[i];
        }
    }

    private static void logOfSplit(double[] m, double[] shifted, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double f = m[i] - 1;
            double k = shifted[i] - SHIFTER;
            y[i] = Math.fma(k, LN2, f - bend(f, k * LN2_REST));
        }
    }

    private static void rounding(double[] x, double[] u, double[] c, int n) {
        for (int i = 0; i < n; i++) {
            c[i] = (x[i] - (u[i] - 1)) / u[i];
        }
    }

    // In these signs -0 stays what it is.
    private static void log1pOfSplit(double[] m, double[] shifted, double[] c, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double f = m[i] - 1;
            double k = shifted[i] - SHIFTER;
            y[i] = c[i] - Math.fma(-k, LN2, bend(f, k * LN2_REST) - f);
        }
    }

    private static void log2OfSplit(double[] m, double[] shifted, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double f = m[i] - 1;
            double k = shifted[i] - SHIFTER;
            y[i] = Math.fma(f - bend(f, 0), Binary64.LOG2_E, k);
        }
    }

    /** {@code f - log(1 + f) - rest}. */
    private static double bend(double f, double rest) {
        double s = f / (2 + f);
        double z = s * s;
        double h = 0.5 * f * f;
        return h - Math.fma(s, h + z * Binary64.logTail(z), rest);
    }
}
