package adjoint.examples.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command reads, and must not write over. */
public final class Inputs {
    private Inputs() {}

    /**
     * Passes an output that is none of the inputs, however they are named.
     *
     * @param option by which the inputs are given
     * @throws DataException if the output is there and is one of them
     */
    public static void requireApart(Path out, String option, Path... inputs) {
        for (Path input : inputs) {
            if (Files.exists(out) && Files.exists(input) && same(out, input)) {
                throw new DataException("--out and " + option + " both name " + input + "; choose another --out");
            }
        }
    }

    private static boolean same(Path out, Path input) {
        try {
            return Files.isSameFile(out, input);
        } catch (IOException e) {
            throw DataException.unreadable(out, e);
        }
    }
}
