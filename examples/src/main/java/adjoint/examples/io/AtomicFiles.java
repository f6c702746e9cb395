package adjoint.examples.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Whole-file writes that a reader sees either completely or not at all: written beside the target, then renamed. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes or replaces {@code target}.
     *
     * @throws DataException if the folder of {@code target} cannot be written; an existing target is then unchanged
     */
    public static void write(Path target, byte[] bytes) {
        // Not Files.createTempFile: it makes files that only their owner may read.
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try {
                Files.write(beside, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                move(beside, target);
            } finally {
                Files.deleteIfExists(beside);
            }
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

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
