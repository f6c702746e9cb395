package adjoint.mdn.mixture;

import adjoint.expr.Expr;

/**
 * A batch of mixtures of K normal distributions over D dimensions, as expressions. Weights stay in the log domain, so that a
 * component of vanishing weight or density does no harm (Bishop 1994, Mixture Density Networks).
 *
 * @param logWeights of shape [batch, K]; their exponentials sum to 1
 * @param means of shape [batch, D, K]
 * @param variances of shape [batch, 1, K] for isotropic, [batch, D, K] for diagonal covariances
 */
public record MixtureExpr(Expr logWeights, Expr means, Expr variances) {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** The logarithms of weight times density of each component at targets of shape [batch, D]; of shape [batch, K]. */
    public Expr logJoint(Expr targets) {
        Expr scaled = targets.expand(2).sub(means).square().div(variances);
        Expr logDensity = scaled.add(variances.log()).add(LOG_2_PI).sum(1).mul(-0.5);
        return logWeights.add(logDensity);
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
        return weights().expand(1).mul(variances.add(between)).sum(2);
    }
}
