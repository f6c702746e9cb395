package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How a model is fitted to a table: an ensemble of mixture density networks, each of which stops at the lowest loss on rows
 * that it does not train on. The held-out rows differ from member to member, so that the ensemble as a whole learns from
 * every row.
 *
 * @param components of each member's mixture, K
 * @param covariance form of the components' covariances
 * @param hidden width of each hidden layer
 * @param epochs most passes over the training rows
 * @param patience epochs without a lower validation loss after which a member stops
 * @param batch rows in a mini-batch
 * @param rate learning rate of Adam
 * @param decay strength of the L2 penalty on weights, divided by the number of training rows
 * @param validation part of the rows that each member holds out
 * @param members of the ensemble
 * @param seed for initial weights, held-out rows and shuffling
 */
record Recipe(
        int components,
        Covariance covariance,
        List<Integer> hidden,
        int epochs,
        int patience,
        int batch,
        double rate,
        double decay,
        double validation,
        int members,
        long seed) {
    /** On the standard scale, where targets have variance 1. */
    private static final double VARIANCE_FLOOR = 1e-4;

    /** Rows below which there is nothing to be learnt and validated. */
    private static final int FEWEST = 10;

    Recipe {
        hidden = List.copyOf(hidden);
        requirePositive("--components", components);
        requirePositive("--epochs", epochs);
        requirePositive("--patience", patience);
        requirePositive("--batch", batch);
        requirePositive("--members", members);
        hidden.forEach(width -> requirePositive("--hidden", width));
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new DataException("--rate is " + rate + ", but must be a number above 0; try 0.003");
        }
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new DataException("--decay is " + decay + ", but must be a number from 0 on");
        }
        if (!(validation > 0 && validation <= 0.5)) {
            throw new DataException("--validation is " + validation + ", but must lie above 0 and not above 0.5");
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new DataException(option + " is " + value + ", but must be at least 1");
        }
    }

    /** Told of each member as it is done. */
    interface Listener {
        void done(int member, double validationNll, int epochs);
    }

    /**
     * Fits an ensemble.
     *
     * @throws DataException if there are too few rows, or training fails
     */
    Ensemble fit(Table table, Listener listener) {
        requireRows(table.size());
        int[] order = shuffled(table.size());
        int folds = (int) Math.round(1 / validation);
        List<DensityModel> fitted = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            fitted.add(fitMember(table, order, folds, member, listener));
        }
        return new Ensemble(fitted);
    }

    /** Refuses too few training rows. */
    void requireRows(int rows) {
        int least = Math.max(FEWEST, 2 * components);
        if (rows < least) {
            throw new DataException(rows + " training rows are too few for " + components + " components; at least "
                    + least + " are needed");
        }
    }

    private int[] shuffled(int rows) {
        int[] order = IntStream.range(0, rows).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }

    private DensityModel fitMember(Table table, int[] order, int folds, int member, Listener listener) {
        int fold = member % folds;
        int from = (int) ((long) fold * order.length / folds);
        int to = Math.max(from + 1, (int) ((fold + 1L) * order.length / folds));
        Table validating =
                table.rows(IntStream.range(from, to).map(i -> order[i]).toArray());
        Table training = table.rows(IntStream.range(0, order.length)
                .filter(i -> i < from || i >= to)
                .map(i -> order[i])
                .toArray());
        Architecture architecture =
                new Architecture(table.inputs(), hidden, table.targets(), Activation.TANH, DType.FLOAT64);
        long memberSeed = seed * 1_000 + member;
        MixtureDensityNetwork network =
                new MixtureDensityNetwork(architecture, new Head(components, covariance, VARIANCE_FLOOR), memberSeed);
        Standardised model = new Standardised(network);
        model.scaleTo(table);
        network.spreadOver(model.standard(training));
        try {
            var history = new Trainer(model)
                    .optimiser(new Adam().regularised(decay / training.size()))
                    .schedule(Schedule.constant(rate))
                    .epochs(epochs)
                    .batch(batch)
                    .seed(memberSeed)
                    .keepBest("nll", patience)
                    .train(training, validating);
            double best = history.stream()
                    .mapToDouble(epoch -> epoch.metrics().get("nll"))
                    .min()
                    .orElseThrow();
            listener.done(member, best, history.size());
        } catch (TrainingException e) {
            throw new DataException("training failed: " + e.getMessage() + " (--rate)", e);
        }
        return model;
    }

    /** Names as on the command line, for files and reports. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("components", components);
        map.put("covariance", covariance.toString());
        map.put("hidden", hidden);
        map.put("epochs", epochs);
        map.put("patience", patience);
        map.put("batch", batch);
        map.put("rate", rate);
        map.put("decay", decay);
        map.put("validation", validation);
        map.put("members", members);
        map.put("seed", seed);
        return map;
    }
}
