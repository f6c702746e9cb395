package adjoint.mdn.mixture;

import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.special.Erf;

/** What only a mixture over one dimension has: cumulative probabilities, quantiles and the score made of them. */
final class Scalars {
    private static final double ROOT_2 = Math.sqrt(2);
    private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);
    private static final int EVALUATIONS = 10_000;

    private final double[] weights;
    private final double[] means;
    private final double[] deviations;

    Scalars(Mixture mixture) {
        if (mixture.dimension() != 1) {
            throw new IllegalArgumentException(
                    "cumulative probabilities, quantiles and the CRPS are those of one dimension,"
                            + " but the mixture has " + mixture.dimension() + "; take a marginal first");
        }
        int[] present = IntStream.range(0, mixture.size())
                .filter(k -> mixture.weight(k) > 0)
                .toArray();
        this.weights = IntStream.of(present).mapToDouble(mixture::weight).toArray();
        this.means = IntStream.of(present)
                .mapToDouble(k -> mixture.component(k).mean(0))
                .toArray();
        this.deviations = IntStream.of(present)
                .mapToDouble(k -> mixture.component(k).deviation(0))
                .toArray();
    }

    /** The probability below a point if the side is 1, above it if the side is -1; small ones keep their digits. */
    double tail(double point, int side) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * 0.5 * Erf.erfc(side * (means[k] - point) / (deviations[k] * ROOT_2));
        }
        return sum;
    }

    double quantile(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability lies between 0 and 1, not at " + probability);
        }
        return probability <= 0.5 ? quantile(probability, 1) : quantile(1 - probability, -1);
    }

    /** The point with at most half the probability on one side: below it if the side is 1, above it if the side is -1. */
    private double quantile(double probability, int side) {
        if (probability == 0) {
            return side * Double.NEGATIVE_INFINITY;
        }
        // The tail of a standard normal distribution beyond z > 0 is at most exp(-z * z / 2) / 2.
        double z = Math.sqrt(-2 * Math.log(Math.min(1, 2 * probability)));
        double outer = Double.POSITIVE_INFINITY;
        double inner = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            outer = Math.min(outer, side * means[k] - z * deviations[k]);
            inner = Math.max(inner, side * means[k]);
        }
        // Logarithms keep the far tail well scaled; an underflow counts as the smallest number, so that all stays
        // finite.
        double log = Math.log(probability);
        UnivariateFunction excess = x -> Math.log(Math.max(tail(side * x, side), Double.MIN_VALUE)) - log;
        if (excess.value(outer) >= 0 || excess.value(inner) <= 0) {
            return side * (excess.value(outer) >= 0 ? outer : inner);
        }
        double scale = Math.max(Math.abs(outer), Math.abs(inner));
        BrentSolver solver = new BrentSolver(1e-15, Math.max(Double.MIN_NORMAL, 1e-16 * scale), 0);
        return side * solver.solve(EVALUATIONS, excess, outer, inner);
    }

    /** The continuous ranked probability score (Grimit et al., 2006). */
    double crps(double point) {
        double toPoint = 0;
        double among = 0;
        for (int i = 0; i < weights.length; i++) {
            toPoint += weights[i] * meanDistance(point - means[i], deviations[i]);
            for (int j = 0; j < weights.length; j++) {
                double deviation = Math.hypot(deviations[i], deviations[j]);
                among += weights[i] * weights[j] * meanDistance(means[i] - means[j], deviation);
            }
        }
        return toPoint - 0.5 * among;
    }

    /** The mean absolute value of a normal distribution. */
    private static double meanDistance(double mean, double deviation) {
        double z = mean / deviation;
        return 2 * deviation * Math.exp(-0.5 * z * z) / ROOT_2_PI + mean * Erf.erf(z / ROOT_2);
    }
}
