package adjoint.tensor;

/** Shapes, sizes or element types that do not fit together. The message ends with the user's line. */
public class ShapeException extends AdjointException {
    private static final long serialVersionUID = 1L;

    /** An error at the nearest line on the stack that is the user's. */
    public ShapeException(String reason) {
        this(ErrorCode.SHAPE, reason, null);
    }

    /** An error of one kind at a line that is known to be the user's, or null for the nearest on the stack. */
    public ShapeException(ErrorCode code, String reason, String line) {
        super(code, reason, line);
    }

    /** An error about element types, at the nearest line on the stack that is the user's. */
    public static ShapeException ofTypes(String reason) {
        return new ShapeException(ErrorCode.DTYPE, reason, null);
    }
}
