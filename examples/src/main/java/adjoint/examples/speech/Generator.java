package adjoint.examples.speech;

import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Predictor;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Makes a model speak: it is fed its own random draws, starting from real samples. */
public final class Generator {
    private final Predictor predictor;
    private final double temperature;

    /** @param temperature of the draws: 1 for those the model predicts, less for surer, more for wilder ones */
    public Generator(DensityModel model, double temperature) {
        this.predictor = new Predictor(model);
        this.temperature = temperature;
    }

    /**
     * The samples that follow a frame.
     *
     * @param frame real samples, the oldest first
     * @param count samples to make
     * @param context further inputs of the model at each of them, none of which depends on the sound
     * @param seed for the draws
     */
    public double[] speak(double[] frame, int count, IntFunction<double[]> context, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] spoken = new double[count];
        double[] past = frame.clone();
        for (int i = 0; i < count; i++) {
            double[] further = context.apply(i);
            double[] input = new double[past.length + further.length];
            System.arraycopy(past, 0, input, 0, past.length);
            System.arraycopy(further, 0, input, past.length, further.length);
            spoken[i] = predictor.predict(input).tempered(temperature).sample(random)[0];
            System.arraycopy(past, 1, past, 0, past.length - 1);
            past[past.length - 1] = spoken[i];
        }
        return spoken;
    }
}
