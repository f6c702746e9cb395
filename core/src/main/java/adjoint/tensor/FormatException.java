package adjoint.tensor;

/** Bytes that are not what they should be: truncated, damaged, or of a kind that is not supported. */
public final class FormatException extends AdjointException {
    private static final long serialVersionUID = 1L;

    public FormatException(String message) {
        super(ErrorCode.FORMAT, message, "");
    }

    public FormatException(String message, Throwable cause) {
        this(message);
        initCause(cause);
    }
}
