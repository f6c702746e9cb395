package adjoint.tensor;

import java.util.Arrays;

/** Shapes, sizes or element types that do not fit together. The message ends with the user's line. */
public class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String line;

    /** An error at the nearest line on the stack that is the user's. */
    public ShapeException(String reason) {
        this(reason, null);
    }

    /** An error at a line that is known to be the user's. */
    public ShapeException(String reason, String line) {
        super(reason);
        this.line = line;
    }

    /** What is wrong, without the line. */
    public String reason() {
        return super.getMessage();
    }

    @Override
    public String getMessage() {
        String at = line != null
                ? line
                : Arrays.stream(getStackTrace())
                        .filter(frame -> UserCode.contains(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse(null);
        return reason() + (at == null ? "" : "\n  at " + at);
    }
}
