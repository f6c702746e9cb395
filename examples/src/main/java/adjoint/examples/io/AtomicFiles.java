package adjoint.examples.io;

import adjoint.tensor.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whole-file writes that a reader sees either completely or not at all, refused in one clear line. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes or replaces {@code target}.
     *
     * @throws DataException if the folder of {@code target} cannot be written; an existing target is then unchanged
     */
    public static void write(Path target, byte[] bytes) {
        try {
            WholeFile.write(target, bytes);
        } catch (IOException e) {
            throw new DataException(
                    target + ": cannot be written (" + DataException.reason(e)
                            + "); choose another place or free the disk",
                    e);
        }
    }

    /** Writes or replaces {@code target} with text in UTF-8; otherwise as {@link #write(Path, byte[])}. */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }
}
