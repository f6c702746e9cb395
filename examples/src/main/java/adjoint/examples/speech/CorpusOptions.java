package adjoint.examples.speech;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command takes its speech from. */
public final class CorpusOptions {
    /** Seed of the built-in voice and of the split; fixed, so that runs with other seeds compare. */
    public static final long SEED = 1;

    /** What settings call the built-in voice. */
    public static final String BUILT_IN = "built-in voice";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "TIMIT, or another folder of 16-bit WAV files with PHN labels beside them."
                    + " Default: a built-in voice.")
    private Path data;

    /** The folder of recordings, where one is given. */
    public Optional<Path> folder() {
        return Optional.ofNullable(data);
    }

    /** The folder's name, or what the built-in voice is called in settings. */
    public String name() {
        return data == null ? BUILT_IN : data.toString();
    }

    /** The recordings, or the built-in voice. */
    public Corpus open() {
        return open(folder());
    }

    /** The recordings in a folder, or the built-in voice without one. */
    public static Corpus open(Optional<Path> folder) {
        return folder.<Corpus>map(TimitCorpus::open).orElseGet(() -> new SyntheticCorpus(SEED));
    }
}
