package adjoint.kernel;

import java.util.Arrays;

/** Moves of elements across the diagonal of row-major matrices. */
public final class Triangle {
    /** Both a block of rows and the block of columns across the diagonal fit the cache. */
    private static final int BLOCK = 32;

    private Triangle() {}

    /** Puts (A + A') / 2 into the lower triangle of another matrix, diagonal included; both start at one place. */
    public static void symmetrise(double[] a, int n, double[] lower, int at) {
        for (int top = 0; top < n; top += BLOCK) {
            int bottom = Math.min(n, top + BLOCK);
            for (int left = 0; left <= top; left += BLOCK) {
                for (int i = top; i < bottom; i++) {
                    int end = Math.min(i, left + BLOCK - 1);
                    int row = at + i * n;
                    for (int j = left, across = at + left * n + i; j <= end; j++, across += n) {
                        lower[row + j] = 0.5 * a[row + j] + 0.5 * a[across];
                    }
                }
            }
        }
    }

    /** Puts zeros above the diagonal of a matrix that starts at some place. */
    public static void clearAbove(double[] a, int n, int at) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(a, at + i * n + i + 1, at + (i + 1) * n, 0);
        }
    }

    /** Puts A' into another matrix, where A is [m, n]. */
    public static void transpose(double[] a, int m, int n, double[] to) {
        for (int top = 0; top < m; top += BLOCK) {
            for (int left = 0; left < n; left += BLOCK) {
                for (int i = top; i < Math.min(m, top + BLOCK); i++) {
                    for (int j = left; j < Math.min(n, left + BLOCK); j++) {
                        to[j * m + i] = a[i * n + j];
                    }
                }
            }
        }
    }
}
