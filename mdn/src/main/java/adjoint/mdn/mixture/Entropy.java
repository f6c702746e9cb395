package adjoint.mdn.mixture;

/**
 * Bounds of a mixture's differential entropy, in nats; the entropy itself has no closed form.
 *
 * @param lower the better of two lower bounds: from the expected density (Huber et al., On entropy approximation for
 *     Gaussian mixture random vectors, 2008, theorem 2) and from pairwise Bhattacharyya distances (Kolchinsky and Tracey,
 *     Estimating mixture entropy with pairwise distances, 2017)
 * @param upper the better of two upper bounds: as if the component were known besides (Huber et al., theorem 3), and from
 *     pairwise relative entropies (Kolchinsky and Tracey)
 */
public record Entropy(double lower, double upper) {
    static Entropy of(Mixture mixture) {
        int size = mixture.size();
        double within = 0;
        double weights = 0;
        double expectedDensity = 0;
        double byBhattacharyya = 0;
        double byDivergence = 0;
        for (int i = 0; i < size; i++) {
            double weight = mixture.weight(i);
            if (weight == 0) {
                continue;
            }
            double[] overlaps = new double[size];
            double[] distances = new double[size];
            double[] divergences = new double[size];
            for (int j = 0; j < size; j++) {
                Normal one = mixture.component(i);
                Normal other = mixture.component(j);
                double log = Math.log(mixture.weight(j));
                overlaps[j] = log + one.minus(other).logDensity(new double[mixture.dimension()]);
                distances[j] = log - bhattacharyya(one, other);
                divergences[j] = log - one.divergence(other);
            }
            within += weight * mixture.component(i).entropy();
            weights -= weight * Math.log(weight);
            expectedDensity -= weight * Mixture.logSumExp(overlaps);
            byBhattacharyya -= weight * Mixture.logSumExp(distances);
            byDivergence -= weight * Mixture.logSumExp(divergences);
        }
        return new Entropy(
                Math.max(expectedDensity, within + byBhattacharyya), within + Math.min(weights, byDivergence));
    }

    /** The Bhattacharyya distance of two normal distributions. */
    private static double bhattacharyya(Normal one, Normal other) {
        int dimension = one.dimension();
        Normal difference = one.minus(other);
        double atZero = difference.logDensity(new double[dimension]);
        double atMean = -difference.entropy() + 0.5 * dimension;
        double meanLogFactor = 0.5 * (one.logFactorDeterminant() + other.logFactorDeterminant());
        double logFactor = difference.logFactorDeterminant() - 0.5 * dimension * Math.log(2);
        return 0.5 * (atMean - atZero) + logFactor - meanLogFactor;
    }
}
