package adjoint.mdn.mixture;

import adjoint.kernel.Erf64;
import java.util.stream.IntStream;

/** What only a mixture over one dimension has: cumulative probabilities, quantiles and the score made of them. */
final class Scalars {
    private static final double ROOT_2 = Math.sqrt(2);
    private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

    /** In deviations; from here on the expansion of a normal tail is right to ten digits, and erfc does not yet underflow. */
    private static final double FAR = 30;

    /** More than enough to halve the largest double down to the smallest. */
    private static final int STEPS = 2_200;

    private final double[] weights;
    private final double[] means;
    private final double[] deviations;

    /** @param weights whose sum is 1; components of weight 0 do not count */
    Scalars(double[] weights, double[] means, double[] deviations) {
        int[] present =
                IntStream.range(0, weights.length).filter(k -> weights[k] != 0).toArray();
        this.weights = IntStream.of(present).mapToDouble(k -> weights[k]).toArray();
        this.means = IntStream.of(present).mapToDouble(k -> means[k]).toArray();
        this.deviations = IntStream.of(present).mapToDouble(k -> deviations[k]).toArray();
    }

    static Scalars of(Mixture mixture) {
        if (mixture.dimension() != 1) {
            throw new IllegalArgumentException(
                    "cumulative probabilities, quantiles and the CRPS are those of one dimension,"
                            + " but the mixture has " + mixture.dimension() + "; take a marginal first");
        }
        int size = mixture.size();
        return new Scalars(
                IntStream.range(0, size).mapToDouble(mixture::weight).toArray(),
                IntStream.range(0, size)
                        .mapToDouble(k -> mixture.component(k).mean(0))
                        .toArray(),
                IntStream.range(0, size)
                        .mapToDouble(k -> mixture.component(k).deviation(0))
                        .toArray());
    }

    /** The probability below a point if the side is 1, above it if the side is -1; small ones keep their digits. */
    double tail(double point, int side) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * 0.5 * Erf64.erfc(side * (means[k] - point) / (deviations[k] * ROOT_2));
        }
        return sum;
    }

    /** The logarithm of the probability between two points, also where that is too small for a double. */
    double logProbability(double low, double high) {
        double[] logs = new double[weights.length];
        for (int k = 0; k < logs.length; k++) {
            double from = (low - means[k]) / deviations[k];
            double to = (high - means[k]) / deviations[k];
            // Mirrored into the upper tail, where no two numbers near 1 are subtracted.
            logs[k] = Math.log(weights[k])
                    + (from + to < 0 ? logStandardProbability(-to, -from) : logStandardProbability(from, to));
        }
        return Mixture.logSumExp(logs);
    }

    /** Of a standard normal distribution, between points of which the second is the farther from 0. */
    private static double logStandardProbability(double from, double to) {
        return from < FAR
                ? Math.log(0.5 * (Erf64.erfc(from / ROOT_2) - Erf64.erfc(to / ROOT_2)))
                : logTail(from) + Math.log1p(-Math.exp(logTail(to) - logTail(from)));
    }

    /** The asymptotic expansion of the tail beyond a far point (Abramowitz and Stegun 1964, 26.2.12). */
    private static double logTail(double point) {
        double q = 1 / (point * point);
        return -0.5 * point * point - Math.log(point * ROOT_2_PI) + Math.log1p(-q * (1 - 3 * q * (1 - 5 * q)));
    }

    /** The point that values stay below with a probability. */
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
        return side * root(probability, side, outer, inner);
    }

    /**
     * The point between two where the tail on one side has a probability: Newton's steps on its logarithm, which is nearly
     * straight far out, and halves of the interval where those leave it or shrink too slowly.
     */
    private double root(double probability, int side, double outer, double inner) {
        double low = outer;
        double high = inner;
        double at = 0.5 * low + 0.5 * high;
        double before = Double.POSITIVE_INFINITY;
        for (int step = 0; step < STEPS; step++) {
            double tail = tail(side * at, side);
            double excess = Math.log(tail / probability);
            low = excess <= 0 ? at : low;
            high = excess >= 0 ? at : high;
            double move = -excess * tail / density(side * at);
            boolean trusted = Math.abs(move) <= 0.5 * before && at + move >= low && at + move <= high;
            double next = trusted ? at + move : 0.5 * low + 0.5 * high;
            before = Math.abs(next - at);
            at = next;
            if (!(before > 0.5 * Math.ulp(at))) {
                break;
            }
        }
        return at;
    }

    private double density(double point) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double z = (point - means[k]) / deviations[k];
            sum += weights[k] * Math.exp(-0.5 * z * z) / (deviations[k] * ROOT_2_PI);
        }
        return sum;
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
        return 2 * deviation * Math.exp(-0.5 * z * z) / ROOT_2_PI + mean * Erf64.erf(z / ROOT_2);
    }
}
