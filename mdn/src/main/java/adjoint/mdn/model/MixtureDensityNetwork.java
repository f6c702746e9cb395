package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.expr.T;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.layer.Dense;
import adjoint.mdn.layer.Mlp;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A network whose output is a mixture of normal distributions over the targets (Bishop 1994). One linear output layer makes
 * everything in one product; its columns are, in order: K logits of the weights, D x K means, and then the numbers whose
 * softplus, plus the floor, are the variances.
 */
public final class MixtureDensityNetwork implements DensityModel {
    private static final double FIRST_INFLUENCE = 0.1;
    private static final double LEAST_FIRST_VARIANCE = 0.01;

    private final Architecture architecture;
    private final Head head;
    private final Mlp network;
    private final Expr x;
    private final Expr y;
    private final MixtureExpr mixture;
    private final Expr loss;

    /** @param seed for the initial weights */
    public MixtureDensityNetwork(Architecture architecture, Head head, long seed) {
        this.architecture = architecture;
        this.head = head;
        this.network = Mlp.of(architecture, outputs(architecture.targets(), head), seed);
        this.x = T.input("x", architecture.dtype(), "batch", architecture.inputs());
        this.y = T.input("y", architecture.dtype(), "batch", architecture.targets());
        this.mixture = mixture(x);
        this.loss = negativeLogLikelihood().mean().named("loss");
    }

    private static int variances(int targets, Head head) {
        return head.covariance() == Covariance.ISOTROPIC ? 1 : targets;
    }

    private static int outputs(int targets, Head head) {
        return head.components() * (1 + targets + variances(targets, head));
    }

    /**
     * Moves the output layer's start so that no two components begin alike: each takes the mean and at least a part of the
     * variance of one slice of the targets (between quantiles, in one dimension), all weights are about equal, and inputs
     * have little influence yet. Without this call the start is the plain one, all components near 0 with variance log 2.
     *
     * @param training at least one example a component
     */
    public void spreadOver(Examples training) {
        int components = head.components();
        int targets = architecture.targets();
        int parts = variances(targets, head);
        Slices slices = Slices.of(training, components);
        Tensor bias = network.output().bias().get();
        for (int k = 0; k < components; k++) {
            for (int d = 0; d < targets; d++) {
                bias.set(components + d * components + k, slices.means()[k][d]);
            }
            for (int d = 0; d < parts; d++) {
                double variance = parts == 1
                        ? Arrays.stream(slices.variances()[k]).average().orElseThrow()
                        : slices.variances()[k][d];
                bias.set(components * (1 + targets) + d * components + k, rawVariance(variance));
            }
        }
        network.output().bias().set(bias);
        Tensor weights = network.output().weights().get();
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, FIRST_INFLUENCE * weights.get(i));
        }
        network.output().weights().set(weights);
    }

    /** What softplus makes a variance of, the floor apart; slices of equal targets start with a small one. */
    private double rawVariance(double variance) {
        return Math.log(Math.expm1(Math.max(variance - head.floor(), LEAST_FIRST_VARIANCE)));
    }

    /** The mixtures for inputs of shape [batch, inputs]. */
    public MixtureExpr mixture(Expr inputs) {
        int components = head.components();
        int targets = architecture.targets();
        int means = components * (1 + targets);
        Expr out = network.apply(inputs);
        Object batch = out.shape().dim(0);
        Expr logits = out.slice(1, 0, components);
        Expr centres = out.slice(1, components, means).reshape(batch, targets, components);
        Expr raw = out.from(1, means).reshape(batch, variances(targets, head), components);
        return new MixtureExpr(
                logits.logSoftmax(1).named("log weights"),
                centres.named("means"),
                raw.softplus().add(head.floor()).named("variances"));
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
        return network.parameters();
    }
}
