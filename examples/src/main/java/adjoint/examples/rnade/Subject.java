package adjoint.examples.rnade;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.train.Trainable;
import java.util.List;
import java.util.Map;

/** A network under one variant. */
record Subject(MixtureDensityNetwork network, Expr negativeLogLikelihood) implements Trainable {
    static Subject of(MixtureDensityNetwork network, Variant variant) {
        MixtureExpr mixture = variant.mixture(network);
        return new Subject(network, mixture.negativeLogLikelihood(network.target()));
    }

    @Override
    public Expr input() {
        return network.input();
    }

    @Override
    public Expr target() {
        return network.target();
    }

    @Override
    public Expr loss() {
        return negativeLogLikelihood.mean();
    }

    @Override
    public List<Shared> parameters() {
        return network.parameters();
    }

    @Override
    public Map<String, Expr> metrics() {
        return Map.of("nll", negativeLogLikelihood);
    }
}
