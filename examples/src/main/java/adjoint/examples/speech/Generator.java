package adjoint.examples.speech;

import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Predictor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Makes a model speak: it is fed its own random draws, starting from real samples. As in a telephone, a gain holds the level
 * where it is known: each sample is moved a little towards it. Small errors of the level would otherwise add up to silence
 * or to a burst, for a model that takes loud and soft signals alike.
 */
public final class Generator {
    /** The power of the ratio of levels by which a sample is amplified; a frame later the ratio is about 1. */
    private static final double STRENGTH = 0.03;

    /** Most that a sample is amplified or weakened by. */
    private static final double MOST = 2;

    private final Predictor predictor;
    private final double temperature;
    private final Standardisation scale;

    /**
     * @param temperature of the draws: 1 for those the model predicts, less for surer, more for wilder ones
     * @param scale of the model; draws become 16-bit samples before they are fed back, as all that it has learnt from was,
     *     so that no sound can grow without bound
     */
    public Generator(DensityModel model, double temperature, Standardisation scale) {
        this.predictor = new Predictor(model);
        this.temperature = temperature;
        this.scale = scale;
    }

    /**
     * The samples that follow a frame.
     *
     * @param frame real samples, the oldest first
     * @param count samples to make
     * @param level the root mean square that a frame should have, standardised; NaN to let it go where it will
     * @param context further inputs of the model at each of them, none of which depends on the sound
     * @param seed for the draws
     */
    public double[] speak(double[] frame, int count, double level, IntFunction<double[]> context, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] spoken = new double[count];
        double[] past = frame.clone();
        for (int i = 0; i < count; i++) {
            double[] further = context.apply(i);
            double[] input = new double[past.length + further.length];
            System.arraycopy(past, 0, input, 0, past.length);
            System.arraycopy(further, 0, input, past.length, further.length);
            double drawn = predictor.predict(input).tempered(temperature).sample(random)[0];
            spoken[i] = scale.stored(drawn * gain(past, level));
            System.arraycopy(past, 1, past, 0, past.length - 1);
            past[past.length - 1] = spoken[i];
        }
        return spoken;
    }

    private static double gain(double[] past, double level) {
        if (Double.isNaN(level)) {
            return 1;
        }
        double own = Math.sqrt(Arrays.stream(past).map(x -> x * x).average().orElseThrow());
        return Math.max(1 / MOST, Math.min(MOST, Math.pow(level / own, STRENGTH)));
    }
}
