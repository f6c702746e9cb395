package adjoint.benchmarks;

import adjoint.examples.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The generated parts of the README, each between two markers: {@code <!-- name -->} and {@code <!-- /name -->}. */
final class Readme {
    private Readme() {}

    /** Replaces what stands between the markers of that name. */
    static void replace(Path readme, String name, String part) throws IOException {
        String opening = "<!-- " + name + " -->";
        String closing = "<!-- /" + name + " -->";
        String text = Files.readString(readme);
        int start = text.indexOf(opening);
        int end = text.indexOf(closing);
        if (start < 0 || end < start) {
            throw new IOException(readme + ": the table goes between the lines " + opening + " and " + closing
                    + ", which are missing; put them in");
        }
        AtomicFiles.write(readme, text.substring(0, start + opening.length()) + "\n" + part + text.substring(end));
    }
}
