package adjoint.tensor;

import java.util.Arrays;

/**
 * What Adjoint throws at wrong use and wrong data: the one type to catch. The message says what is wrong and how to mend it,
 * and ends with the user's line; {@link #code} is the kind of error.
 */
public class AdjointException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String line;

    /** An error at the nearest line on the stack that is the user's. */
    public AdjointException(ErrorCode code, String reason) {
        this(code, reason, null);
    }

    /** An error at a line that is known to be the user's; an empty one leaves the line out. */
    public AdjointException(ErrorCode code, String reason, String line) {
        super(reason);
        this.code = code;
        this.line = line;
    }

    /** The kind of error, which stays the same while messages get better. */
    public final ErrorCode code() {
        return code;
    }

    /** What is wrong, without the line. */
    public final String reason() {
        return super.getMessage();
    }

    @Override
    public final String getMessage() {
        String at = line != null
                ? line
                : Arrays.stream(getStackTrace())
                        .filter(frame -> UserCode.contains(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("");
        return reason() + (at.isEmpty() ? "" : "\n  at " + at);
    }

    /** The type, the code and the message. */
    @Override
    public String toString() {
        return getClass().getName() + " [" + code + "]: " + getMessage();
    }
}
