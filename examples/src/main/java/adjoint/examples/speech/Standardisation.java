package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The affine map from 16-bit samples to numbers of mean 0 and variance 1.
 *
 * @param mean in 16-bit steps
 * @param deviation population standard deviation in 16-bit steps, above 0
 */
public record Standardisation(double mean, double deviation) {
    /**
     * The map that standardises {@code samples}.
     *
     * @throws DataException if they are all the same
     */
    public static Standardisation of(double[] samples) {
        double mean = StatUtils.mean(samples);
        double deviation = Math.sqrt(StatUtils.populationVariance(samples, mean));
        if (!(deviation > 0)) {
            throw new DataException("all " + samples.length + " training samples equal " + mean
                    + ", so there is nothing to learn; choose recordings with sound in them");
        }
        return new Standardisation(mean, deviation);
    }

    /** From the 16-bit scale to the standardised one. */
    public double[] apply(double[] samples) {
        double[] standardised = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            standardised[i] = (samples[i] - mean) / deviation;
        }
        return standardised;
    }

    /** From the standardised scale back to 16-bit samples, not rounded. */
    public double[] undo(double[] standardised) {
        double[] samples = new double[standardised.length];
        for (int i = 0; i < standardised.length; i++) {
            samples[i] = mean + deviation * standardised[i];
        }
        return samples;
    }

    /** The nearest number that is a 16-bit sample. */
    public double stored(double standardised) {
        return (sample(standardised) - mean) / deviation;
    }

    private double sample(double standardised) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.rint(mean + deviation * standardised)));
    }

    /** From where to where numbers lie that become the same 16-bit sample as this one; at the ends of the scale without end. */
    public double[] cell(double standardised) {
        double sample = sample(standardised);
        return new double[] {
            sample == Short.MIN_VALUE ? Double.NEGATIVE_INFINITY : (sample - 0.5 - mean) / deviation,
            sample == Short.MAX_VALUE ? Double.POSITIVE_INFINITY : (sample + 0.5 - mean) / deviation
        };
    }
}
