package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.NetworkOptions;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.Sequences;
import adjoint.examples.speech.SyntheticCorpus;
import adjoint.examples.speech.TimitCorpus;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the options of the vowel experiment and opens its data and its output folder, in that order. */
@Command(
        name = "vowel",
        sortOptions = false,
        description =
                "Predicts each sample of a vowel from those before it, by a multilayer perceptron (MLP) and a mixture"
                        + " density network (MDN), and shows which is better.")
final class VowelCommand implements Runnable {
    /** What the built-in voice says and which sequences validate: the same for every --seed, so that runs compare. */
    private static final long DATA_SEED = 1;

    private final Experiment experiment;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--phone",
            paramLabel = "LABEL",
            defaultValue = "aa",
            description = "Phone to learn. Default: ${DEFAULT-VALUE}, as in father.")
    private String phone;

    @Option(
            names = "--frame",
            paramLabel = "N",
            defaultValue = "240",
            description = "Samples from which the next is predicted. Default: ${DEFAULT-VALUE}.")
    private int frame;

    @Option(
            names = "--train-sequences",
            paramLabel = "N",
            defaultValue = "100",
            description = "Segments of the phone to train on. Default: ${DEFAULT-VALUE}.")
    private int trainSequences;

    @Option(
            names = "--valid-sequences",
            paramLabel = "N",
            defaultValue = "10",
            description = "Segments of the phone to validate on. Default: ${DEFAULT-VALUE}.")
    private int validSequences;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "TIMIT, or another folder of 16-bit WAV files with PHN labels beside them."
                    + " Default: a built-in voice.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "adjoint-out",
            description = "Folder that takes the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    VowelCommand(Experiment experiment) {
        this.experiment = experiment;
    }

    @Override
    public void run() {
        VowelOptions options = options();
        Corpus corpus = data == null ? new SyntheticCorpus(DATA_SEED) : TimitCorpus.open(data);
        Sequences sequences = Sequences.cut(corpus, phone, frame, trainSequences, validSequences, DATA_SEED);
        experiment.run(options, sequences, OutputFolder.open(out));
    }

    private VowelOptions options() {
        return new VowelOptions(
                network.settings(),
                network.resume(),
                phone,
                frame,
                trainSequences,
                validSequences,
                out,
                Optional.ofNullable(data));
    }
}
