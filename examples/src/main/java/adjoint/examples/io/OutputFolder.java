package adjoint.examples.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The folder that takes the results of a run. It is proved writable when opened, before any long work. */
public final class OutputFolder {
    private final Path folder;
    private final List<Path> written = new ArrayList<>();

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder if it is missing and writes and removes a file in it.
     *
     * @throws DataException if it is a file, or cannot be created or written
     */
    public static OutputFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", ".part"));
        } catch (IOException e) {
            String reason =
                    Files.exists(folder) && !Files.isDirectory(folder) ? "it is a file" : DataException.reason(e);
            throw new DataException(
                    folder + ": cannot be written as output folder (" + reason + "); name another with --out", e);
        }
        return new OutputFolder(folder);
    }

    /** Where the folder lies. */
    public Path path() {
        return folder;
    }

    /** The place of a file of this folder, for writers that do the writing themselves. */
    public Path resolve(String name) {
        return folder.resolve(name);
    }

    /** Writes or replaces one file, completely or not at all. */
    public void write(String name, byte[] bytes) {
        AtomicFiles.write(resolve(name), bytes);
        written.add(resolve(name));
    }

    /** Writes or replaces one text file in UTF-8, completely or not at all. */
    public void write(String name, String text) {
        AtomicFiles.write(resolve(name), text);
        written.add(resolve(name));
    }

    /** The files written so far, in order. */
    public List<Path> written() {
        return Collections.unmodifiableList(written);
    }
}
