package adjoint.examples.network;

import adjoint.examples.speech.SequencedExamples;
import adjoint.mdn.model.Calibrated;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Trains a kind of model so that its own training sequences choose all that is to be chosen. They are cut into parts. Each
 * part in turn is held out of the training of one network: it chooses the epoch to keep, and how much the predicted
 * variances are too narrow. In short trials the first part also chooses optimiser and rate. The result is the mixture of
 * the networks' mixtures. The validation examples are only scored.
 *
 * @param settings epochs are the most that a network gets
 * @param parts how many, at least 2
 * @param checkpoint the file of a training, by name
 */
record FairTraining(
        NetworkSettings settings,
        SequencedExamples training,
        Examples validation,
        int parts,
        Function<String, Path> checkpoint) {
    /** After which recipes are compared. */
    private static final int TRIAL_EPOCHS = 2;

    /** Epochs without gain that end a training. */
    private static final int PATIENCE = 3;

    /** Makes a model that is ready to be trained on examples. */
    interface Maker {
        DensityModel make(Examples training, long seed);
    }

    /**
     * Trains one network for each part.
     *
     * @param figure by which recipes and epochs are chosen
     * @param settled everything that the run depends on
     */
    Training train(String name, Maker maker, String figure, String settled) {
        List<Epoch> all = new ArrayList<>();
        Recipe best = Recipe.ALL.get(0);
        double lowest = Double.POSITIVE_INFINITY;
        for (Recipe recipe : Recipe.ALL) {
            List<Epoch> epochs = trial(name, maker, recipe, figure, settled);
            all.addAll(epochs);
            double reached = lowest(epochs, figure);
            if (reached < lowest) {
                best = recipe;
                lowest = reached;
            }
        }
        List<DensityModel> members = new ArrayList<>();
        List<Epoch> first = List.of();
        for (int i = 0; i < parts; i++) {
            DensityModel network = maker.make(part(i, false), settings.seed() * parts + i);
            List<Epoch> epochs = descend(network, i, best, settings.epochs(), name + "-" + i, figure, settled);
            all.addAll(epochs);
            first = i == 0 ? epochs : first;
            Calibrated calibrated = new Calibrated(network);
            calibrated.calibrate(part(i, true));
            members.add(calibrated);
        }
        Training times = Training.of(new Ensemble(members), parts + " networks, " + best, all);
        return new Training(times.model(), times.recipe(), first, times.seconds(), times.cpuSeconds());
    }

    /** A short training held back by the first part; no epochs where the recipe makes the loss infinite or NaN. */
    private List<Epoch> trial(String name, Maker maker, Recipe recipe, String figure, String settled) {
        DensityModel model = maker.make(part(0, false), settings.seed());
        String task = name + "-" + recipe.optimiser() + "-" + recipe.rate();
        try {
            return descend(model, 0, recipe, Math.min(TRIAL_EPOCHS, settings.epochs()), task, figure, settled);
        } catch (TrainingException e) {
            return List.of(); // so that another recipe is chosen, or the training itself says what is wrong
        }
    }

    private List<Epoch> descend(
            DensityModel model, int part, Recipe recipe, int epochs, String task, String figure, String settled) {
        try (TrainingBar bar = new TrainingBar(task, epochs, "loss")) {
            return new Trainer(model)
                    .optimiser(recipe.optimiser().optimiser())
                    .schedule(Schedule.constant(recipe.rate()))
                    .epochs(epochs)
                    .batch(settings.batch())
                    .seed(settings.seed())
                    .heldOut(part(part, true))
                    .keepBest(Trainer.HELD_OUT + figure, PATIENCE)
                    .progress(bar)
                    .checkpoint(checkpoint.apply(task), settled + " " + task)
                    .train(part(part, false), validation);
        }
    }

    private static double lowest(List<Epoch> epochs, String figure) {
        return epochs.stream()
                .mapToDouble(epoch -> epoch.metrics().get(Trainer.HELD_OUT + figure))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** The examples of a part's sequences, or all others. */
    private Examples part(int part, boolean heldOut) {
        return training.sequences(sequence -> sequence % parts == part == heldOut);
    }
}
