package adjoint.examples.speech;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command takes its speech from. */
public final class CorpusOptions {
    /** Seed of the built-in voice and of the split; fixed, so that runs with other seeds compare. */
    public static final long SEED = 1;

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

    /** The recordings, or the built-in voice. */
    public Corpus open() {
        return data == null ? new SyntheticCorpus(SEED) : TimitCorpus.open(data);
    }
}
