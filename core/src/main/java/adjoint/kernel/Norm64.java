package adjoint.kernel;

import java.util.Arrays;

/**
 * The Euclidean norm over the middle axis of a row-major [outer, r, inner] array, for a range of its results. Squares are added as they are; only where
 * their sum shows that some may have over- or underflowed are they taken again, of elements divided by the largest.
 */
// @Twin
public final class Norm64 {
    private static final int WIDE = 16;
    private static final int BLOCK = 128;

    /** A sum of squares from here on has lost no digits to underflow. */
    private static final double SAFE = Double.MIN_NORMAL * (1L << 60);

    private Norm64() {}

    /** Some results of [outer, inner]; 0 of nothing, NaN where an element is, else infinite where an element is. */
    public static void norm(double[] a, int r, int inner, double[] o, int from, int to) {
        int width;
        for (int q = from; q < to; q += width) {
            int column = q % inner;
            width = Math.min(Math.min(Tile64.SIZE, inner - column), to - q);
            int at = q / inner * r * inner + column;
            if (width >= WIDE) {
                columns(a, at, r, inner, width, o, q);
            }
            for (int k = 0; k < width; k++) {
                double sum = width >= WIDE ? o[q + k] : squares(a, at + k, r, inner);
                boolean safe = sum >= SAFE && sum < Double.POSITIVE_INFINITY || sum != sum;
                o[q + k] = safe ? Math.sqrt(sum) : scaled(a, at + k, r, inner);
            }
        }
    }

    private static double scaled(double[] a, int at, int n, int step) {
        double largest = 0;
        for (int k = 0; k < n; k++) {
            largest = Math.max(largest, Math.abs(a[at + k * step]));
        }
        if (largest == 0 || largest == Double.POSITIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        double error = 0;
        for (int k = 0; k < n; k++) {
            double x = a[at + k * step] / largest;
            double next = sum + x * x;
            error += Reduce64.roundingError(sum, x * x, next);
            sum = next;
        }
        return largest * Math.sqrt(Reduce64.corrected(sum, error));
    }

    private static double squares(double[] a, int at, int n, int step) {
        double sum = 0;
        double error = 0;
        for (int k = 0; k < n; k += BLOCK) {
            double block = blockSquares(a, at + k * step, Math.min(n - k, BLOCK), step);
            double next = sum + block;
            error += Reduce64.roundingError(sum, block, next);
            sum = next;
        }
        return Reduce64.corrected(sum, error);
    }

    private static double blockSquares(double[] a, int at, int n, int step) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = at;
        for (int end = at + (n & -4) * step; i < end; i += 4 * step) {
            s0 += a[i] * a[i];
            s1 += a[i + step] * a[i + step];
            s2 += a[i + 2 * step] * a[i + 2 * step];
            s3 += a[i + 3 * step] * a[i + 3 * step];
        }
        for (int end = at + n * step; i < end; i += step) {
            s0 += a[i] * a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** The sums of squares of {@code width} neighbouring columns of {@code r} rows. */
    private static void columns(double[] a, int at, int r, int inner, int width, double[] o, int to) {
        Tile64 tile = Tile64.get();
        Arrays.fill(tile.u, 0, width, 0);
        Arrays.fill(tile.v, 0, width, 0);
        for (int block = 0; block < r; block += BLOCK) {
            Arrays.fill(tile.y, 0, width, 0);
            for (int k = block; k < Math.min(r, block + BLOCK); k++) {
                System.arraycopy(a, at + k * inner, tile.x, 0, width);
                Arith64.mul(tile.x, tile.x, tile.r, width);
                Arith64.add(tile.y, tile.r, tile.y, width);
            }
            Reduce64.accumulate(tile.y, tile.u, tile.v, width);
        }
        for (int k = 0; k < width; k++) {
            o[to + k] = Reduce64.corrected(tile.u[k], tile.v[k]);
        }
    }
}
