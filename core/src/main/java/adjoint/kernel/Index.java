package adjoint.kernel;

import java.lang.reflect.Array;

/**
 * Selecting rows of a matrix by index, and the adjoint of that. Arrays are double[], float[], int[] or boolean[],
 * row-major, with {@code rowLength} elements a row; the two arrays of a call are of one type.
 */
public final class Index {
    private Index() {}

    /**
     * Copies row {@code rows[i]} of {@code src} to row {@code i} of {@code dst}, for i below {@code n}.
     *
     * @throws IndexOutOfBoundsException if an index is negative or not below the number of rows of {@code src}
     */
    public static void gatherRows(Object src, int rowLength, int[] rows, int n, Object dst) {
        if (rowLength == 0) {
            return;
        }
        check(rows, n, Array.getLength(src) / rowLength);
        for (int i = 0; i < n; i++) {
            System.arraycopy(src, rows[i] * rowLength, dst, i * rowLength, rowLength);
        }
    }

    /**
     * Adds row {@code i} of {@code src} to row {@code rows[i]} of {@code dst}, for i below {@code n} in order; a row
     * that is named twice is added to twice. Not for boolean[].
     *
     * @throws IndexOutOfBoundsException if an index is negative or not below the number of rows of {@code dst}
     */
    public static void scatterAddRows(Object dst, int rowLength, int[] rows, int n, Object src) {
        if (rowLength == 0) {
            return;
        }
        check(rows, n, Array.getLength(dst) / rowLength);
        if (dst instanceof double[] d) {
            scatterAdd(d, rowLength, rows, n, (double[]) src);
        } else if (dst instanceof float[] d) {
            scatterAdd(d, rowLength, rows, n, (float[]) src);
        } else if (dst instanceof int[] d) {
            scatterAdd(d, rowLength, rows, n, (int[]) src);
        } else {
            throw Strided.unsupported("scatterAddRows", dst);
        }
    }

    private static void scatterAdd(double[] dst, int rowLength, int[] rows, int n, double[] src) {
        for (int i = 0; i < n; i++) {
            int to = rows[i] * rowLength;
            int from = i * rowLength;
            for (int j = 0; j < rowLength; j++) {
                dst[to + j] += src[from + j];
            }
        }
    }

    private static void scatterAdd(float[] dst, int rowLength, int[] rows, int n, float[] src) {
        for (int i = 0; i < n; i++) {
            int to = rows[i] * rowLength;
            int from = i * rowLength;
            for (int j = 0; j < rowLength; j++) {
                dst[to + j] += src[from + j];
            }
        }
    }

    private static void scatterAdd(int[] dst, int rowLength, int[] rows, int n, int[] src) {
        for (int i = 0; i < n; i++) {
            int to = rows[i] * rowLength;
            int from = i * rowLength;
            for (int j = 0; j < rowLength; j++) {
                dst[to + j] += src[from + j];
            }
        }
    }

    private static void check(int[] rows, int n, int size) {
        for (int i = 0; i < n; i++) {
            if (rows[i] < 0 || rows[i] >= size) {
                throw new IndexOutOfBoundsException("index " + rows[i] + " at position " + i
                        + " is out of bounds: there are " + size + " rows, so indices run from 0 to " + (size - 1));
            }
        }
    }
}
