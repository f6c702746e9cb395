package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.layer.Dense;
import adjoint.mdn.layer.Mlp;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.mixture.Spread;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network whose output is a mixture of normal distributions over the targets (Bishop 1994). One linear output layer makes
 * everything in one product; its columns are, in order: K logits of the weights, D x K means, and n x K numbers that make
 * the covariances. Of these, the first (n = 1 if isotropic, else D) become variances by a positive function plus the floor.
 * With full covariances (Williams 1996) their roots are the diagonal of the Cholesky factor, and the further D (D - 1) / 2
 * numbers stand below it, row by row. Shared covariances are a parameter "covariances" of shape [n, K] instead.
 */
public final class MixtureDensityNetwork implements DensityModel {
    private static final double FIRST_INFLUENCE = 0.1;
    private static final double LEAST_FIRST_VARIANCE = 0.01;

    private final Architecture architecture;
    private final Head head;
    private final Mlp network;
    private final Shared covariances;
    private final Expr x;
    private final Expr y;
    private final MixtureExpr mixture;
    private final Expr loss;

    /** @param seed for the initial weights */
    public MixtureDensityNetwork(Architecture architecture, Head head, long seed) {
        head.requireTargets(architecture.targets());
        this.architecture = architecture;
        this.head = head;
        this.network = Mlp.of(architecture, (int) head.outputs(architecture.targets()), seed);
        this.covariances = head.shared()
                ? Expressions.shared(
                        "covariances",
                        Tensor.zeros(
                                architecture.dtype(),
                                head.covariance().size(architecture.targets()),
                                head.components()))
                : null;
        this.x = Expressions.input("x", architecture.dtype(), "batch", architecture.inputs());
        this.y = Expressions.input("y", architecture.dtype(), "batch", architecture.targets());
        this.mixture = mixture(x);
        this.loss = negativeLogLikelihood().mean().named("loss");
    }

    /**
     * Moves the output layer's start so that no two components begin alike: each takes the mean and at least a part of the
     * variance of one slice of the targets (between quantiles, in one dimension), all weights are about equal, and inputs
     * have little influence yet. Without this call the start is the plain one, all components near 0 with equal variances.
     *
     * @param training at least one example a component
     */
    public void spreadOver(Examples training) {
        int components = head.components();
        int targets = architecture.targets();
        Slices slices = Slices.of(training, components);
        Tensor bias = network.output().bias().get();
        Tensor raw = head.shared() ? covariances.get() : bias;
        int first = head.shared() ? 0 : components * (1 + targets);
        for (int k = 0; k < components; k++) {
            for (int d = 0; d < targets; d++) {
                bias.set(components + d * components + k, slices.means()[k][d]);
            }
            for (int d = 0; d < variances(); d++) {
                double variance = head.covariance() == Covariance.ISOTROPIC
                        ? Arrays.stream(slices.variances()[k]).average().orElseThrow()
                        : slices.variances()[k][d];
                raw.set(first + d * components + k, rawVariance(variance, d));
            }
        }
        network.output().bias().set(bias);
        if (head.shared()) {
            covariances.set(raw);
        }
        Tensor weights = network.output().weights().get();
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, FIRST_INFLUENCE * weights.get(i));
        }
        network.output().weights().set(weights);
    }

    /** Variances of each component. */
    private int variances() {
        return head.covariance() == Covariance.ISOTROPIC ? 1 : architecture.targets();
    }

    /** What becomes a variance, the floor apart; slices of equal targets start with a small one. */
    private double rawVariance(double variance, int dimension) {
        return head.variance().inverse(Math.max(variance - head.floor(dimension), LEAST_FIRST_VARIANCE));
    }

    /** The mixtures for inputs of shape [batch, inputs]. */
    public MixtureExpr mixture(Expr inputs) {
        int components = head.components();
        int targets = architecture.targets();
        int means = components * (1 + targets);
        Expr out = network.apply(inputs);
        Dim batch = out.shape().dim(0);
        Expr logits = out.slice(1, 0, components);
        Expr centres = out.slice(1, components, means).reshape(batch, targets, components);
        Expr raw = head.shared()
                ? covariances.expand(0)
                : out.from(1, means).reshape(batch, head.covariance().size(targets), components);
        return new MixtureExpr(logits.logSoftmax(1).named("log weights"), centres.named("means"), spread(raw, batch));
    }

    /** Of shape [n, 1], to be added to variances of shape [batch, n, K]. */
    private Expr floor() {
        Tensor floor = Tensor.zeros(architecture.dtype(), variances(), 1);
        for (int d = 0; d < floor.size(); d++) {
            floor.set(d, head.floor(d));
        }
        return Expressions.constant(floor);
    }

    private Spread spread(Expr raw, Dim batch) {
        Expr variances =
                head.variance().apply(raw.slice(1, 0, variances())).add(floor()).named("variances");
        if (head.covariance() != Covariance.FULL) {
            return new Spread.Variances(variances);
        }
        int targets = architecture.targets();
        int numbers = head.covariance().size(targets);
        Expr zero = raw.zeros().broadcastTo(raw.shape().with(1, Dim.ONE));
        Expr all = Expressions.concat(1, variances.sqrt(), raw.slice(1, targets, numbers), zero);
        int[] places = new int[targets * targets];
        Arrays.fill(places, numbers);
        for (int i = 0, next = targets; i < targets; i++) {
            for (int j = 0; j < i; j++) {
                places[i * targets + j] = next++;
            }
            places[i * targets + i] = i;
        }
        Expr factors = all.transpose(0, 2, 1).gather(Expressions.constant(Tensor.of(places)), 2);
        Shape shape = Shape.of(batch, head.components(), targets, targets);
        return new Spread.Factors(factors.reshape(shape.with(0, factors.shape().dim(0)))
                .broadcastTo(shape)
                .named("factors"));
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    public Head head() {
        return head;
    }

    @Override
    public MixtureExpr mixture() {
        return mixture;
    }

    @Override
    public Expr input() {
        return x;
    }

    @Override
    public Expr target() {
        return y;
    }

    /** The mean negative log-likelihood. */
    @Override
    public Expr loss() {
        return loss;
    }

    /** The layer that makes all the numbers of the mixtures. */
    public Dense output() {
        return network.output();
    }

    @Override
    public List<Shared> parameters() {
        return head.shared()
                ? Stream.concat(network.parameters().stream(), Stream.of(covariances))
                        .toList()
                : network.parameters();
    }
}
