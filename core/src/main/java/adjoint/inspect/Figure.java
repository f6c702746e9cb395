package adjoint.inspect;

import adjoint.tensor.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** A picture with its words, ready for a page. */
public interface Figure {
    /** The whole picture. */
    String toSvg();

    /** What there is to see, in a sentence. */
    String description();

    /** Writes the picture as an SVG file, whole or not at all. */
    default void write(Path file) throws IOException {
        WholeFile.write(file, toSvg());
    }
}
