package adjoint.examples;

import adjoint.examples.VowelOptions.Model;
import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.Sequences;
import adjoint.examples.speech.SyntheticCorpus;
import adjoint.examples.speech.TimitCorpus;
import adjoint.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
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

    private static final int DEFAULT_COMPONENTS = 3;

    private final Experiment experiment;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "both",
            description = "Networks to train: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Model model;

    @Option(
            names = "--components",
            paramLabel = "K",
            description = "Components of the mixture. Default: " + DEFAULT_COMPONENTS + ".")
    private Integer components;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            defaultValue = "300,300",
            description = "Width of each hidden layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> hidden;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Passes over the training examples. Default: ${DEFAULT-VALUE}; a full run takes 100.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Examples in a mini-batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "Learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--anneal-after",
            paramLabel = "N",
            description = "Epochs at the full rate; over the others it falls to 0. Default: half of --epochs.")
    private Integer annealAfter;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of weights, shuffling and generation. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "Arithmetic: float64 or float32. Default: ${DEFAULT-VALUE}.")
    private DType dtype;

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
        if (model == Model.MLP && components != null) {
            throw new DataException("--components " + components
                    + " means nothing to --model mlp, which has no mixture; drop it or choose --model mdn or both");
        }
        return new VowelOptions(
                components == null ? DEFAULT_COMPONENTS : components,
                hidden,
                epochs,
                batch,
                rate,
                annealAfter == null ? epochs / 2 : annealAfter,
                seed,
                dtype,
                phone,
                frame,
                trainSequences,
                validSequences,
                model,
                out,
                Optional.ofNullable(data));
    }
}
