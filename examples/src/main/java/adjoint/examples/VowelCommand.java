package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.NetworkOptions;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.CorpusOptions;
import adjoint.examples.speech.Sequences;
import java.nio.file.Path;
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

    @Mixin
    private CorpusOptions data;

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
        Corpus corpus = data.open();
        Sequences sequences = Sequences.cut(corpus, phone, frame, trainSequences, validSequences, CorpusOptions.SEED);
        experiment.run(options, sequences, OutputFolder.open(out));
    }

    private VowelOptions options() {
        return new VowelOptions(
                network.settings(), network.resume(), phone, frame, trainSequences, validSequences, out, data.folder());
    }
}
