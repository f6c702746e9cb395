package adjoint.kernel;

import java.util.Arrays;

/** The two innermost loops of {@link Strided}. */
// @Twin
final class Strided64 {
    /** The side of a square that is transposed at a time: two such fit in the first-level cache. */
    private static final int TILE = 16;

    private static final int STRETCH = 256;

    private Strided64() {}

    static void copy(Strided s, double[] src, int from, double[] dst, int to) {
        if (s.stride == 0) {
            for (int i = 0; i < s.rows; i++) {
                Arrays.fill(dst, to + i * s.count, to + (i + 1) * s.count, src[from + i * s.rowStride]);
            }
            return;
        }
        for (int i = 0; i < s.rows; i += TILE) {
            int iEnd = Math.min(i + TILE, s.rows);
            for (int j = 0; j < s.count; j += TILE) {
                tile(s, src, from, dst, to, i, iEnd, j, Math.min(j + TILE, s.count));
            }
        }
    }

    private static void tile(
            Strided s, double[] src, int from, double[] dst, int to, int i0, int iEnd, int j0, int jEnd) {
        for (int i = i0; i < iEnd; i++) {
            int read = from + i * s.rowStride;
            int write = to + i * s.count;
            for (int j = j0; j < jEnd; j++) {
                dst[write + j] = src[read + j * s.stride];
            }
        }
    }

    /** Short runs, column by column of a stretch of rows that stays in the first-level cache. */
    static void copyRuns(double[] src, int from, int fromRow, double[] dst, int to, int toRow, int rows, int count) {
        for (int i0 = 0; i0 < rows; i0 += STRETCH) {
            int length = Math.min(STRETCH, rows - i0);
            for (int j = 0; j < count; j++) {
                int read = from + i0 * fromRow + j;
                int write = to + i0 * toRow + j;
                for (int i = 0; i < length; i++) {
                    dst[write + i * toRow] = src[read + i * fromRow];
                }
            }
        }
    }

    static void add(Strided s, double[] dst, int to, double[] src, int from) {
        for (int i = 0; i < s.rows; i++) {
            int write = to + i * s.rowStride;
            int read = from + i * s.count;
            for (int j = 0; j < s.count; j++) {
                dst[write + j * s.stride] += src[read + j];
            }
        }
    }
}
