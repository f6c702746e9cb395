package adjoint.kernel;

/**
 * The logarithm of a sum of exponentials over the middle axis of a row-major [outer, r, inner] array, and its
 * relatives. All subtract the largest element first, so that nothing overflows. Every method takes the rows from one on up
 * to another, exclusive, so that threads can share them.
 *
 * <p>Below, a row is the r elements that share their other two indices. As many rows as fit go through a tile at a time;
 * of short rows, as networks with a few mixing coefficients have them, each column gets an array of its own.
 */
// @Twin
public final class Softmax64 {
    private Softmax64() {}

    /**
     * {@code log(sum(exp(a)))} to [outer, inner]: -infinity where all elements are -infinity or there are none,
     * +infinity where one is +infinity, NaN where one is NaN.
     */
    public static void logSumExp(double[] a, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int count;
        for (int row = from; row < to; row += count) {
            count = sums(a, row, to, r, inner, tile);
            logOfSums(tile, count);
            Arith64.add(tile.v, tile.y, tile.y, count);
            tile.close(o, row, count);
        }
    }

    /**
     * {@code exp(a - logSumExp(a))}, of the shape of {@code a}; {@code o} may be {@code a}. 0 throughout a row of
     * -infinities; NaN where an element is +infinity, and 0 beside it.
     */
    public static void softmax(double[] a, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int count;
        for (int row = from; row < to; row += count) {
            count = sums(a, row, to, r, inner, tile);
            replaceZeros(tile.u, count);
            if (isShort(r)) {
                Arith64.reciprocal(tile.u, tile.u, count);
                for (int k = 0; k < r; k++) {
                    Arith64.mul(tile.columns[k], tile.u, tile.y, count);
                    scatterColumn(tile.y, o, row, count, k, r, inner);
                }
            } else if (r <= Tile64.SIZE) {
                for (int i = 0; i < count; i++) {
                    scatter(tile.y, i * r, 1 / tile.u[i], o, start(row + i, r, inner), r, inner);
                }
            } else {
                int start = start(row, r, inner);
                for (int k = 0; k < r; k += Tile64.SIZE) {
                    int n = Math.min(Tile64.SIZE, r - k);
                    gather(a, start + k * inner, n, inner, tile.v[0], tile.x, 0);
                    Exp64.exp(tile, n);
                    scatter(tile.y, 0, 1 / tile.u[0], o, start + k * inner, n, inner);
                }
            }
        }
    }

    /**
     * {@code a - logSumExp(a)}, of the shape of {@code a}; {@code o} may be {@code a}. -infinity throughout a row of
     * -infinities; NaN where an element is +infinity, and -infinity beside it.
     */
    public static void logSoftmax(double[] a, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int count;
        for (int row = from; row < to; row += count) {
            count = sums(a, row, to, r, inner, tile);
            replaceZeros(tile.u, count);
            logOfSums(tile, count);
            for (int k = 0; k < r && isShort(r); k++) {
                gatherColumn(a, row, count, k, r, inner, tile.x);
                Arith64.sub(tile.x, tile.v, tile.x, count);
                Arith64.sub(tile.x, tile.y, tile.x, count);
                scatterColumn(tile.x, o, row, count, k, r, inner);
            }
            for (int i = 0; i < count && !isShort(r); i++) {
                int start = start(row + i, r, inner);
                double shift = tile.v[i];
                double rest = tile.y[i];
                for (int k = 0; k < r; k++) {
                    int at = start + k * inner;
                    o[at] = a[at] - shift - rest;
                }
            }
        }
    }

    /** {@code g - s sum(g)}, of the shape of {@code s}; 0 throughout a row where {@code s} is 0. */
    public static void logSoftmaxGrad(double[] s, double[] g, int r, int inner, double[] o, int from, int to) {
        for (int row = from; row < to; row++) {
            int start = start(row, r, inner);
            double shares = 0;
            double sum = 0;
            for (int k = 0; k < r; k++) {
                shares += s[start + k * inner];
                sum += g[start + k * inner];
            }
            for (int k = 0; k < r; k++) {
                int at = start + k * inner;
                o[at] = shares == 0 ? 0 : g[at] - s[at] * sum;
            }
        }
    }

    /**
     * {@code log(sum(w exp(a)))} to [outer, inner] for weights of any sign: NaN where the sum is negative, -infinity where it
     * is 0. Rows of more elements than a tile holds are taken one element at a time.
     */
    public static void weightedLogSumExp(double[] a, double[] w, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int most = r == 0 || r > Tile64.SIZE ? 0 : Tile64.SIZE / r;
        for (int row = from; row < to; row += Math.max(most, 1)) {
            int count = Math.min(most, to - row);
            if (count == 0) {
                o[row] = weightedLogSumExp(a, w, start(row, r, inner), r, inner);
                continue;
            }
            weightedSums(a, w, row, count, r, inner, tile);
            logOfSums(tile, count);
            for (int i = 0; i < count; i++) {
                double shift = tile.v[i];
                o[row + i] = Double.isInfinite(shift)
                        ? weightedLogSumExp(a, w, start(row + i, r, inner), r, inner)
                        : shift + tile.y[i];
            }
        }
    }

    /**
     * {@code exp(a) / sum(w exp(a))}, of the shape of {@code a}, for weights of any sign; 0 throughout a row whose terms
     * are all 0.
     */
    public static void weightedShares(double[] a, double[] w, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int most = r == 0 || r > Tile64.SIZE ? 0 : Tile64.SIZE / r;
        for (int row = from; row < to; row += Math.max(most, 1)) {
            int count = Math.min(most, to - row);
            if (count == 0) {
                weightedShares(a, w, start(row, r, inner), r, inner, o);
                continue;
            }
            weightedSums(a, w, row, count, r, inner, tile);
            for (int i = 0; i < count; i++) {
                gather(a, start(row + i, r, inner), r, inner, tile.v[i], tile.x, i * r);
            }
            Exp64.exp(tile, count * r);
            for (int i = 0; i < count; i++) {
                int start = start(row + i, r, inner);
                if (Double.isInfinite(tile.v[i])) {
                    weightedShares(a, w, start, r, inner, o);
                    continue;
                }
                for (int k = 0; k < r; k++) {
                    o[start + k * inner] = tile.y[i * r + k] / tile.u[i];
                }
            }
        }
    }

    /** The same of one row, with the largest term infinite or not. */
    private static void weightedShares(double[] a, double[] w, int start, int r, int step, double[] o) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < r; k++) {
            max = Math.max(max, a[start + k * step] + Math.log(Math.abs(w[start + k * step])));
        }
        double shift = Math.min(max, Double.MAX_VALUE);
        double sum = 0;
        for (int k = 0; k < r && max > Double.NEGATIVE_INFINITY; k++) {
            double weight = w[start + k * step];
            double size = a[start + k * step];
            sum += term(size, weight, shift, Math.exp(size - shift));
        }
        for (int k = 0; k < r; k++) {
            o[start + k * step] = max == Double.NEGATIVE_INFINITY ? 0 : Math.exp(a[start + k * step] - shift) / sum;
        }
    }

    /** The shifts of some rows in {@code v}, and their weighted sums of exp(a - shift) in {@code u}. */
    private static void weightedSums(double[] a, double[] w, int row, int count, int r, int inner, Tile64 tile) {
        for (int i = 0; i < count; i++) {
            int start = start(row + i, r, inner);
            for (int k = 0; k < r; k++) {
                tile.x[i * r + k] = Math.abs(w[start + k * inner]);
            }
        }
        Log64.log(tile, count * r);
        for (int i = 0; i < count; i++) {
            int start = start(row + i, r, inner);
            for (int k = 0; k < r; k++) {
                tile.x[i * r + k] = a[start + k * inner] + tile.y[i * r + k];
            }
            double max = Reduce64.max(tile.x, i * r, r, 1);
            tile.v[i] = max;
            gather(a, start, r, inner, max, tile.x, i * r);
        }
        Exp64.exp(tile, count * r);
        for (int i = 0; i < count; i++) {
            int start = start(row + i, r, inner);
            double sum = 0;
            for (int k = 0; k < r; k++) {
                int at = start + k * inner;
                sum += term(a[at], w[at], tile.v[i], tile.y[i * r + k]);
            }
            tile.u[i] = sum;
        }
    }

    /** w exp(a - shift) from the exponential, which overflows beside the smallest weights. */
    private static double term(double a, double w, double shift, double exp) {
        return exp < Double.POSITIVE_INFINITY ? w * exp : Math.signum(w) * Math.exp(a + Math.log(Math.abs(w)) - shift);
    }

    /** The same of one row, with the largest term infinite or not. */
    private static double weightedLogSumExp(double[] a, double[] w, int start, int r, int step) {
        double max = Double.NEGATIVE_INFINITY;
        boolean negative = false;
        for (int k = 0; k < r; k++) {
            double size = a[start + k * step] + Math.log(Math.abs(w[start + k * step]));
            negative |= size == Double.POSITIVE_INFINITY && w[start + k * step] < 0;
            max = Math.max(max, size);
        }
        if (Double.isInfinite(max)) {
            return max > 0 && negative ? Double.NaN : max;
        }
        double sum = 0;
        for (int k = 0; k < r; k++) {
            double size = a[start + k * step] + Math.log(Math.abs(w[start + k * step]));
            sum += Math.signum(w[start + k * step]) * Math.exp(size - max);
        }
        return max + Math.log(sum);
    }

    /**
     * Computes for some rows from {@code row} on their shifts, in {@code v}, and their sums of exp(a - shift), in
     * {@code u}. Short rows leave those exponentials in {@code columns}, others that fit into a tile one row after the
     * other in {@code y}.
     *
     * @return the number of rows: one if it is longer than a tile
     */
    private static int sums(double[] a, int row, int rows, int r, int inner, Tile64 tile) {
        if (isShort(r)) {
            int count = Math.min(rows - row, Tile64.SIZE);
            sumsOfShort(a, row, count, r, inner, tile);
            return count;
        }
        if (r > Tile64.SIZE) {
            int start = start(row, r, inner);
            tile.v[0] = shift(a, start, r, inner);
            tile.u[0] = 0;
            for (int k = 0; k < r; k += Tile64.SIZE) {
                int n = Math.min(Tile64.SIZE, r - k);
                gather(a, start + k * inner, n, inner, tile.v[0], tile.x, 0);
                Exp64.exp(tile, n);
                tile.u[0] += Reduce64.sum(tile.y, 0, n, 1);
            }
            return 1;
        }
        int count = Math.min(rows - row, Tile64.SIZE / Math.max(r, 1));
        for (int i = 0; i < count; i++) {
            int start = start(row + i, r, inner);
            tile.v[i] = shift(a, start, r, inner);
            gather(a, start, r, inner, tile.v[i], tile.x, i * r);
        }
        Exp64.exp(tile, count * r);
        for (int i = 0; i < count; i++) {
            tile.u[i] = Reduce64.sum(tile.y, i * r, r, 1);
        }
        return count;
    }

    private static boolean isShort(int r) {
        return r > 0 && r <= Tile64.COLUMNS;
    }

    private static void sumsOfShort(double[] a, int row, int count, int r, int inner, Tile64 tile) {
        double[][] columns = tile.columns;
        for (int k = 0; k < r; k++) {
            gatherColumn(a, row, count, k, r, inner, columns[k]);
        }
        System.arraycopy(columns[0], 0, tile.v, 0, count);
        for (int k = 1; k < r; k++) {
            Arith64.max(tile.v, columns[k], tile.v, count);
        }
        dropInfinities(tile.v, count);
        for (int k = 0; k < r; k++) {
            Arith64.sub(columns[k], tile.v, columns[k], count);
            Exp64.exp(columns[k], columns[k], count);
        }
        System.arraycopy(columns[0], 0, tile.u, 0, count);
        for (int k = 1; k < r; k++) {
            Arith64.add(tile.u, columns[k], tile.u, count);
        }
    }

    private static void gatherColumn(double[] a, int row, int count, int k, int r, int inner, double[] column) {
        if (inner == 1) {
            int at = row * r + k;
            for (int i = 0; i < count; i++) {
                column[i] = a[at + i * r];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            column[i] = a[start(row + i, r, inner) + k * inner];
        }
    }

    private static void scatterColumn(double[] column, double[] o, int row, int count, int k, int r, int inner) {
        if (inner == 1) {
            int at = row * r + k;
            for (int i = 0; i < count; i++) {
                o[at + i * r] = column[i];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            o[start(row + i, r, inner) + k * inner] = column[i];
        }
    }

    /** {@code y = log(u)}. */
    private static void logOfSums(Tile64 tile, int count) {
        System.arraycopy(tile.u, 0, tile.x, 0, count);
        Log64.log(tile, count);
    }

    private static int start(int row, int r, int inner) {
        return row / inner * r * inner + row % inner;
    }

    /** The largest element; 0 if that is infinite, for then the exponentials are 0 or infinite without it. */
    private static double shift(double[] a, int start, int r, int step) {
        double max = Reduce64.max(a, start, r, step);
        return Double.isInfinite(max) ? 0 : max;
    }

    /** Instead of 0 the largest number, which serves as well and needs no branch. */
    private static void dropInfinities(double[] shifts, int n) {
        for (int i = 0; i < n; i++) {
            shifts[i] = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, shifts[i]));
        }
    }

    /** Sums of nothing but zeros become 1, which leaves the zeros as they are. */
    private static void replaceZeros(double[] sums, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] = sums[i] == 0 ? 1 : sums[i];
        }
    }

    private static void gather(double[] a, int at, int n, int step, double shift, double[] x, int to) {
        for (int k = 0; k < n; k++) {
            x[to + k] = a[at + k * step] - shift;
        }
    }

    private static void scatter(double[] y, int from, double scale, double[] o, int at, int n, int step) {
        for (int k = 0; k < n; k++) {
            o[at + k * step] = scale * y[from + k];
        }
    }
}
