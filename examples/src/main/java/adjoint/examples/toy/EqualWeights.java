package adjoint.examples.toy;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.model.DensityModel;
import java.util.List;

/** A model with the same weight for all its components: the limit of an infinite mixing temperature. */
record EqualWeights(DensityModel model) implements DensityModel {
    @Override
    public Architecture architecture() {
        return model.architecture();
    }

    @Override
    public MixtureExpr mixture() {
        MixtureExpr own = model.mixture();
        Expr equal = own.logWeights().zeros().broadcastTo(own.logWeights().shape());
        return new MixtureExpr(equal.logSoftmax(1), own.means(), own.spread());
    }

    @Override
    public Expr input() {
        return model.input();
    }

    @Override
    public Expr target() {
        return model.target();
    }

    @Override
    public Expr loss() {
        return negativeLogLikelihood().mean();
    }

    @Override
    public List<Shared> parameters() {
        return model.parameters();
    }

    @Override
    public List<Shared> variables() {
        return model.variables();
    }
}
