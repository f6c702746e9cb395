package adjoint.kernel;

/**
 * The logarithm of a sum of exponentials over the middle axis of a row-major [outer, r, inner] array, and its
 * relatives. All subtract the largest element first, so that nothing overflows.
 *
 * <p>Below, a row is the r elements that share their other two indices. As many rows as fit go through a tile at a time.
 */
// @Twin
public final class Softmax64 {
    private Softmax64() {}

    /**
     * {@code log(sum(exp(a)))} to [outer, inner]: -infinity where all elements are -infinity or there are none,
     * +infinity where one is +infinity, NaN where one is NaN.
     */
    public static void logSumExp(double[] a, int outer, int r, int inner, double[] o) {
        Tile64 tile = Tile64.get();
        int rows = outer * inner;
        int count;
        for (int row = 0; row < rows; row += count) {
            count = sums(a, row, rows, r, inner, tile);
            logOfSums(tile, count);
            Arith64.add(tile.v, tile.y, tile.y, count);
            tile.close(o, row, count);
        }
    }

    /** {@code exp(a - logSumExp(a))}, of the shape of {@code a}; {@code o} may be {@code a}. */
    public static void softmax(double[] a, int outer, int r, int inner, double[] o) {
        Tile64 tile = Tile64.get();
        int rows = outer * inner;
        int count;
        for (int row = 0; row < rows; row += count) {
            count = sums(a, row, rows, r, inner, tile);
            if (r <= Tile64.SIZE) {
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

    /** {@code a - logSumExp(a)}, of the shape of {@code a}; {@code o} may be {@code a}. */
    public static void logSoftmax(double[] a, int outer, int r, int inner, double[] o) {
        Tile64 tile = Tile64.get();
        int rows = outer * inner;
        int count;
        for (int row = 0; row < rows; row += count) {
            count = sums(a, row, rows, r, inner, tile);
            logOfSums(tile, count);
            for (int i = 0; i < count; i++) {
                int start = start(row + i, r, inner);
                for (int k = 0; k < r; k++) {
                    int at = start + k * inner;
                    o[at] = a[at] - tile.v[i] - tile.y[i];
                }
            }
        }
    }

    /**
     * Computes for some rows from {@code row} on their shifts, in {@code v}, and their sums of exp(a - shift), in
     * {@code u}. Rows that fit into a tile leave those exponentials, one row after the other, in {@code y}.
     *
     * @return the number of rows: one if it is longer than a tile
     */
    private static int sums(double[] a, int row, int rows, int r, int inner, Tile64 tile) {
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
