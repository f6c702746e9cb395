package adjoint.mdn.model;

import static adjoint.Adjoint.*;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Initialiser;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Trainable;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The real-valued neural autoregressive density estimator (Uria, Murray and Larochelle 2013): the density of D numbers as a
 * product of D conditional densities, each a mixture of K normal distributions whose parameters come from a hidden layer
 * that sees the dimensions before it. All hidden layers share their weights, so that the activations of one follow from
 * those of the one before by adding a single term; a whole log-density costs O(D H), and no density needs more than one
 * pass.
 *
 * <p>It has no inputs, so as a {@link Trainable} its input is an array of no columns.
 */
public final class Rnade implements Trainable {
    /**
     * The form of an estimator.
     *
     * @param hidden units, H
     * @param components of each conditional mixture, K
     * @param order in which the dimensions are conditioned on one another, a permutation of 0 to D - 1
     */
    public record Form(int hidden, int components, int... order) {
        public Form {
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            boolean permutation =
                    Arrays.equals(sorted, IntStream.range(0, order.length).toArray());
            if (hidden < 1 || components < 1 || order.length < 1 || !permutation) {
                throw new IllegalArgumentException("an estimator needs hidden units, components and an order of all its"
                        + " dimensions from 0 on, not " + hidden + ", " + components + " and "
                        + Arrays.toString(order));
            }
            order = order.clone();
        }

        /** The dimensions in their own order. */
        public static Form of(int dimensions, int hidden, int components) {
            return new Form(hidden, components, IntStream.range(0, dimensions).toArray());
        }

        int dimensions() {
            return order.length;
        }
    }

    private final Form form;
    private final Shared weights;
    private final Shared bias;
    private final Shared scale;
    private final Head logits;
    private final Head means;
    private final Head logDeviations;
    private final Expr nothing = matrix("nothing", "batch", 0);
    private final Expr y;
    private final Expr deviation;
    private final MixtureExpr conditionals;
    private final Expr logDensity;
    private final Expr loss;
    private final CompiledFunction parameters;

    /** A linear layer for each dimension: weights [D, H, K] and biases [D, 1, K]. */
    private record Head(Shared weights, Shared bias) {
        static Head of(String name, Form form, Initialiser initialiser, double biases, RandomGenerator random) {
            int d = form.dimensions();
            int k = form.components;
            Tensor values = initialiser.tensor(random, DType.FLOAT64, form.hidden, k, d, form.hidden, k);
            Tensor spread = Tensor.zeros(DType.FLOAT64, d, 1, k);
            for (int i = 0; i < spread.size(); i++) {
                spread.set(i, biases * random.nextGaussian());
            }
            return new Head(shared(name + ".weights", values), shared(name + ".bias", spread));
        }

        /** From [D, batch, H] to one row for each dimension and example. */
        Expr rows(Expr hidden) {
            Expr out = hidden.dot(weights).add(bias);
            return out.reshape(
                    out.shape().dim(0).times(out.shape().dim(1)), out.shape().dim(2));
        }
    }

    /** @param seed for the initial weights */
    public Rnade(Form form, long seed) {
        RandomGenerator random = new java.util.SplittableRandom(seed);
        Initialiser initialiser = Initialiser.glorotNormal();
        int d = form.dimensions();
        this.form = form;
        this.weights = shared("weights", initialiser.tensor(random, DType.FLOAT64, d, form.hidden, d - 1, form.hidden));
        this.bias = shared("bias", initialiser.tensor(random, DType.FLOAT64, d, form.hidden, form.hidden));
        this.scale = shared("scale", Tensor.full(DType.FLOAT64, 1, d, 1));
        this.logits = Head.of("logits", form, initialiser, 0, random);
        this.means = Head.of("means", form, initialiser, 1, random);
        this.logDeviations = Head.of("deviations", form, initialiser, 0, random);
        this.y = matrix("y", "batch", d);
        Expr ordered = y.gather(constant(Tensor.of(form.order)), 1);
        Expr hidden = hidden(ordered);
        Dim rows = Dim.named("batch").times(Dim.of(d));
        Expr mean = means.rows(hidden).expand(1).named("means");
        this.deviation = logDeviations.rows(hidden).expand(1).exp().named("deviations");
        this.conditionals = new MixtureExpr(logits.rows(hidden).logSoftmax(1), mean, deviation.square());
        this.logDensity = conditionals
                .logDensity(ordered.transpose().reshape(rows, 1))
                .reshape(d, "batch")
                .sum(0);
        this.loss = logDensity.mean().neg();
        this.parameters = function(y)
                .returning(conditionals.logWeights(), mean, deviation)
                .compile();
    }

    /** The hidden units of each dimension, which depend on the dimensions before it only; of shape [D, batch, H]. */
    private Expr hidden(Expr ordered) {
        Expr terms = ordered.slice(1, 0, form.dimensions() - 1).expand(2).mul(weights.expand(0));
        Expr none = constant(0).broadcastTo(terms.shape().with(1, Dim.ONE));
        Expr activation = concat(1, none, terms.cumsum(1)).add(bias);
        return activation.mul(scale).relu().transpose(1, 0, 2);
    }

    /** An input of no columns, since nothing is conditioned on. */
    @Override
    public Expr input() {
        return nothing;
    }

    /** The data, of shape [batch, D]. */
    @Override
    public Expr target() {
        return y;
    }

    /** The log-density of each row of the data, in nats; of shape [batch]. */
    public Expr logDensity() {
        return logDensity;
    }

    /** The mean negative log-density. */
    @Override
    public Expr loss() {
        return loss;
    }

    @Override
    public List<Shared> parameters() {
        return List.of(
                weights,
                bias,
                scale,
                logits.weights,
                logits.bias,
                means.weights,
                means.bias,
                logDeviations.weights,
                logDeviations.bias);
    }

    @Override
    public Map<String, Expr> metrics() {
        return Map.of("nll", logDensity.neg());
    }

    /**
     * The paper's way to train: the adjoint of each mean is multiplied by its component's standard deviation, so that narrow
     * components do not take steps too large for them.
     */
    public GradientPolicy scaledMeans() {
        return exact().at(conditionals.means(), GradientEdit.scale(deviation));
    }

    /** As {@link #scaledMeans()} for the parameters of the means alone; the hidden layer gets its true gradient. */
    public GradientPolicy locallyScaledMeans() {
        return scaledMeans().onlyFor(means.weights, means.bias);
    }

    /** Draws rows from the density: one dimension after the other, each from its mixture given the ones before. */
    public double[][] sample(int count, RandomGenerator random) {
        Tensor rows = Tensor.zeros(DType.FLOAT64, count, form.dimensions());
        for (int d = 0; d < form.dimensions(); d++) {
            List<Tensor> now = parameters.callAll(rows);
            for (int n = 0; n < count; n++) {
                int row = d * count + n;
                int k = component(now.get(0), row, random.nextDouble());
                double value = now.get(1).at(row, 0, k) + now.get(2).at(row, 0, k) * random.nextGaussian();
                rows.set(n * form.dimensions() + form.order[d], value);
            }
        }
        double[][] result = new double[count][form.dimensions()];
        for (int i = 0; i < rows.size(); i++) {
            result[i / form.dimensions()][i % form.dimensions()] = rows.get(i);
        }
        return result;
    }

    /** The component in which a uniform number falls when their weights are laid end to end. */
    private static int component(Tensor logWeights, int row, double uniform) {
        double rest = uniform;
        int last = logWeights.dim(1) - 1;
        for (int k = 0; k < last; k++) {
            rest -= Math.exp(logWeights.at(row, k));
            if (rest < 0) {
                return k;
            }
        }
        return last;
    }
}
