package adjoint.kernel;

/**
 * A strided view of an array: element (i, j, ...) of a view of dimensions {@code dims} lies at {@code offset + i
 * strides[0] + j strides[1] + ...}. Transposition, slicing, reversal (a negative stride) and broadcasting (stride 0) are
 * all such views. An instance holds what can be worked out once for all arrays of a view; it is immutable, and its
 * methods allocate nothing.
 *
 * <p>Arrays are double[], float[], int[] or boolean[]; the two arrays of a call are of one type.
 */
public final class Strided {
    /** Shorter runs than this are not worth a call each. */
    private static final int SHORT_RUN = 8;

    private final int[] strides;
    private final int[] dims;

    /** The innermost axes, merged where they are one run, form {@code rows} rows of {@code count} elements. */
    final int rows;

    final int rowStride;
    final int count;
    final int stride;

    /** The number of axes left outside of those two, and of blocks that they make. */
    private final int outerAxes;

    private final int blocks;

    /**
     * @param strides the distance in the array between neighbours along each axis
     * @param dims the number of elements along each axis; both arrays are kept, not copied
     */
    public Strided(int[] strides, int[] dims) {
        this.strides = strides;
        this.dims = dims;
        int axis = dims.length;
        int merged = mergeable(axis, strides, dims);
        this.count = product(dims, merged, axis);
        this.stride = innermostStride(strides, dims, merged, axis);
        axis = merged;
        merged = mergeable(axis, strides, dims);
        this.rows = product(dims, merged, axis);
        this.rowStride = innermostStride(strides, dims, merged, axis);
        this.outerAxes = merged;
        this.blocks = product(dims, 0, merged);
    }

    /** Copies the view of {@code src} that starts at {@code offset} to the contiguous {@code dst}. */
    public static void copy(Object src, int offset, int[] strides, int[] dims, Object dst) {
        new Strided(strides, dims).copy(src, offset, dst);
    }

    /** Adds the contiguous {@code src} to the view of {@code dst} that starts at {@code offset}. Not for boolean[]. */
    public static void add(Object dst, int offset, int[] strides, int[] dims, Object src) {
        new Strided(strides, dims).add(dst, offset, src);
    }

    /** Copies the view of {@code src} that starts at {@code offset} to the contiguous {@code dst}. */
    public void copy(Object src, int offset, Object dst) {
        copy(src, offset, dst, 0);
    }

    /** Copies the view of {@code src} that starts at {@code offset} to {@code dst}, contiguous from {@code to} on. */
    public void copy(Object src, int offset, Object dst, int to) {
        int size = rows * count;
        for (int i = 0, at = to; i < blocks; i++, at += size) {
            int from = offset + start(i);
            if (stride == 1 || count == 1) {
                copyRuns(src, from, rowStride, dst, at, count, rows, count);
            } else if (src instanceof double[] s) {
                Strided64.copy(this, s, from, (double[]) dst, at);
            } else if (src instanceof float[] s) {
                Strided32.copy(this, s, from, (float[]) dst, at);
            } else if (src instanceof int[] s) {
                copy(s, from, (int[]) dst, at);
            } else if (src instanceof boolean[] s) {
                copy(s, from, (boolean[]) dst, at);
            } else {
                throw unsupported("copy", src);
            }
        }
    }

    /**
     * Adds the contiguous {@code src} to the view of {@code dst} that starts at {@code offset}, in row-major order: the
     * adjoint of {@link #copy(Object, int, Object)}. Not for boolean[].
     */
    public void add(Object dst, int offset, Object src) {
        int size = rows * count;
        for (int i = 0; i < blocks; i++) {
            int to = offset + start(i);
            if (dst instanceof double[] d) {
                Strided64.add(this, d, to, (double[]) src, i * size);
            } else if (dst instanceof float[] d) {
                Strided32.add(this, d, to, (float[]) src, i * size);
            } else if (dst instanceof int[] d) {
                add(d, to, (int[]) src, i * size);
            } else {
                throw unsupported("add", dst);
            }
        }
    }

    /**
     * Copies rows of {@code count} neighbours: the first from {@code from} to {@code to}, each next one {@code fromRow} and
     * {@code toRow} further on.
     */
    public static void copyRuns(Object src, int from, int fromRow, Object dst, int to, int toRow, int rows, int count) {
        if (count <= SHORT_RUN && src instanceof double[] s) {
            Strided64.copyRuns(s, from, fromRow, (double[]) dst, to, toRow, rows, count);
        } else if (count <= SHORT_RUN && src instanceof float[] s) {
            Strided32.copyRuns(s, from, fromRow, (float[]) dst, to, toRow, rows, count);
        } else {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(src, from + i * fromRow, dst, to + i * toRow, count);
            }
        }
    }

    private void copy(int[] src, int from, int[] dst, int to) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < count; j++) {
                dst[to + i * count + j] = src[from + i * rowStride + j * stride];
            }
        }
    }

    private void copy(boolean[] src, int from, boolean[] dst, int to) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < count; j++) {
                dst[to + i * count + j] = src[from + i * rowStride + j * stride];
            }
        }
    }

    private void add(int[] dst, int to, int[] src, int from) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < count; j++) {
                dst[to + i * rowStride + j * stride] += src[from + i * count + j];
            }
        }
    }

    /** Where block {@code i} starts, relative to the view. */
    private int start(int i) {
        int start = 0;
        for (int axis = outerAxes - 1; axis >= 0; axis--) {
            start += i % dims[axis] * strides[axis];
            i /= dims[axis];
        }
        return start;
    }

    /** The first of the axes before {@code end} that together form one evenly spaced run. */
    private static int mergeable(int end, int[] strides, int[] dims) {
        int axis = end;
        long next = 0; // the stride that continues the run
        boolean empty = true;
        while (axis > 0 && (dims[axis - 1] == 1 || empty || strides[axis - 1] == next)) {
            axis--;
            if (dims[axis] != 1) {
                next = (long) strides[axis] * dims[axis];
                empty = false;
            }
        }
        return axis;
    }

    private static int innermostStride(int[] strides, int[] dims, int from, int end) {
        for (int axis = end - 1; axis >= from; axis--) {
            if (dims[axis] != 1) {
                return strides[axis];
            }
        }
        return 1;
    }

    private static int product(int[] dims, int from, int end) {
        int product = 1;
        for (int axis = from; axis < end; axis++) {
            product *= dims[axis];
        }
        return product;
    }

    static IllegalArgumentException unsupported(String operation, Object array) {
        return new IllegalArgumentException(operation + " works on double[], float[] and int[]"
                + (operation.equals("copy") ? " and boolean[]" : "") + ", not on "
                + array.getClass().getSimpleName());
    }
}
