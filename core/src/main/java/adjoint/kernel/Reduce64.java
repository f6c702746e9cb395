package adjoint.kernel;

import java.util.Arrays;

/**
 * Reductions over the middle axis of a row-major [outer, r, inner] array to [outer, inner]. Every method computes the
 * results from one on up to another, exclusive, so that threads can share them.
 *
 * <p>Sums are taken of blocks, several partial sums at a time, and the rounding errors of adding the blocks are carried
 * along (A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, Zeitschrift fuer
 * Angewandte Mathematik und Mechanik 54, 1974), so that the error does not grow with the length.
 */
// @Twin
public final class Reduce64 {
    /** From so many columns on, whole rows are combined; below, each column is walked by itself. */
    private static final int WIDE = 16;

    /** Up to so many neighbours are added one after the other. */
    private static final int SHORT = 8;

    /** How many rows, and how many elements of one column, make a block of a sum. */
    private static final int BLOCK_ROWS = 64;

    private static final int BLOCK = 128;

    private Reduce64() {}

    public static void sum(double[] a, int r, int inner, double[] o, int from, int to) {
        if (inner == 1 && r <= SHORT) {
            sumShort(a, r, o, from, to);
            return;
        }
        Tile64 tile = Tile64.get();
        if (inner > 1 && to - from == inner && 2 * inner <= Tile64.SIZE && r >= BLOCK_ROWS) {
            sumShortRows(a, start(from, r, inner), r, inner, tile);
            System.arraycopy(tile.y, 0, o, from, inner);
            return;
        }
        if (inner < WIDE) {
            for (int i = from; i < to; i++) {
                o[i] = sum(a, start(i, r, inner), r, inner);
            }
            return;
        }
        int width;
        for (int i = from; i < to; i += width) {
            width = width(i, inner, to);
            sumColumns(a, start(i, r, inner), r, inner, width, tile);
            System.arraycopy(tile.y, 0, o, i, width);
        }
    }

    private static void sumShort(double[] a, int r, double[] o, int from, int to) {
        for (int i = from, at = from * r; i < to; i++) {
            double sum = 0;
            for (int end = at + r; at < end; at++) {
                sum += a[at];
            }
            o[i] = sum;
        }
    }

    /** Where the elements begin that make a result. */
    private static int start(int result, int r, int inner) {
        return result / inner * r * inner + result % inner;
    }

    /** How many results from one on stand side by side in a row and fit a tile. */
    private static int width(int result, int inner, int to) {
        return Math.min(Tile64.SIZE, Math.min(inner - result % inner, to - result));
    }

    /** The sums of whole columns in {@code y}: several short rows are taken as one long one, whose pieces add up at the end. */
    private static void sumShortRows(double[] a, int at, int r, int inner, Tile64 tile) {
        int rows = Integer.highestOneBit(Tile64.SIZE / inner);
        int whole = r / rows;
        sumColumns(a, at, whole, rows * inner, rows * inner, tile);
        for (int k = whole * rows; k < r; k++) {
            System.arraycopy(a, at + k * inner, tile.x, 0, inner);
            Arith64.add(tile.y, tile.x, tile.y, inner);
        }
        for (int half = rows / 2; half > 0; half /= 2) {
            System.arraycopy(tile.y, half * inner, tile.x, 0, half * inner);
            Arith64.add(tile.y, tile.x, tile.y, half * inner);
        }
    }

    /** The sum of {@code n} elements that lie {@code step} apart. */
    static double sum(double[] a, int at, int n, int step) {
        double sum = blockSum(a, at, Math.min(n, BLOCK), step);
        if (n <= BLOCK) {
            return sum;
        }
        double error = 0;
        for (int k = BLOCK; k < n; k += BLOCK) {
            double block = blockSum(a, at + k * step, Math.min(n - k, BLOCK), step);
            double next = sum + block;
            error += roundingError(sum, block, next);
            sum = next;
        }
        return corrected(sum, error);
    }

    private static double blockSum(double[] a, int at, int n, int step) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = at;
        for (int end = at + (n & -8) * step; i < end; i += 8 * step) {
            s0 += a[i];
            s1 += a[i + step];
            s2 += a[i + 2 * step];
            s3 += a[i + 3 * step];
            s4 += a[i + 4 * step];
            s5 += a[i + 5 * step];
            s6 += a[i + 6 * step];
            s7 += a[i + 7 * step];
        }
        for (int end = at + n * step; i < end; i += step) {
            s0 += a[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** The sum of products of {@code n} elements of two arrays, each a step of its own apart; in blocks, as {@link #sum}. */
    static double dot(double[] a, int aAt, int aStep, double[] b, int bAt, int bStep, int n) {
        double sum = 0;
        double error = 0;
        for (int k = 0; k < n; k += BLOCK) {
            double block = blockDot(a, aAt + k * aStep, aStep, b, bAt + k * bStep, bStep, Math.min(n - k, BLOCK));
            double next = sum + block;
            error += roundingError(sum, block, next);
            sum = next;
        }
        return corrected(sum, error);
    }

    private static double blockDot(double[] a, int aAt, int aStep, double[] b, int bAt, int bStep, int n) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = aAt;
        int j = bAt;
        for (int end = aAt + (n & -4) * aStep; i < end; i += 4 * aStep, j += 4 * bStep) {
            s0 += a[i] * b[j];
            s1 += a[i + aStep] * b[j + bStep];
            s2 += a[i + 2 * aStep] * b[j + 2 * bStep];
            s3 += a[i + 3 * aStep] * b[j + 3 * bStep];
        }
        for (int end = aAt + n * aStep; i < end; i += aStep, j += bStep) {
            s0 += a[i] * b[j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** What {@code a + b} has lost by being rounded to {@code sum}. */
    public static double roundingError(double a, double b, double sum) {
        double fromB = sum - a;
        return (a - (sum - fromB)) + (b - fromB);
    }

    /** An infinite sum leaves NaN as its error. */
    public static double corrected(double sum, double error) {
        return error == error ? sum + error : sum;
    }

    /** The sums of {@code width} neighbouring columns of {@code r} rows, in {@code y}. */
    private static void sumColumns(double[] a, int at, int r, int inner, int width, Tile64 tile) {
        blockSums(a, at, Math.min(r, BLOCK_ROWS), inner, width, tile);
        if (r <= BLOCK_ROWS) {
            return;
        }
        System.arraycopy(tile.y, 0, tile.u, 0, width);
        Arrays.fill(tile.v, 0, width, 0);
        for (int k = BLOCK_ROWS; k < r; k += BLOCK_ROWS) {
            blockSums(a, at + k * inner, Math.min(r - k, BLOCK_ROWS), inner, width, tile);
            accumulate(tile.y, tile.u, tile.v, width);
        }
        for (int j = 0; j < width; j++) {
            tile.y[j] = corrected(tile.u[j], tile.v[j]);
        }
    }

    private static void blockSums(double[] a, int at, int rows, int inner, int width, Tile64 tile) {
        Arrays.fill(tile.y, 0, width, 0);
        int k = 0;
        for (; k + 4 <= rows; k += 4) {
            System.arraycopy(a, at + k * inner, tile.x, 0, width);
            System.arraycopy(a, at + (k + 1) * inner, tile.r, 0, width);
            System.arraycopy(a, at + (k + 2) * inner, tile.s, 0, width);
            System.arraycopy(a, at + (k + 3) * inner, tile.t, 0, width);
            addFour(tile.x, tile.r, tile.s, tile.t, tile.y, width);
        }
        for (; k < rows; k++) {
            System.arraycopy(a, at + k * inner, tile.x, 0, width);
            Arith64.add(tile.y, tile.x, tile.y, width);
        }
    }

    private static void addFour(double[] a, double[] b, double[] c, double[] d, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] += (a[i] + b[i]) + (c[i] + d[i]);
        }
    }

    static void accumulate(double[] block, double[] sum, double[] error, int n) {
        for (int i = 0; i < n; i++) {
            double next = sum[i] + block[i];
            error[i] += roundingError(sum[i], block[i], next);
            sum[i] = next;
        }
    }

    /** The product; 1 of nothing. */
    public static void prod(double[] a, int r, int inner, double[] o, int from, int to) {
        Arrays.fill(o, from, to, 1);
        if (inner >= WIDE) {
            foldRows(Fold.PROD, a, r, inner, o, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            int at = start(i, r, inner);
            double p = 1;
            for (int k = 0; k < r; k++) {
                p *= a[at + k * inner];
            }
            o[i] = p;
        }
    }

    /** The largest element; NaN if there is one; -infinity of nothing. */
    public static void max(double[] a, int r, int inner, double[] o, int from, int to) {
        if (inner >= WIDE) {
            Arrays.fill(o, from, to, Double.NEGATIVE_INFINITY);
            foldRows(Fold.MAX, a, r, inner, o, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            o[i] = max(a, start(i, r, inner), r, inner);
        }
    }

    /** The largest of {@code n} elements that lie {@code step} apart. */
    static double max(double[] a, int at, int n, int step) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            max = Math.max(max, a[at + k * step]);
        }
        return max;
    }

    /** The smallest element; NaN if there is one; +infinity of nothing. */
    public static void min(double[] a, int r, int inner, double[] o, int from, int to) {
        if (inner >= WIDE) {
            Arrays.fill(o, from, to, Double.POSITIVE_INFINITY);
            foldRows(Fold.MIN, a, r, inner, o, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            int at = start(i, r, inner);
            double min = Double.POSITIVE_INFINITY;
            for (int k = 0; k < r; k++) {
                min = Math.min(min, a[at + k * inner]);
            }
            o[i] = min;
        }
    }

    private enum Fold {
        PROD,
        MAX,
        MIN
    }

    /** Combines the rows of {@code a} into those of {@code o}, which start with the neutral element. */
    private static void foldRows(Fold fold, double[] a, int r, int inner, double[] o, int from, int to) {
        Tile64 tile = Tile64.get();
        int width;
        for (int i = from; i < to; i += width) {
            width = width(i, inner, to);
            int at = start(i, r, inner);
            System.arraycopy(o, i, tile.y, 0, width);
            for (int k = 0; k < r; k++) {
                System.arraycopy(a, at + k * inner, tile.x, 0, width);
                switch (fold) {
                    case PROD -> Arith64.mul(tile.y, tile.x, tile.y, width);
                    case MAX -> Arith64.max(tile.y, tile.x, tile.y, width);
                    case MIN -> Arith64.min(tile.y, tile.x, tile.y, width);
                }
            }
            tile.close(o, i, width);
        }
    }

    /** The index of the first largest element, where NaN counts as larger than any number. */
    public static void argmax(double[] a, int r, int inner, int[] o, int from, int to) {
        for (int i = from; i < to; i++) {
            o[i] = argmax(a, start(i, r, inner), r, inner);
        }
    }

    private static int argmax(double[] a, int at, int n, int step) {
        int best = 0;
        double largest = a[at];
        for (int k = 1; k < n && largest == largest; k++) {
            double x = a[at + k * step];
            if (!(x <= largest)) {
                best = k;
                largest = x;
            }
        }
        return best;
    }
}
