package adjoint.mdn.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Keeps two writers, in one process or several, out of one folder. A process that is killed leaves no lock behind. */
public final class FolderLock {
    /** Work on files. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    private FolderLock() {}

    /**
     * Does work while nobody else does any under this lock.
     *
     * @throws IOException if somebody does, or the folder cannot be written
     */
    public static void holding(Path folder, Work work) throws IOException {
        Path file = folder.resolve(".lock");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!isTaken(file, channel)) {
                throw new IOException(folder + ": is being written by somebody else; wait, or name another folder");
            }
            try {
                work.run();
            } finally {
                Files.delete(file);
            }
        }
    }

    /** Another holder may have removed the file since it was opened: what is written to it must be found under its name. */
    private static boolean isTaken(Path file, FileChannel channel) throws IOException {
        String token = UUID.randomUUID().toString();
        try {
            // The lock lies behind the text, which others may read.
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock == null) {
                return false;
            }
            channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)), 0);
            return Files.readString(file).equals(token);
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            return false;
        }
    }
}
