package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.Tensor;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Bounds of the differential entropies of a batch of mixtures, in nats, as expressions: those of {@link Entropy}, of Huber
 * et al. (2008) and of Kolchinsky and Tracey (2017).
 *
 * @param lower the better of two lower bounds; of shape [batch]
 * @param upper the better of two upper bounds; of shape [batch]
 */
public record EntropyExpr(Expr lower, Expr upper) {
    static EntropyExpr of(MixtureExpr mixture) {
        int dimension = mixture.dimension();
        Expr weights = mixture.weights();
        Expr logWeights = mixture.logWeights();
        Pairs pairs = Pairs.of(mixture);

        // The entropy of a component is D / 2 minus its log-density at its own mean.
        Expr within = weights.mul(pairs.peak.rsub(0.5 * dimension)).sum(1);
        Expr finite = Expressions.where(logWeights.eq(Double.NEGATIVE_INFINITY), logWeights.zeros(), logWeights);
        Expr ofWeights = weights.mul(finite).sum(1).neg();
        Expr byOverlap = surprise(mixture, pairs.overlap);
        Expr byAffinity = surprise(mixture, pairs.affinity(dimension));
        Expr byDivergence = surprise(mixture, pairs.divergence(dimension).neg());
        return new EntropyExpr(
                Expressions.maximum(byOverlap, within.add(byAffinity)),
                within.add(Expressions.minimum(ofWeights, byDivergence)));
    }

    /** - sum_i w_i log sum_j w_j exp(closeness_ij). */
    private static Expr surprise(MixtureExpr mixture, Expr closeness) {
        Expr expected = mixture.logWeights().expand(1).add(closeness).logSumExp(2);
        return mixture.weights().mul(expected).sum(1).neg();
    }

    /**
     * Log-densities of components with respect to each other.
     *
     * @param peak of each component at its own mean, [batch, K]; the others are [batch, K, K]
     * @param overlap of the difference of independent draws from both, at 0
     * @param widest of that difference at its mean
     * @param cross of the second, as expected under the first
     */
    private record Pairs(Expr peak, Expr overlap, Expr widest, Expr cross) {
        static Pairs of(MixtureExpr mixture) {
            int size = mixture.size();
            int[] first = each(size, pair -> pair / size);
            int[] second = each(size, pair -> pair % size);
            Expr means = mixture.means();
            Expr distance = means.gather(Expressions.constant(Tensor.of(first)), 2)
                    .sub(means.gather(Expressions.constant(Tensor.of(second)), 2));
            Spread one = mixture.spread().components(first);
            Spread other = mixture.spread().components(second);
            Spread sum = one.plus(other);
            Expr trace = other.relativeTrace(one, mixture.dimension());
            return new Pairs(
                    atMean(mixture.spread(), means),
                    square(sum.logDensity(distance), size),
                    square(atMean(sum, distance), size),
                    square(other.logDensity(distance).sub(trace.mul(0.5)), size));
        }

        private static Expr atMean(Spread spread, Expr deviations) {
            return spread.logDensity(deviations.zeros().broadcastTo(deviations.shape()));
        }

        private static int[] each(int size, IntUnaryOperator component) {
            return IntStream.range(0, size * size).map(component).toArray();
        }

        private static Expr square(Expr pairs, int size) {
            return pairs.reshape(pairs.shape().dim(0), size, size);
        }

        /** Minus the Bhattacharyya distance of each pair. */
        Expr affinity(int dimension) {
            Expr peaks = peak.expand(2).add(peak.expand(1));
            return overlap.add(widest).sub(peaks).mul(0.5).add(0.5 * dimension * Math.log(2));
        }

        /** The relative entropy (Kullback-Leibler divergence) of the second from the first. */
        Expr divergence(int dimension) {
            return peak.expand(2).sub(0.5 * dimension).sub(cross);
        }
    }
}
