package adjoint.tensor;

/** Shapes, sizes or element types that do not fit together. */
public class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
