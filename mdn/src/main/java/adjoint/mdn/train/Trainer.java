package adjoint.mdn.train;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;

import adjoint.expr.Expr;
import adjoint.mdn.optimise.Optimiser;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.optimise.Sgd;
import adjoint.run.Function;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains a model on mini-batches, which are drawn anew from the shuffled examples in each epoch; the last, smaller batch is
 * kept. All randomness comes from the seed, so equal runs give equal bits.
 */
public final class Trainer {
    private final Trainable model;
    private Optimiser optimiser = new Sgd();
    private Schedule schedule = Schedule.constant(0.001);
    private int epochs = 1;
    private int batch = 128;
    private long seed;
    private Progress progress = Progress.none();

    public Trainer(Trainable model) {
        this.model = model;
    }

    /** How a step changes the parameters; plain gradient descent by default. */
    public Trainer optimiser(Optimiser chosen) {
        this.optimiser = chosen;
        return this;
    }

    /** The learning rate; constantly 0.001 by default. */
    public Trainer schedule(Schedule chosen) {
        this.schedule = chosen;
        return this;
    }

    /** Passes over the training examples; 1 by default. */
    public Trainer epochs(int number) {
        this.epochs = number;
        return this;
    }

    /** Examples in a mini-batch; 128 by default. */
    public Trainer batch(int size) {
        this.batch = size;
        return this;
    }

    /** For the order of the examples; 0 by default. */
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
     * Trains the model's parameters in place.
     *
     * @return one entry an epoch
     * @throws TrainingException where the loss becomes infinite or NaN; the message says where and what to do
     */
    public List<Epoch> train(Examples training, Examples validation) {
        if (training.size() == 0) {
            throw new IllegalArgumentException("there are no examples to train on");
        }
        Expr rate = input("rate", model.loss().dtype());
        List<Expr> gradients = grad(model.loss(), model.parameters()).all();
        Function step = function(model.input(), model.target(), rate)
                .returning(model.loss())
                .updating(optimiser.updates(model.parameters(), gradients, rate))
                .compile();
        Evaluation scores = new Evaluation(model.input(), model.target(), model.metrics());
        Batches batches = new Batches(model.input(), model.target(), batch);
        List<Epoch> history = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            double loss = descend(step, batches, training, epoch);
            model.afterEpoch(training);
            Map<String, Double> metrics = new LinkedHashMap<>();
            scores.means(validation).forEach((name, mean) -> metrics.put(name, mean[0]));
            history.add(new Epoch(epoch, schedule.rate(epoch), loss, metrics, (System.nanoTime() - start) / 1e9));
            progress.epoch(history.get(epoch - 1));
        }
        return history;
    }

    /** One epoch's steps; the mean loss of its examples. */
    private double descend(Function step, Batches batches, Examples training, int epoch) {
        int count = batches.count(training.size());
        int[] order = Order.shuffled(training.size(), seed, epoch);
        Tensor rate = Tensor.zeros(model.loss().dtype());
        double[] sum = {0, 0};
        batches.forEach(training, order, (index, filled) -> {
            rate.set(0, schedule.rate(epoch - 1 + (index + 1.0) / count));
            double loss = step.call(filled.x(), filled.y(), rate).scalar();
            if (!Double.isFinite(loss)) {
                throw new TrainingException(new Diagnosis(model, filled).of(loss, epoch, index + 1, rate.scalar()));
            }
            sum[0] += loss * filled.rows();
            sum[1] += filled.rows();
            progress.batch(epoch, index + 1, count, sum[0] / sum[1]);
        });
        return sum[0] / sum[1];
    }
}
