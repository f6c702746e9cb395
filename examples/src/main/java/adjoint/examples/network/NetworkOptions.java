package adjoint.examples.network;

import adjoint.examples.io.DataException;
import adjoint.tensor.DType;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@link NetworkSettings}, to be mixed into a command. */
public final class NetworkOptions {
    private static final int DEFAULT_COMPONENTS = 3;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "both",
            description = "Networks to train: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Model model;

    @Option(
            names = "--components",
            paramLabel = "K",
            split = ",",
            description = "Components of the mixture; several train one network for each. Default: "
                    + DEFAULT_COMPONENTS + ".")
    private List<Integer> components;

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
            defaultValue = "10",
            description =
                    "Passes over the training examples, at most. Default: ${DEFAULT-VALUE}; a full run takes 100.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Examples in a mini-batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--optimiser",
            paramLabel = "NAME",
            defaultValue = "sgd",
            description = "How to descend: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Descent optimiser;

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
            names = "--floor",
            paramLabel = "VARIANCE",
            defaultValue = "0.0001",
            description = "Added to every variance of a mixture, where the data have variance 1."
                    + " Default: ${DEFAULT-VALUE}.")
    private double floor;

    @Option(
            names = "--parts",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Parts of the training sequences; each is held out of one more network, and chooses its optimiser,"
                            + " rate and epochs. 0 trains no such networks; 6 suit a dozen sequences. Default: ${DEFAULT-VALUE}.")
    private int parts;

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
            description = "Arithmetic: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private DType dtype;

    @Option(
            names = "--resume",
            description = "Continue a run of the same settings in --out that was stopped; the result is the same.")
    private boolean resume;

    /** The options as settings. */
    public NetworkSettings settings() {
        if (model == Model.MLP && components != null) {
            throw new DataException("--components " + components.get(0)
                    + " means nothing to --model mlp, which has no mixture; drop it or choose --model mdn or both");
        }
        return new NetworkSettings(
                model,
                components == null ? List.of(DEFAULT_COMPONENTS) : components,
                hidden,
                epochs,
                batch,
                optimiser,
                rate,
                annealAfter == null ? epochs / 2 : annealAfter,
                floor,
                parts,
                seed,
                dtype);
    }

    /** Whether to continue a run that was stopped. */
    public boolean resume() {
        return resume;
    }
}
