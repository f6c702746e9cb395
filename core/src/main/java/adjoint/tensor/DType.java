package adjoint.tensor;

/** The element types. Arithmetic is done in the type itself: nothing is silently widened or narrowed between floats. */
public enum DType {
    /** IEEE binary64, stored as {@code double[]}. */
    FLOAT64(8),
    /** IEEE binary32, stored as {@code float[]}. */
    FLOAT32(4),
    /** Two's complement 32-bit integers, stored as {@code int[]}; used for indices and labels. */
    INT32(4),
    /** Truth values, stored as {@code boolean[]}; the result of comparisons. */
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes one element takes in its array. */
    public int bytes() {
        return bytes;
    }

    /** Whether gradients exist in this type. */
    public boolean isFloat() {
        return this == FLOAT64 || this == FLOAT32;
    }

    /** A new zero-filled array of this type: {@code double[]}, {@code float[]}, {@code int[]} or {@code boolean[]}. */
    public Object newArray(int size) {
        return switch (this) {
            case FLOAT64 -> new double[size];
            case FLOAT32 -> new float[size];
            case INT32 -> new int[size];
            case BOOL -> new boolean[size];
        };
    }

    /** The value as this type stores it: rounded to float, truncated to int, or compared with zero. */
    public double round(double value) {
        return switch (this) {
            case FLOAT64 -> value;
            case FLOAT32 -> (float) value;
            case INT32 -> (int) value;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
