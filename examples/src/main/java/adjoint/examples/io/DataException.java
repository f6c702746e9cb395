package adjoint.examples.io;

/**
 * Input or output that a user can put right: a missing folder, a truncated recording, contradictory options. The message
 * is one line that names the file or option, says what is wrong with it and how to cure it; the command line prints it
 * without a stack trace and exits with code 2.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what, where, and the cure */
    public DataException(String message) {
        super(message);
    }

    /**
     * @param message one line: what, where, and the cure
     * @param cause what the system reported
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
