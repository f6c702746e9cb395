package adjoint.examples.rnade;

import static adjoint.autodiff.GradientEdit.scale;
import static adjoint.autodiff.GradientPolicy.exact;

import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.model.MixtureDensityNetwork;
import java.util.Locale;

/** The gradients, and in one case the cost, that the study compares. */
enum Variant {
    /** The gradient as it is. */
    EXACT,
    /** The output layer sees the means' adjoints times the deviation, the hidden layers see the true ones. */
    LOCAL,
    /** The means' adjoints times the deviation flow on into the hidden layers. */
    PROPAGATED,
    /** The exact gradient of another cost, in which the mean itself is multiplied by the deviation. */
    COST,
    /** The exact gradient, shortened to a norm of {@value #LIMIT}. */
    CLIPPED;

    private static final double LIMIT = 1;

    /** The mixture whose likelihood is the cost. */
    MixtureExpr mixture(MixtureDensityNetwork network) {
        MixtureExpr plain = network.mixture();
        return this == COST
                ? new MixtureExpr(plain.logWeights(), plain.means().mul(deviation(plain)), plain.variances())
                : plain;
    }

    /** What is done to the gradient of the cost. */
    GradientPolicy policy(MixtureDensityNetwork network) {
        MixtureExpr mixture = network.mixture();
        GradientPolicy scaled = exact().at(mixture.means(), scale(deviation(mixture)));
        return switch (this) {
            case EXACT, COST -> exact();
            case LOCAL -> scaled.onlyFor(network.output().parameters());
            case PROPAGATED -> scaled;
            case CLIPPED -> exact().clipGlobalNorm(LIMIT);
        };
    }

    private static Expr deviation(MixtureExpr mixture) {
        return mixture.variances().sqrt();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
