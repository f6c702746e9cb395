package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.T;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A batch of mixtures of K normal distributions over D dimensions, as expressions. Weights stay in the log domain, so that a
 * component of vanishing weight or density does no harm (Bishop 1994, Mixture Density Networks).
 *
 * @param logWeights of shape [batch, K]; their exponentials sum to 1
 * @param means of shape [batch, D, K]
 * @param spread of the components around their means
 */
public record MixtureExpr(Expr logWeights, Expr means, Spread spread) {
    /** A mixture of components with independent dimensions; see {@link Spread.Variances}. */
    public MixtureExpr(Expr logWeights, Expr means, Expr variances) {
        this(logWeights, means, new Spread.Variances(variances));
    }

    /**
     * The components of several mixtures over the same batch as one mixture.
     *
     * @param weights of the mixtures, with a sum of 1
     */
    public static MixtureExpr of(List<MixtureExpr> mixtures, List<Double> weights) {
        Spread first = mixtures.get(0).spread;
        Expr[] logWeights = new Expr[mixtures.size()];
        Arrays.setAll(logWeights, i -> mixtures.get(i).logWeights.add(Math.log(weights.get(i))));
        return new MixtureExpr(
                T.concat(1, logWeights),
                joined(2, mixtures, MixtureExpr::means),
                first.with(joined(first.componentAxis(), mixtures, mixture -> mixture.spread.expr())));
    }

    private static Expr joined(int axis, List<MixtureExpr> mixtures, Function<MixtureExpr, Expr> part) {
        return T.concat(axis, mixtures.stream().map(part).toArray(Expr[]::new));
    }

    /** The variance of each component in each dimension; of shape [batch, D, K], or [batch, 1, K] where isotropic. */
    public Expr variances() {
        return spread.variances();
    }

    /** All that the mixture consists of: log-weights, means, and the expression of the spread. */
    public List<Expr> parts() {
        return List.of(logWeights, means, spread.expr());
    }

    /** A mixture of the same form of other parts. */
    public MixtureExpr with(List<Expr> parts) {
        return new MixtureExpr(parts.get(0), parts.get(1), spread.with(parts.get(2)));
    }

    /** The distribution of the targets times factors plus offsets, both of shape [D]. */
    public MixtureExpr moved(Expr factors, Expr offsets) {
        return new MixtureExpr(logWeights, means.mul(factors.expand(1)).add(offsets.expand(1)), spread.scaled(factors));
    }

    /** The mixture with its weights raised to the power 1 / temperature: sharper below 1, more even above. */
    public MixtureExpr withMixingTemperature(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a temperature is a finite number above 0, not " + temperature + "; 1 changes nothing");
        }
        return new MixtureExpr(logWeights.div(temperature).logSoftmax(1), means, spread);
    }

    /** The logarithms of weight times density of each component at targets of shape [batch, D]; of shape [batch, K]. */
    public Expr logJoint(Expr targets) {
        return logWeights.add(spread.logDensity(targets.expand(2).sub(means)));
    }

    /** The log-density at targets of shape [batch, D], in nats; of shape [batch]. */
    public Expr logDensity(Expr targets) {
        return logJoint(targets).logSumExp(1);
    }

    /** The negative log-density, one for each example; of shape [batch]. */
    public Expr negativeLogLikelihood(Expr targets) {
        return logDensity(targets).neg();
    }

    /** The probability that each component made the targets of shape [batch, D]; of shape [batch, K]. */
    public Expr responsibilities(Expr targets) {
        return logJoint(targets).softmax(1);
    }

    /** The weights; of shape [batch, K]. */
    public Expr weights() {
        return logWeights.exp();
    }

    /** The mean of the whole mixture; of shape [batch, D]. */
    public Expr mean() {
        return weights().expand(1).mul(means).sum(2);
    }

    /** The variance of the whole mixture in each dimension: within the components and between them; of shape [batch, D]. */
    public Expr variance() {
        Expr between = means.sub(mean().expand(2)).square();
        return weights().expand(1).mul(variances().add(between)).sum(2);
    }

    /** The covariance matrix of the whole mixture: within the components and between them; of shape [batch, D, D]. */
    public Expr covariance() {
        Expr centred = means.sub(mean().expand(2));
        Expr between = centred.expand(2).mul(centred.expand(1));
        int dimension = means.shape().dim(1).size();
        return weights()
                .expand(1, 2)
                .mul(spread.covariances(dimension).add(between))
                .sum(3);
    }

    /**
     * The probability of a value not above each target of shape [batch, D], in each dimension by itself: the targets' PIT
     * values; of shape [batch, D].
     */
    public Expr cumulative(Expr targets) {
        Expr below = means.sub(targets.expand(2)).div(variances().mul(2).sqrt()).erfc();
        return weights().expand(1).mul(below).sum(2).mul(0.5);
    }
}
