package adjoint.tensor;

/** What is known of a value before a call: its element type and its shape. */
public record Type(DType dtype, Shape shape) {
    public static Type of(DType dtype, Object... sizes) {
        return new Type(dtype, Shape.of(sizes));
    }

    public int rank() {
        return shape.rank();
    }

    public boolean isScalar() {
        return shape.rank() == 0;
    }

    public Type with(DType other) {
        return other == dtype ? this : new Type(other, shape);
    }

    public Type with(Shape other) {
        return other.equals(shape) ? this : new Type(dtype, other);
    }

    @Override
    public String toString() {
        return dtype + (isScalar() ? "" : shape.toString());
    }
}
