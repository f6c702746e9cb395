package adjoint.kernel;

import java.util.Arrays;

/**
 * A strided view that is read piece by piece: elements {@code start} to {@code start + n} of its row-major order, copied to
 * the front of an array. Made once for fixed sizes; reading allocates nothing.
 *
 * <p>Arrays are double[], float[], int[] or boolean[]; the two arrays of a call are of one type.
 */
public final class Window {
    /** Short rows are read through a table of places up to this size. */
    private static final int TABLE = 1 << 13;

    private static final int SHORT_ROW = 32;

    final int offset;
    final int[] strides;
    final int[] dims;
    private final int size;
    final int[] table;

    /** The view of elements {@code offset + i strides[0] + j strides[1] + ...} for i below {@code dims[0]} and so on. */
    public Window(int offset, int[] strides, int[] dims) {
        this.offset = offset;
        int[] keptStrides = new int[dims.length];
        int[] keptDims = new int[dims.length];
        int kept = 0;
        int total = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            total *= dims[axis];
            if (dims[axis] == 1) {
                continue;
            }
            if (kept > 0 && keptStrides[kept - 1] == strides[axis] * dims[axis]) {
                keptDims[kept - 1] *= dims[axis];
                keptStrides[kept - 1] = strides[axis];
            } else {
                keptDims[kept] = dims[axis];
                keptStrides[kept++] = strides[axis];
            }
        }
        this.size = total;
        this.strides = Arrays.copyOf(keptStrides, kept);
        this.dims = Arrays.copyOf(keptDims, kept);
        boolean small = kept > 0 && size <= TABLE && this.dims[kept - 1] <= SHORT_ROW;
        this.table = small ? places() : null;
    }

    private int[] places() {
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = place(i, dims.length);
        }
        return places;
    }

    /** Where an element of the first so many axes lies. */
    int place(int element, int axes) {
        int place = offset;
        for (int axis = axes - 1; axis >= 0; axis--) {
            place += element % dims[axis] * strides[axis];
            element /= dims[axis];
        }
        return place;
    }

    /** Whether the view is the front of the array itself. */
    public boolean isWhole() {
        return offset == 0 && (size <= 1 || dims.length == 1 && strides[0] == 1);
    }

    /** Whether all elements are one and the same. */
    public boolean isConstant() {
        return dims.length == 0 || dims.length == 1 && strides[0] == 0;
    }

    /** After how many elements the view repeats itself: its size, where it does not. */
    public int period() {
        return dims.length > 1 && strides[0] == 0 ? size / dims[0] : isConstant() ? 1 : size;
    }

    /** Copies n elements from {@code start} on to the front of {@code dst}. */
    public void read(Object src, int start, int n, Object dst) {
        if (src instanceof double[] s) {
            Window64.read(this, s, start, n, (double[]) dst);
        } else if (src instanceof float[] s) {
            Window32.read(this, s, start, n, (float[]) dst);
        } else if (src instanceof int[] s) {
            read(s, start, n, (int[]) dst);
        } else {
            read((boolean[]) src, start, n, (boolean[]) dst);
        }
    }

    private void read(int[] src, int start, int n, int[] dst) {
        for (int i = 0; i < n; i++) {
            dst[i] = src[place(start + i, dims.length)];
        }
    }

    private void read(boolean[] src, int start, int n, boolean[] dst) {
        for (int i = 0; i < n; i++) {
            dst[i] = src[place(start + i, dims.length)];
        }
    }
}
