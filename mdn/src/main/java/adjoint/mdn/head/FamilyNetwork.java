package adjoint.mdn.head;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.layer.Mlp;
import adjoint.mdn.train.Trainable;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A network whose outputs are the parameters of a family's distribution of the target. */
public final class FamilyNetwork implements Trainable {
    private static final double FIRST_INFLUENCE = 0.1;

    private final Architecture architecture;
    private final Family family;
    private final Mlp network;
    private final Expr x;
    private final Expr y;
    private final Expr out;
    private final Expr likelihood;

    /**
     * @param architecture with one target
     * @param seed for the initial weights
     */
    public FamilyNetwork(Architecture architecture, Family family, long seed) {
        if (architecture.targets() != 1) {
            throw new IllegalArgumentException("the family '" + family.name() + "' is of one target, not of "
                    + architecture.targets() + "; fit a network to each, or take normal mixtures");
        }
        this.architecture = architecture;
        this.family = family;
        this.network = Mlp.of(architecture, family.outputs(), seed);
        this.x = Expressions.input("x", architecture.dtype(), "batch", architecture.inputs());
        this.y = Expressions.input("y", architecture.dtype(), "batch", 1);
        this.out = network.apply(x).named("parameters");
        this.likelihood = family.logLikelihood(out, y);
    }

    /** Lets the network start near the distribution that the targets have without any features. */
    public void start(double... targets) {
        network.output().bias().set(Tensor.of(family.start(targets)).cast(architecture.dtype()));
        Tensor weights = network.output().weights().get();
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, FIRST_INFLUENCE * weights.get(i));
        }
        network.output().weights().set(weights);
    }

    public Architecture architecture() {
        return architecture;
    }

    public Family family() {
        return family;
    }

    /** What the network makes of {@link #input()}: of shape [batch, outputs of the family]. */
    public Expr output() {
        return out;
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
        return likelihood.mean().neg();
    }

    @Override
    public List<Shared> parameters() {
        return network.parameters();
    }

    /** "nll", in nats. */
    @Override
    public Map<String, Expr> metrics() {
        return Map.of("nll", likelihood.neg());
    }
}
