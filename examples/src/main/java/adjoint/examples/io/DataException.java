package adjoint.examples.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Input or output that a user can put right: a missing folder, a truncated recording, contradictory options. The
 * message is one line that names the file or option, says what is wrong with it and how to cure it; the command line
 * prints it without a stack trace and exits with code 2.
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

    /** A file that the system does not let us read, why, and the cure. */
    public static DataException unreadable(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new DataException(path + ": does not exist; check the name and the folder", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new DataException(path + ": may not be read; check its permissions", cause);
        }
        String cure = Files.isDirectory(path) ? "it is a folder; name a file in it" : "copy it again or name another";
        return new DataException(path + ": cannot be read (" + reason(cause) + "); " + cure, cause);
    }

    /** What the system reported, without the path that the message names already. */
    static String reason(IOException cause) {
        if (cause instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such folder";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
