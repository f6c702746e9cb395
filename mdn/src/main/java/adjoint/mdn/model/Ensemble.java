package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Shared;
import adjoint.expr.T;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several models of one architecture as one: the mixture of their mixtures, with equal weights (Lakshminarayanan et al. 2017,
 * deep ensembles). Train the members one by one; members that start and shuffle differently err differently.
 */
public final class Ensemble implements DensityModel {
    private final List<DensityModel> members;
    private final Expr x;
    private final Expr y;
    private final MixtureExpr mixture;

    /** @param members at least one, all with as many components */
    public Ensemble(List<? extends DensityModel> members) {
        this.members = List.copyOf(members);
        Architecture shape = architecture();
        this.x = T.input("x", shape.dtype(), "batch", shape.inputs());
        this.y = T.input("y", shape.dtype(), "batch", shape.targets());
        List<MixtureExpr> mixtures = new ArrayList<>();
        for (DensityModel member : members) {
            MixtureExpr own = member.mixture();
            mixtures.add(own.with(Graph.substitute(own.parts(), Map.of(member.input(), x))));
        }
        this.mixture = MixtureExpr.average(mixtures);
    }

    public List<DensityModel> members() {
        return members;
    }

    @Override
    public Architecture architecture() {
        return members.get(0).architecture();
    }

    /** The components of all members, one member after the other. */
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

    /** The mean negative log-likelihood of the whole. */
    @Override
    public Expr loss() {
        return negativeLogLikelihood().mean();
    }

    @Override
    public List<Shared> parameters() {
        return members.stream().flatMap(member -> member.parameters().stream()).toList();
    }

    @Override
    public List<Shared> variables() {
        return members.stream().flatMap(member -> member.variables().stream()).toList();
    }
}
