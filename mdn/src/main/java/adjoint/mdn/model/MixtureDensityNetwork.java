package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.expr.T;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.layer.Mlp;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.MixtureExpr;
import java.util.List;

/**
 * A network whose output is a mixture of normal distributions over the targets (Bishop 1994). One linear output layer makes
 * everything in one product; its columns are, in order: K logits of the weights, D x K means, and then the numbers whose
 * softplus, plus the floor, are the variances.
 */
public final class MixtureDensityNetwork implements DensityModel {
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

    @Override
    public List<Shared> parameters() {
        return network.parameters();
    }
}
