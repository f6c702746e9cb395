package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Several models of the same inputs and targets as one: the mixture of their mixtures, by default with equal weights
 * (Lakshminarayanan et al. 2017, deep ensembles). Train the members one by one; members that start and shuffle differently err
 * differently.
 */
public final class Ensemble implements DensityModel {
    private static final double ROUNDING = 1e-9;

    private final List<DensityModel> members;
    private final List<Double> weights;
    private final Expr x;
    private final Expr y;
    private final MixtureExpr mixture;

    /** @param members at least one, all with the same inputs, targets and form of covariance */
    public Ensemble(List<? extends DensityModel> members) {
        this(members, Collections.nCopies(members.size(), 1.0 / members.size()));
    }

    /**
     * @param members at least one, all with the same inputs, targets and form of covariance
     * @param weights of the members in the mixture, each above 0, with a sum of 1
     */
    public Ensemble(List<? extends DensityModel> members, List<Double> weights) {
        double sum = weights.stream()
                .mapToDouble(weight -> weight > 0 ? weight : Double.NaN)
                .sum();
        if (members.isEmpty() || weights.size() != members.size() || !(Math.abs(sum - 1) < ROUNDING)) {
            throw new IllegalArgumentException("an ensemble of " + members.size()
                    + " members needs a weight above 0 for each, with a sum of 1, not " + weights);
        }
        this.members = List.copyOf(members);
        this.weights = List.copyOf(weights);
        Architecture shape = architecture();
        this.x = Expressions.input("x", shape.dtype(), "batch", shape.inputs());
        this.y = Expressions.input("y", shape.dtype(), "batch", shape.targets());
        List<MixtureExpr> mixtures = new ArrayList<>();
        for (DensityModel member : members) {
            MixtureExpr own = member.mixture();
            mixtures.add(own.with(Graph.substitute(own.parts(), Map.of(member.input(), x))));
        }
        this.mixture = MixtureExpr.of(mixtures, this.weights);
    }

    public List<DensityModel> members() {
        return members;
    }

    /** The weights of the members in the mixture. */
    public List<Double> weights() {
        return weights;
    }

    /** That of the first member. */
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
