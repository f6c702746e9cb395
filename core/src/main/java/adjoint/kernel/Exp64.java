package adjoint.kernel;

/**
 * The exponential function and what is made of it, elementwise on contiguous arrays.
 *
 * <p>Every method reads the first {@code n} elements of its inputs and writes the first {@code n} of {@code o}; the
 * output may be one of the inputs.
 *
 * <p>All start from x = k log(2) + r with the nearest integer k, so that exp(x) = 2^k exp(r); see J.-M. Muller,
 * Elementary Functions, chapter 11. The few arguments of large magnitude take the way through {@link Math}.
 */
// @Twin
public final class Exp64 {
    private static final double LN2 = Binary64.LN2;
    private static final double LN2_REST = Binary64.LN2_REST;
    private static final double SHIFTER = Binary64.SHIFTER;
    private static final double LIMIT = Binary64.EXP_LIMIT;

    private Exp64() {}

    public static void exp(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            exp(tile, m);
            tile.close(o, at, m);
        }
    }

    /** {@code y = exp(x)} in a tile. */
    static void exp(Tile64 tile, int n) {
        boolean inside = reduce(1, tile, n);
        expOfReduced(tile.r, tile.s, tile.y, n);
        if (!inside) {
            for (int i = 0; i < n; i++) {
                if (!(Math.abs(tile.x[i]) <= LIMIT)) {
                    tile.y[i] = Math.exp(tile.x[i]);
                }
            }
        }
    }

    /** {@code exp(a) - 1}, accurate where {@code a} is small. */
    public static void expm1(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            boolean inside = reduce(1, tile, m);
            expm1OfReduced(tile.r, tile.s, tile.y, m);
            if (!inside) {
                for (int i = 0; i < m; i++) {
                    if (!(Math.abs(tile.x[i]) <= LIMIT)) {
                        tile.y[i] = Math.expm1(tile.x[i]);
                    }
                }
            }
            tile.close(o, at, m);
        }
    }

    /** {@code 1 / (1 + exp(-a))}. */
    public static void sigmoid(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            boolean inside = reduce(-1, tile, m);
            sigmoidOfReduced(tile.r, tile.s, tile.y, m);
            if (!inside) {
                for (int i = 0; i < m; i++) {
                    double x = tile.x[i];
                    if (!(Math.abs(x) <= LIMIT)) {
                        tile.y[i] = x > 0 ? 1 : Math.exp(x);
                    }
                }
            }
            tile.close(o, at, m);
        }
    }

    /** {@code log(1 + exp(a))}, without overflow. */
    public static void softplus(double[] a, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.open(a, o, at, n);
            boolean inside = log1pOfExpMinusAbs(tile, m);
            addPositivePart(tile.x, tile.y, m);
            if (!inside) {
                for (int i = 0; i < m; i++) {
                    double x = tile.x[i];
                    if (!(Math.abs(x) <= LIMIT)) {
                        tile.y[i] = x > 0 ? x : Math.exp(x);
                    }
                }
            }
            tile.close(o, at, m);
        }
    }

    /** {@code log(exp(a) + exp(b))}, without overflow; exact where an argument is infinite. */
    public static void logaddexp(double[] a, double[] b, double[] o, int n) {
        Tile64 tile = Tile64.get();
        for (int at = 0; at < n; at += Tile64.SIZE) {
            int m = tile.load(a, at, n);
            System.arraycopy(b, at, tile.t, 0, m);
            Arith64.sub(tile.x, tile.t, tile.x, m);
            boolean inside = log1pOfExpMinusAbs(tile, m);
            // The difference told the order, but rounded: take the larger number from the arguments.
            System.arraycopy(a, at, tile.r, 0, m);
            System.arraycopy(b, at, tile.t, 0, m);
            Arith64.max(tile.r, tile.t, tile.s, m);
            if (inside) {
                Arith64.add(tile.s, tile.y, tile.y, m);
            } else {
                for (int i = 0; i < m; i++) {
                    tile.y[i] = Math.abs(tile.x[i]) <= LIMIT ? tile.s[i] + tile.y[i] : logaddexp(tile.r[i], tile.t[i]);
                }
            }
            tile.close(o, at, m);
        }
    }

    private static double logaddexp(double x, double y) {
        // Equal infinities have no difference.
        return x == y ? x + LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
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

    /** Reduces {@code scale * x} to r and s = 2^k. Returns false if for some element that power is not normal. */
    private static boolean reduce(double scale, Tile64 tile, int n) {
        reduce(scale, tile.x, tile.r, tile.t, n);
        return Binary64.powersOfTwo(tile.t, tile.s, n);
    }

    private static void reduce(double scale, double[] x, double[] r, double[] shifted, int n) {
        for (int i = 0; i < n; i++) {
            double v = scale * x[i];
            double t = Math.fma(v, Binary64.LOG2_E, SHIFTER);
            double k = t - SHIFTER;
            shifted[i] = t;
            r[i] = Math.fma(k, -LN2_REST, Math.fma(k, -LN2, v));
        }
    }

    private static void expOfReduced(double[] r, double[] s, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double x = r[i];
            y[i] = Math.fma(s[i], Math.fma(x * x, Binary64.expTail(x), x), s[i]);
        }
    }

    private static void expm1OfReduced(double[] r, double[] s, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = s[i] * smallExpm1(r[i]) - (1 - s[i]);
        }
    }

    // As a product, so that a negative zero keeps its sign, with the rounding error of one factor made good.
    private static double smallExpm1(double r) {
        double tail = Binary64.expTail(r);
        double factor = Math.fma(r, tail, 1);
        return Math.fma(r, factor, r * Math.fma(r, tail, 1 - factor));
    }

    private static void sigmoidOfReduced(double[] r, double[] s, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double x = r[i];
            y[i] = 1 / (1 + Math.fma(s[i], Math.fma(x * x, Binary64.expTail(x), x), s[i]));
        }
    }

    /** {@code y = log(1 + exp(-|x|))}. Returns false if for some element the exponential function is not normal. */
    private static boolean log1pOfExpMinusAbs(Tile64 tile, int n) {
        double[] e = tile.t;
        Arith64.abs(tile.x, tile.y, n);
        reduce(-1, tile.y, tile.r, tile.t, n);
        boolean inside = Binary64.powersOfTwo(tile.t, tile.s, n);
        expOfReduced(tile.r, tile.s, e, n);
        log1pTail(e, tile.s, tile.r, n);
        log1pOfUnit(e, tile.s, tile.r, tile.y, n);
        return inside;
    }

    private static void log1pTail(double[] f, double[] s, double[] tail, int n) {
        for (int i = 0; i < n; i++) {
            double q = f[i] / (2 + f[i]);
            double z = q * q;
            s[i] = q;
            tail[i] = z * Binary64.logTailWide(z);
        }
    }

    private static void log1pOfUnit(double[] f, double[] s, double[] tail, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double x = f[i];
            double h = 0.5 * x * x;
            y[i] = x - Math.fma(-s[i], h + tail[i], h);
        }
    }

    private static void addPositivePart(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = 0.5 * (x[i] + Math.abs(x[i])) + y[i];
        }
    }
}
