package adjoint.examples.network;

import adjoint.mdn.train.Epoch;
import java.util.List;

/**
 * What one model reached on the validation examples, on the standardised scale.
 *
 * @param model its name
 * @param recipe how it was trained, in words
 * @param parameters numbers that were fitted
 * @param nll mean negative log-likelihood, in nats
 * @param bits mean negative binary logarithm of the probability of the 16-bit sample: what a perfect coder would need
 * @param mseOfDraw mean squared error of one random draw from the predicted distribution
 * @param mseOfMean mean squared error of the conditional mean
 * @param mseOfMode mean squared error of the densest mode
 * @param predictedVariance mean variance of the predicted distribution: what mseOfDraw is expected to exceed mseOfMean by
 * @param crps mean continuous ranked probability score
 * @param coverage share of targets within the central intervals of 50, 90 and 95 %
 * @param pit share of PIT values in each of ten equal bins
 * @param seconds wall time of training
 * @param cpuSeconds processor time of training
 * @param shareOutsideSteps of an epoch's wall time, what is spent outside the compiled step; median over epochs, NaN
 *     without epochs
 * @param epochs figures of each epoch; of the first network, where several are averaged
 */
public record Result(
        String model,
        String recipe,
        int parameters,
        double nll,
        double bits,
        double mseOfDraw,
        double mseOfMean,
        double mseOfMode,
        double predictedVariance,
        double crps,
        List<Double> coverage,
        List<Double> pit,
        double seconds,
        double cpuSeconds,
        double shareOutsideSteps,
        List<Epoch> epochs) {}
