package adjoint.examples.network;

import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A mixture density network whose likelihood is written as in a textbook, {@code -log(sum(weight * density))}, and not in the
 * log domain; for a scalar target.
 */
final class LiteralLikelihood implements DensityModel {
    private final MixtureDensityNetwork network;
    private final Expr likelihood;

    /** @param rewritten whether the engine may make the likelihood stable again, or is kept from it */
    LiteralLikelihood(MixtureDensityNetwork network, boolean rewritten) {
        UnaryOperator<Expr> exp = rewritten ? Expr::exp : x -> Expr.of(new UnknownExp(), x);
        MixtureExpr mixture = network.mixture();
        Expr variances = mixture.variances().squeeze(1);
        Expr means = mixture.means().squeeze(1);
        Expr scaled = network.target().sub(means).square().div(variances.mul(2));
        Expr densities = exp.apply(scaled.neg()).div(variances.mul(2 * Math.PI).sqrt());
        this.network = network;
        this.likelihood =
                exp.apply(mixture.logWeights()).mul(densities).sum(1).log().neg();
    }

    /** The exponential function under a name that no rewriting rule knows. */
    private record UnknownExp() implements Op {
        @Override
        public String name() {
            return "unknownExp";
        }

        @Override
        public Type infer(List<Type> in) {
            return in.get(0);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            for (int i = 0; i < out.size(); i++) {
                out.set(i, Math.exp(in[0].get(i)));
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.mul(y));
        }
    }

    @Override
    public Architecture architecture() {
        return network.architecture();
    }

    @Override
    public MixtureExpr mixture() {
        return network.mixture();
    }

    @Override
    public Expr negativeLogLikelihood() {
        return likelihood;
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
        return likelihood.mean();
    }

    @Override
    public List<Shared> parameters() {
        return network.parameters();
    }
}
