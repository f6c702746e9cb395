package adjoint.mdn.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How well predicted distributions fit what was observed. Squared errors, CRPS, PIT values and coverage are taken in each
 * target dimension by itself and averaged over dimensions.
 *
 * @param nll mean negative log-likelihood, in nats
 * @param mseOfMean mean squared error of the mean
 * @param mseOfDraw mean squared error of one random draw; about mseOfMean + meanVariance
 * @param mseOfMode mean squared error of the densest mode
 * @param meanVariance mean variance of the predictions
 * @param crps mean continuous ranked probability score
 * @param coverage share of observations within the central intervals of {@link #LEVELS}
 * @param pit share of PIT values (the predicted probability of a smaller value) in each of {@link #BINS} equal bins; all
 *     equal where the predictions are calibrated
 */
public record Scores(
        double nll,
        double mseOfMean,
        double mseOfDraw,
        double mseOfMode,
        double meanVariance,
        double crps,
        List<Double> coverage,
        List<Double> pit) {
    /** Probabilities of the intervals whose coverage is counted. */
    public static final List<Double> LEVELS = List.of(0.5, 0.9, 0.95);

    /** Bins of the PIT histogram. */
    public static final int BINS = 10;

    /** The root of the mean squared error of the mean. */
    public double rmse() {
        return Math.sqrt(mseOfMean);
    }

    /**
     * Scores predictions.
     *
     * @param observed one point for each prediction
     * @param seed for the random draws
     */
    public static Scores of(List<Mixture> predicted, double[][] observed, long seed) {
        if (predicted.size() != observed.length || observed.length == 0) {
            throw new IllegalArgumentException("there are " + predicted.size() + " predictions for " + observed.length
                    + " observations; there must be as many, and at least 1");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double nll = 0;
        double ofDraw = 0;
        double ofMode = 0;
        double ofMean = 0;
        double variance = 0;
        double crps = 0;
        List<Double> pits = new ArrayList<>();
        for (int i = 0; i < observed.length; i++) {
            Mixture mixture = predicted.get(i);
            nll -= mixture.logDensity(observed[i]);
            ofMean += squaredError(mixture.mean(), observed[i]);
            ofDraw += squaredError(mixture.sample(random), observed[i]);
            ofMode += squaredError(mixture.modes().get(0), observed[i]);
            variance += meanDiagonal(mixture.covariance());
            for (int d = 0; d < observed[i].length; d++) {
                Mixture marginal = mixture.dimension() == 1 ? mixture : mixture.marginal(d);
                crps += marginal.crps(observed[i][d]) / observed[i].length;
                pits.add(marginal.cumulative(observed[i][d]));
            }
        }
        double n = observed.length;
        return new Scores(
                nll / n,
                ofMean / n,
                ofDraw / n,
                ofMode / n,
                variance / n,
                crps / n,
                LEVELS.stream()
                        .map(level -> share(pits, (1 - level) / 2, (1 + level) / 2))
                        .toList(),
                IntStream.range(0, BINS)
                        .mapToObj(bin -> share(
                                pits,
                                (double) bin / BINS,
                                Math.nextDown((bin + 1.0) / BINS) + (bin == BINS - 1 ? 1 : 0)))
                        .toList());
    }

    private static double squaredError(double[] predicted, double[] observed) {
        double sum = 0;
        for (int d = 0; d < observed.length; d++) {
            sum += (predicted[d] - observed[d]) * (predicted[d] - observed[d]);
        }
        return sum / observed.length;
    }

    private static double meanDiagonal(double[][] matrix) {
        return IntStream.range(0, matrix.length)
                .mapToDouble(d -> matrix[d][d])
                .average()
                .orElseThrow();
    }

    /** The share of values from {@code low} to {@code high}, both included. */
    private static double share(List<Double> values, double low, double high) {
        return values.stream().filter(value -> value >= low && value <= high).count() / (double) values.size();
    }
}
