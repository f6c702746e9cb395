package adjoint.tensor;

import java.util.Arrays;

/**
 * A row-major array of one element type on the Java heap. The shape is fixed, the elements are not; the array is shared with
 * whoever made the tensor, and may be longer than the tensor's size (a reused buffer).
 */
public final class Tensor {
    private final DType dtype;
    private final int[] shape;
    private final int size;
    private final Object array;

    private Tensor(DType dtype, int[] shape, Object array) {
        this.dtype = dtype;
        this.shape = shape;
        this.size = sizeOf(shape);
        this.array = array;
        if (java.lang.reflect.Array.getLength(array) < size) {
            throw new ShapeException("an array of " + java.lang.reflect.Array.getLength(array)
                    + " elements cannot hold shape " + Arrays.toString(shape));
        }
    }

    /** A tensor over an existing array ({@code double[]}, {@code float[]}, {@code int[]} or {@code boolean[]}). */
    public static Tensor over(Object array, int... shape) {
        DType dtype = array instanceof double[]
                ? DType.FLOAT64
                : array instanceof float[]
                        ? DType.FLOAT32
                        : array instanceof int[] ? DType.INT32 : array instanceof boolean[] ? DType.BOOL : null;
        if (dtype == null) {
            throw new ShapeException("a tensor holds double[], float[], int[] or boolean[], not "
                    + array.getClass().getSimpleName());
        }
        return new Tensor(dtype, shape.clone(), array);
    }

    public static Tensor zeros(DType dtype, int... shape) {
        return new Tensor(dtype, shape.clone(), dtype.newArray(sizeOf(shape)));
    }

    public static Tensor full(DType dtype, double value, int... shape) {
        Tensor tensor = zeros(dtype, shape);
        for (int i = 0; i < tensor.size; i++) {
            tensor.set(i, value);
        }
        return tensor;
    }

    public static Tensor scalar(DType dtype, double value) {
        return full(dtype, value);
    }

    /** A float64 scalar. */
    public static Tensor of(double value) {
        return scalar(DType.FLOAT64, value);
    }

    /** A float64 vector: {@code Tensor.of(1, 2, 3)}, or of an array. One number alone makes a scalar. */
    public static Tensor of(double... values) {
        return over(values.clone(), values.length);
    }

    /** A float32 vector. */
    public static Tensor of(float[] values) {
        return over(values.clone(), values.length);
    }

    /** A float64 matrix of rows of equal length. */
    public static Tensor of(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] values = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new ShapeException("row 0 has " + columns + " columns, but row " + i + " has " + rows[i].length);
            }
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return over(values, rows.length, columns);
    }

    /** An int32 vector. */
    public static Tensor of(int[] values) {
        return over(values.clone(), values.length);
    }

    /** A bool vector. */
    public static Tensor of(boolean[] values) {
        return over(values.clone(), values.length);
    }

    public DType dtype() {
        return dtype;
    }

    public int rank() {
        return shape.length;
    }

    /** The size along one axis. */
    public int dim(int axis) {
        return shape[axis];
    }

    /** A copy of the sizes of all axes. */
    public int[] shape() {
        return shape.clone();
    }

    public boolean hasShape(int... other) {
        return Arrays.equals(shape, other);
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    public Type type() {
        return new Type(dtype, Shape.of(shape));
    }

    /** The array itself, shared; it may be longer than {@link #size()}. */
    public Object array() {
        return array;
    }

    public double[] doubles() {
        return (double[]) array;
    }

    public float[] floats() {
        return (float[]) array;
    }

    public int[] ints() {
        return (int[]) array;
    }

    public boolean[] booleans() {
        return (boolean[]) array;
    }

    /** The element at a position in row-major order, as a double (false is 0, true is 1). */
    public double get(int flat) {
        return switch (dtype) {
            case FLOAT64 -> ((double[]) array)[flat];
            case FLOAT32 -> ((float[]) array)[flat];
            case INT32 -> ((int[]) array)[flat];
            case BOOL -> ((boolean[]) array)[flat] ? 1 : 0;
        };
    }

    /** Sets the element at a position in row-major order, rounding to the element type. */
    public void set(int flat, double value) {
        switch (dtype) {
            case FLOAT64 -> ((double[]) array)[flat] = value;
            case FLOAT32 -> ((float[]) array)[flat] = (float) value;
            case INT32 -> ((int[]) array)[flat] = (int) value;
            case BOOL -> ((boolean[]) array)[flat] = value != 0;
        }
    }

    /** The element at the given indices, one an axis. */
    public double at(int... index) {
        if (index.length != shape.length) {
            throw new ShapeException(index.length + " indices for shape " + Arrays.toString(shape));
        }
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape[axis]) {
                throw new AdjointException(
                        ErrorCode.INDEX,
                        "index " + index[axis] + " on axis " + axis + " of shape " + Arrays.toString(shape));
            }
            flat = flat * shape[axis] + index[axis];
        }
        return get(flat);
    }

    /** The only element; an error where there are more. */
    public double scalar() {
        if (size != 1) {
            throw new ShapeException("a tensor of shape " + Arrays.toString(shape) + " is not a single number");
        }
        return get(0);
    }

    /** A copy of the elements as doubles, in row-major order. */
    public double[] toDoubles() {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** A copy with its own array of exactly the tensor's size. */
    public Tensor copy() {
        Tensor copy = zeros(dtype, shape);
        copy.assign(this);
        return copy;
    }

    /** Copies the elements of another tensor of the same element type and size into this one. */
    public void assign(Tensor other) {
        if (other.dtype != dtype || other.size != size) {
            throw new ShapeException("cannot copy " + other.type() + " into " + type());
        }
        System.arraycopy(other.array, 0, array, 0, size);
    }

    /** A copy in another element type. */
    public Tensor cast(DType to) {
        Tensor result = zeros(to, shape);
        for (int i = 0; i < size; i++) {
            result.set(i, get(i));
        }
        return result;
    }

    /** The same array under another shape of the same size. */
    public Tensor reshape(int... to) {
        if (sizeOf(to) != size) {
            throw new ShapeException("shape " + Arrays.toString(shape) + " has " + size + " elements, but "
                    + Arrays.toString(to) + " has " + sizeOf(to));
        }
        return new Tensor(dtype, to.clone(), array);
    }

    /** The number of elements of a shape; an error above the largest Java array. */
    public static int sizeOf(int... shape) {
        long size = 1;
        boolean empty = false;
        for (int dim : shape) {
            if (dim < 0) {
                throw new ShapeException("shape " + Arrays.toString(shape) + " has a negative size");
            }
            empty |= dim == 0;
            size = Math.min(size * Math.max(dim, 1), Integer.MAX_VALUE);
        }
        if (empty) {
            return 0;
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new ShapeException("shape " + Arrays.toString(shape) + " is larger than a Java array");
        }
        return (int) size;
    }

    /** Row-major strides, in elements. */
    public static int[] strides(int... shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** Equal element type, shape and elements; NaN equals NaN, and 0 differs from -0, so that equal means the same bits. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Tensor that) || dtype != that.dtype || !Arrays.equals(shape, that.shape)) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Double.doubleToLongBits(get(i)) != Double.doubleToLongBits(that.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = dtype.hashCode() * 31 + Arrays.hashCode(shape);
        for (int i = 0; i < size; i++) {
            hash = hash * 31 + Double.hashCode(get(i));
        }
        return hash;
    }

    /** Type and up to eight elements. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(size, 8); i++) {
            text.append(i == 0 ? "" : ", ");
            text.append(
                    switch (dtype) {
                        case FLOAT64 -> Double.toString(get(i));
                        case FLOAT32 -> Float.toString((float) get(i));
                        case INT32 -> Integer.toString((int) get(i));
                        case BOOL -> Boolean.toString(get(i) != 0);
                    });
        }
        return rank() == 0 ? text.toString() : type() + "{" + text + (size > 8 ? ", ..." : "") + "}";
    }
}
