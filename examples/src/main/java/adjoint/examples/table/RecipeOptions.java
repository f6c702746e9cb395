package adjoint.examples.table;

import adjoint.mdn.mixture.Covariance;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how to fit; the defaults suit tables of some hundred to some thousand rows. */
final class RecipeOptions {
    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "5",
            description = "Components of each network's mixture. Default: ${DEFAULT-VALUE}.")
    private int components;

    @Option(
            names = "--covariance",
            paramLabel = "FORM",
            defaultValue = "diagonal",
            description =
                    "Of each component, for several targets: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Covariance covariance;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            defaultValue = "50",
            description = "Width of each hidden layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> hidden;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "300",
            description = "Most passes over the rows. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "40",
            description =
                    "Epochs without a lower validation loss after which a network stops. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Rows in a mini-batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "0.003",
            description = "Learning rate of Adam. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--decay",
            paramLabel = "STRENGTH",
            defaultValue = "1",
            description = "L2 penalty on weights; divided by the number of rows. Default: ${DEFAULT-VALUE}.")
    private double decay;

    @Option(
            names = "--validation",
            paramLabel = "PART",
            defaultValue = "0.1",
            description = "Part of the rows that each network holds out to stop by. Default: ${DEFAULT-VALUE}.")
    private double validation;

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "10",
            description = "Networks that are averaged, each with other rows held out. Default: ${DEFAULT-VALUE}.")
    private int members;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of initial weights, held-out rows and shuffling. Default: ${DEFAULT-VALUE}.")
    private long seed;

    Recipe recipe() {
        return new Recipe(
                components, covariance, hidden, epochs, patience, batch, rate, decay, validation, members, seed);
    }
}
