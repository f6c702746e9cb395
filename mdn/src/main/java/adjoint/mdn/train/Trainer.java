package adjoint.mdn.train;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;

import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.optimise.Optimiser;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.optimise.Sgd;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Arguments;
import adjoint.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Trains a model on mini-batches, which are drawn anew from the shuffled examples in each epoch; the last, smaller batch is
 * kept. All randomness comes from the seed, so equal runs give equal bits.
 */
public final class Trainer {
    /** What the names of figures on held-out examples begin with. */
    public static final String HELD_OUT = "held-out ";

    private final Trainable model;
    private Optimiser optimiser = new Sgd();
    private GradientPolicy policy = GradientPolicy.exact();
    private Schedule schedule = Schedule.constant(0.001);
    private int epochs = 1;
    private int batch = 128;
    private long seed;
    private double[] noise = {};
    private Progress progress = Progress.none();
    private Examples heldOut;
    private List<String> kept = List.of();
    private int patience;
    private Checkpoint checkpoint;
    private int checkpointPeriod = 1;

    public Trainer(Trainable model) {
        this.model = model;
    }

    /** How a step changes the parameters; plain gradient descent by default. */
    public Trainer optimiser(Optimiser chosen) {
        this.optimiser = chosen;
        return this;
    }

    /** How the gradient that is followed differs from the exact one; not at all by default. */
    public Trainer policy(GradientPolicy chosen) {
        this.policy = chosen;
        return this;
    }

    /** The learning rate; constantly 0.001 by default. */
    public Trainer schedule(Schedule chosen) {
        this.schedule = chosen;
        return this;
    }

    /** Passes over the training examples; 1 by default. */
    public Trainer epochs(int number) {
        Arguments.notNegative(number, "number", "Trainer.epochs");
        this.epochs = number;
        return this;
    }

    /** Examples in a mini-batch; 128 by default. */
    public Trainer batch(int size) {
        Arguments.positive(size, "size", "Trainer.batch");
        this.batch = size;
        return this;
    }

    /**
     * Disturbs the inputs of each training batch with normal noise, drawn anew in each epoch; the validation examples stay as
     * they are. On few examples this smooths what is learnt (Bishop 1995; for densities, Rothfuss et al. 2019). None by
     * default.
     *
     * @param deviations one for each input, or none at all
     */
    public Trainer noise(double... deviations) {
        this.noise = deviations.clone();
        return this;
    }

    /** For the order of the examples and the noise; 0 by default. */
    public Trainer seed(long number) {
        this.seed = number;
        return this;
    }

    /** Who is told how training goes. */
    public Trainer progress(Progress listener) {
        this.progress = listener;
        return this;
    }

    /**
     * Scores the model after each epoch on these examples too, under the metrics' names after {@value #HELD_OUT}. What is
     * chosen by them, such as the epoch to keep, has not seen the validation examples, whose figures stay fair. None by
     * default.
     *
     * @param examples not among the training examples; of data that come in sequences, whole ones
     */
    public Trainer heldOut(Examples examples) {
        this.heldOut = examples;
        return this;
    }

    /**
     * Keeps the variables of the epoch with the lowest figure and leaves the model with them in the end; stops when
     * so many epochs in a row have brought no lower one.
     *
     * @param name one of the model's metrics, on the validation examples; behind {@value #HELD_OUT}, on held-out ones
     */
    public Trainer keepBest(String name, int epochsWithoutGain) {
        String own = name.startsWith(HELD_OUT) ? name.substring(HELD_OUT.length()) : name;
        if (!model.metrics().containsKey(own)) {
            throw new IllegalArgumentException("the model has no metric '" + own + "', only "
                    + model.metrics().keySet());
        }
        this.kept = List.of(name);
        this.patience = epochsWithoutGain;
        return this;
    }

    /**
     * As {@link #keepBest}, for each of the models in a {@link Stacked} one by itself; stops when that many epochs in a row
     * have brought none of them a lower figure.
     *
     * @param name a metric of each model, on the validation examples
     */
    public Trainer keepBestOfEach(String name, int epochsWithoutGain) {
        this.kept = model.metrics().keySet().stream()
                .filter(own -> own.startsWith(name + " "))
                .toList();
        this.patience = epochsWithoutGain;
        return this;
    }

    /**
     * Writes all that training changes to a file after each epoch, and continues from it where it exists: a run that was
     * killed ends with the same bits as one that was not.
     *
     * @param settings everything that the run depends on, as text; a file of other settings is refused
     */
    public Trainer checkpoint(Path file, String settings) {
        this.checkpoint = new Checkpoint(file, settings);
        return this;
    }

    /** Writes the checkpoint only after every so many epochs and after the last, where epochs are short; 1 by default. */
    public Trainer checkpointEvery(int number) {
        this.checkpointPeriod = number;
        return this;
    }

    /**
     * Trains the model's parameters in place.
     *
     * @return one entry an epoch
     * @throws TrainingException where the loss becomes infinite or NaN; the message says where and what to do
     */
    public List<Epoch> train(Examples training, Examples validation) {
        if (noise.length > 0 && noise.length != training.inputs()) {
            throw new IllegalArgumentException(
                    "there are " + noise.length + " deviations of noise for " + training.inputs() + " inputs");
        }
        if (training.size() == 0) {
            throw new IllegalArgumentException("there are no examples to train on");
        }
        if (heldOut == null && kept.stream().anyMatch(name -> name.startsWith(HELD_OUT))) {
            throw new IllegalArgumentException(kept + " needs held-out examples; give some to heldOut");
        }
        Expr rate = input("rate", model.loss().dtype());
        List<Expr> gradients = grad(model.loss(), model.parameters(), policy).all();
        Map<Shared, Expr> updates = optimiser.updates(model.parameters(), gradients, rate);
        CompiledFunction step = function(model.input(), model.target(), rate)
                .returning(model.loss())
                .updating(updates)
                .compile();
        Evaluation scores = new Evaluation(model.input(), model.target(), model.metrics());
        MiniBatches batches = new MiniBatches(step, List.of(model.input(), model.target(), rate), batch);
        TrainingState state = new TrainingState(
                model.variables(),
                Stream.concat(model.variables().stream(), updates.keySet().stream())
                        .distinct()
                        .toList());
        if (checkpoint != null) {
            checkpoint.read(state, figures());
        }
        while (!finished(state)) {
            int epoch = state.history().size() + 1;
            Stopwatch watch = new Stopwatch();
            double loss = descend(batches, training, epoch, watch);
            model.afterEpoch(training);
            Map<String, Double> metrics = new LinkedHashMap<>();
            scores.means(validation).forEach((name, mean) -> metrics.put(name, mean[0]));
            if (heldOut != null) {
                scores.means(heldOut).forEach((name, mean) -> metrics.put(HELD_OUT + name, mean[0]));
            }
            state.add(
                    new Epoch(
                            epoch,
                            schedule.rate(epoch),
                            loss,
                            metrics,
                            watch.seconds(),
                            watch.stepSeconds(),
                            watch.cpuSeconds()),
                    kept);
            progress.epoch(state.history().get(epoch - 1));
            if (checkpoint != null && (epoch % checkpointPeriod == 0 || finished(state))) {
                checkpoint.write(state);
            }
        }
        state.restoreBest();
        model.afterTraining(training);
        return List.copyOf(state.history());
    }

    /** Names of what is measured after each epoch, in order. */
    private List<String> figures() {
        List<String> names = new ArrayList<>(model.metrics().keySet());
        if (heldOut != null) {
            model.metrics().keySet().forEach(name -> names.add(HELD_OUT + name));
        }
        return names;
    }

    private boolean finished(TrainingState state) {
        return state.history().size() >= epochs || stalled(state);
    }

    private boolean stalled(TrainingState state) {
        return !kept.isEmpty()
                && !state.history().isEmpty()
                && kept.stream()
                        .allMatch(name -> state.history().size()
                                        - state.bestEpoch(name).orElseThrow().number()
                                >= patience);
    }

    /** One epoch's steps; the mean loss of its examples. */
    private double descend(MiniBatches batches, Examples training, int epoch, Stopwatch watch) {
        int count = batches.count(training.size());
        SplittableRandom random = Order.random(seed, epoch);
        int[] order = Order.shuffled(training.size(), random);
        double[] sum = {0, 0};
        batches.forEach(training, order, (index, filled) -> {
            double rate = schedule.rate(epoch - 1 + (index + 1.0) / count);
            filled.scalar(0).set(0, rate);
            disturb(filled.x(), random);
            watch.step(filled.bound()::run);
            double loss = filled.bound().output(0).scalar();
            if (!Double.isFinite(loss)) {
                throw new TrainingException(new Diagnosis(model, filled).of(loss, epoch, index + 1, rate));
            }
            sum[0] += loss * filled.rows();
            sum[1] += filled.rows();
            progress.batch(epoch, index + 1, count, sum[0] / sum[1]);
        });
        return sum[0] / sum[1];
    }

    private void disturb(Tensor inputs, SplittableRandom random) {
        for (int i = 0; i < inputs.size() && noise.length > 0; i++) {
            inputs.set(i, inputs.get(i) + noise[i % noise.length] * random.nextGaussian());
        }
    }
}
