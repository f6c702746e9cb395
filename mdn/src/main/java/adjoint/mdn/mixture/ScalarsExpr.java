package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Maths;

/**
 * What {@link Scalars} has, of each dimension of a batch of mixtures by itself, as expressions.
 *
 * @param weights of shape [batch, 1, K]
 * @param means of shape [batch, D, K]
 * @param variances of shape [batch, D, K], or [batch, 1, K] where all dimensions have the same
 */
record ScalarsExpr(Expr weights, Expr means, Expr variances) {
    private static final double ROOT_2 = Math.sqrt(2);

    static ScalarsExpr of(MixtureExpr mixture) {
        return new ScalarsExpr(mixture.weights().expand(1), mixture.means(), mixture.variances());
    }

    /** The probability below points [batch, D] if the side is 1, above them if the side is -1. */
    Expr tail(Expr points, int side) {
        Expr above = side > 0 ? means.sub(points.expand(2)) : points.expand(2).sub(means);
        Expr parts = above.div(variances.mul(2).sqrt()).erfc();
        return weights.mul(parts).sum(2).mul(0.5);
    }

    /**
     * The logarithm of the probability between points [batch, D]; see {@link Scalars#logProbability}. With the exponential
     * taken out of erfc, nothing underflows in the tails.
     */
    Expr logProbability(Expr logWeights, Expr low, Expr high) {
        Expr deviations = variances.sqrt();
        Expr below = low.expand(2).sub(means).div(deviations);
        Expr above = high.expand(2).sub(means).div(deviations);
        // Mirrored into the upper tail, where no two numbers near 1 are subtracted.
        Expr mirrored = below.add(above).lt(0);
        Expr from = Expressions.where(mirrored, above.neg(), below);
        Expr to = Expressions.where(mirrored, below.neg(), above);
        Expr left = from.div(ROOT_2);
        Expr right = to.div(ROOT_2);
        Expr wide = left.erfc().sub(right.erfc()).log();
        Expr tail = Expressions.maximum(left, 0);
        Expr shrink = left.square().sub(right.square()).exp();
        Expr far = Maths.ERFCX
                .of(tail)
                .sub(shrink.mul(Maths.ERFCX.of(Expressions.maximum(right, 0))))
                .log()
                .sub(tail.square());
        Expr parts = Expressions.where(from.gt(0), far, wide)
                .add(logWeights.expand(1))
                .sub(Math.log(2));
        return parts.logSumExp(2);
    }

    Expr crps(Expr points) {
        Expr toPoints = weights.mul(meanDistance(points.expand(2).sub(means), variances))
                .sum(2);
        Expr differences = means.expand(3).sub(means.expand(2));
        Expr among = meanDistance(differences, variances.expand(3).add(variances.expand(2)));
        Expr pairs = weights.expand(3).mul(weights.expand(2)).mul(among);
        return toPoints.sub(pairs.sum(2, 3).mul(0.5));
    }

    /** The mean absolute value of normal distributions. */
    private static Expr meanDistance(Expr means, Expr variances) {
        Expr deviations = variances.sqrt();
        Expr z = means.div(deviations);
        Expr atMean = deviations.mul(z.square().mul(-0.5).exp()).mul(2 / Math.sqrt(2 * Math.PI));
        return atMean.add(means.mul(z.div(Math.sqrt(2)).erf()));
    }
}
