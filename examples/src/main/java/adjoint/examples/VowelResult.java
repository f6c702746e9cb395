package adjoint.examples;

import adjoint.mdn.train.Epoch;
import java.util.List;

/**
 * What one network reached on the validation examples, on the standardised scale.
 *
 * @param model its name
 * @param parameters numbers that were trained
 * @param nll mean negative log-likelihood, in nats
 * @param mseOfDraw mean squared error of one random draw from the predicted distribution
 * @param mseOfMean mean squared error of the conditional mean
 * @param predictedVariance mean variance of the predicted distribution: what mseOfDraw is expected to exceed mseOfMean by
 * @param seconds wall time of training
 * @param epochs figures of each epoch
 */
record VowelResult(
        String model,
        int parameters,
        double nll,
        double mseOfDraw,
        double mseOfMean,
        double predictedVariance,
        double seconds,
        List<Epoch> epochs) {}
