package adjoint.examples.toy;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.report.Json;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns Bishop's inverse problem, says how near the best possible the network comes, and draws what it has learnt. */
@Command(
        name = "toy",
        sortOptions = false,
        description =
                "Learns to invert x = t + 0.3 sin(2 pi t) + noise, compares the likelihood with the best possible one,"
                        + " and draws data, weights, means, modes and density.")
public final class ToyCommand implements Runnable {
    private static final int HIDDEN = 50;
    private static final int BATCH = 256;

    /** Beyond, finding the best possible mixtures takes far longer than training, and gains nothing. */
    private static final int MOST_COMPONENTS = 100;

    private static final int VALIDATION = 1_000;
    private static final double RATE = 0.005;
    private static final double VARIANCE_FLOOR = 1e-6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "5",
            description = "Components of the mixture. Default: ${DEFAULT-VALUE}.")
    private int components;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Examples to learn from. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "150",
            description = "Passes over the examples. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of data, initial weights and shuffling. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "toy",
            description = "Folder that takes report.html and results.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        requirePositive("--components", components);
        requirePositive("--examples", examples);
        requirePositive("--epochs", epochs);
        requireEnough();
        OutputFolder folder = OutputFolder.open(out);
        Table data = InverseProblem.sample(examples, seed);
        Predictor predictor = new Predictor(train(data));
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("command", "toy");
        results.put("components", components);
        results.put("examples", examples);
        results.put("epochs", epochs);
        results.put("seed", seed);
        double nll = InverseProblem.expectedNll(xs -> predictor.predict(column(xs)));
        double least = InverseProblem.leastNll(components);
        results.put("nll", nll);
        results.put("least_nll_of_" + components + "_components", least);
        results.put("least_nll_of_any_model", InverseProblem.entropy());
        folder.write("report.html", new ToyReport(data, predictor, results).html());
        folder.write("results.json", Json.line(results));
        spec.commandLine().getOut().print(Json.line(results));
        spec.commandLine().getOut().flush();
    }

    /** Every component starts from an example of its own, and targets have to vary. */
    private void requireEnough() {
        if (components > MOST_COMPONENTS) {
            throw new DataException("--components is " + components
                    + ", but the best possible mixtures are found for at most " + MOST_COMPONENTS + "; lower it");
        }
        int least = Math.max(2, components);
        if (examples < least) {
            throw new DataException("--examples is " + examples + ", but " + components + " components need at least "
                    + least + "; raise it or lower --components");
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new DataException(option + " is " + value + ", but must be at least 1");
        }
    }

    /**
     * Trains in two stages. In the first, all components have the same weight at every x, so that each finds a place in every
     * branch; left to themselves from the start, most would give up the easy branches to one component for good, since a
     * component without weight has no gradient. The weights are learnt in the second stage.
     */
    private Standardised train(Table data) {
        Architecture architecture = new Architecture(1, List.of(HIDDEN, HIDDEN), 1, Activation.TANH, DType.FLOAT64);
        MixtureDensityNetwork network = new MixtureDensityNetwork(
                architecture, new Head(components, Covariance.ISOTROPIC, VARIANCE_FLOOR), seed);
        Standardised model = new Standardised(network);
        model.scaleTo(data);
        network.spreadOver(model.standard(data));
        int first = Math.max(1, epochs / 3);
        train(new EqualWeights(model), data, first);
        train(model, data, Math.max(1, epochs - first));
        return model;
    }

    private void train(DensityModel model, Table data, int passes) {
        new Trainer(model)
                .optimiser(new Adam())
                .schedule(Schedule.cosine(RATE, passes))
                .epochs(passes)
                .batch(BATCH)
                .seed(seed)
                .train(data, InverseProblem.sample(VALIDATION, seed + 1));
    }

    /** Numbers as inputs of shape [batch, 1]. */
    static Tensor column(double[] xs) {
        return Tensor.of(Arrays.stream(xs).mapToObj(x -> new double[] {x}).toArray(double[][]::new));
    }
}
