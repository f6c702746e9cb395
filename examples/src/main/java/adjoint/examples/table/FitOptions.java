package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.network.NetworkSize;
import adjoint.mdn.fit.FamilyFit;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.fit.TableFit;
import adjoint.mdn.head.Families;
import adjoint.mdn.head.Family;
import adjoint.mdn.head.NormalCells;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.mdn.train.Table;
import adjoint.tensor.DType;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how to fit; the defaults suit tables of some hundred to ten thousand rows. */
final class FitOptions {
    private static final int FEWEST_ROWS = 10;

    private static final int SMALLEST_BATCH = 16;
    private static final int MOST_EPOCHS = 300;

    /** Mini-batches in an epoch at most; they grow with the table beyond. */
    private static final int BATCHES = 128;

    /** A network's training ends about there, so that large tables take minutes and the rate does fall to 0 by then. */
    private static final int MOST_STEPS = 20_000;

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "3",
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
            defaultValue = "50,50",
            description = "Width of each hidden layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> hidden;

    @Option(
            names = "--activation",
            paramLabel = "FUNCTION",
            defaultValue = "relu",
            description = "Of the hidden layers: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Activation activation;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Most passes over the rows. Default: as many as make about 20000 steps, but not above 300.")
    private Integer epochs;

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
            description = "Rows in a mini-batch. Default: 16, or a 128th of the table where that is more.")
    private Integer batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Learning rate of Adam. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--decay",
            paramLabel = "STRENGTH",
            defaultValue = "0.03",
            description = "Weight decay, relative to the learning rate. Default: ${DEFAULT-VALUE}.")
    private double decay;

    @Option(
            names = "--noise",
            paramLabel = "PART",
            split = ",",
            defaultValue = "0,0.1,0.3",
            description = "Deviation of noise that is added to the features in training, as part of each feature's; of"
                    + " several, the held-out rows choose. Default: ${DEFAULT-VALUE}.")
    private List<Double> noise;

    @Option(
            names = "--floor",
            paramLabel = "PART",
            defaultValue = "0.00001",
            description = "Least variance of a component, as part of the target's. Where the target is rounded it is"
                    + " never below that of the rounding. Default: ${DEFAULT-VALUE}.")
    private double floor;

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

    @Option(
            names = "--head",
            paramLabel = "NAME",
            description = "Family of the target's distribution instead of normal mixtures: student, lognormal, gamma,"
                    + " poisson, negative-binomial, rounded, categorical, ordered or vonmises; or auto, and the held-out"
                    + " rows choose among those that fit the target.")
    private String head;

    /** The families to choose from, or none where normal mixtures are wanted. */
    List<Family> families(Table table) {
        if (head == null) {
            return List.of();
        }
        if (table.targets() != 1) {
            throw new DataException("--head is for one target, not for " + table.targets() + "; drop it");
        }
        int classes =
                1 + (int) Arrays.stream(table.y()).mapToDouble(y -> y[0]).max().orElseThrow();
        double infinity = Double.POSITIVE_INFINITY;
        try {
            return switch (head) {
                case "auto" -> FamilyFit.candidates(table, components);
                case "rounded" -> List.of(new NormalCells(components, 1, -infinity, infinity));
                case "categorical", "ordered" -> List.of(Families.of(head, classes));
                default -> List.of(Families.of(head, components));
            };
        } catch (IllegalArgumentException e) {
            throw new DataException("--head: " + e.getMessage(), e);
        }
    }

    /**
     * The settings, each checked under the name of its option.
     *
     * @param rows of the table, on which some defaults depend
     */
    FitSettings settings(int rows) {
        int batch = this.batch == null ? Math.max(SMALLEST_BATCH, rows / BATCHES) : this.batch;
        requirePositive("--batch", batch);
        int epochs = this.epochs == null ? epochs(rows, batch) : this.epochs;
        requirePositive("--components", components);
        requirePositive("--epochs", epochs);
        requirePositive("--patience", patience);
        requirePositive("--members", members);
        hidden.forEach(width -> requirePositive("--hidden", width));
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new DataException("--rate is " + rate + ", but must be a number above 0; try 0.01");
        }
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new DataException("--decay is " + decay + ", but must be a number from 0 on");
        }
        noise.forEach(part -> {
            if (!(part >= 0 && part < Double.POSITIVE_INFINITY)) {
                throw new DataException("--noise is " + part + ", but must be a number from 0 on");
            }
        });
        if (!(floor >= 0 && floor < 1)) {
            throw new DataException("--floor is " + floor + ", but must lie from 0 to below 1");
        }
        if (!(validation > 0 && validation <= 0.5)) {
            throw new DataException("--validation is " + validation + ", but must lie above 0 and not above 0.5");
        }
        return new FitSettings(
                components,
                hidden,
                activation,
                epochs,
                patience,
                batch,
                rate,
                decay,
                noise,
                floor,
                covariance,
                members,
                validation,
                seed);
    }

    private static int epochs(int rows, int batch) {
        int steps = (rows + batch - 1) / batch;
        return Math.max(1, Math.min(MOST_EPOCHS, MOST_STEPS / steps));
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new DataException(option + " is " + value + ", but must be at least 1");
        }
    }

    /** Refuses networks that would not fit into memory. */
    static void requireRoom(FitSettings settings, Columns columns) {
        int networks = TableFit.networks(settings);
        NetworkSize.require(
                new Architecture(
                        columns.features().size(),
                        settings.hidden(),
                        columns.targets().size(),
                        settings.activation(),
                        DType.FLOAT64),
                new Head(settings.components(), settings.covariance(), settings.floor()),
                Math.min(networks, Runtime.getRuntime().availableProcessors()),
                networks);
    }

    /** Refuses too few training rows for the settings. */
    static void requireRows(FitSettings settings, int rows) {
        int least = Math.max(FEWEST_ROWS, 2 * settings.components());
        if (rows < least) {
            throw new DataException(rows + " training rows are too few for " + settings.components()
                    + " components; at least " + least + " are needed");
        }
    }
}
