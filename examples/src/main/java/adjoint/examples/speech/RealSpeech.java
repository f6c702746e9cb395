package adjoint.examples.speech;

import adjoint.mdn.model.DensityModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Real speech of the validation examples: what a model that speaks by itself starts from, and is compared with.
 *
 * @param frames the samples
 * @param phones the inputs of a model beside the samples, for each sample that it makes
 * @param length samples that a model makes
 * @param level root mean square that these should have; NaN where it changes from phone to phone
 * @param sampleRate samples per second
 * @param standardisation from 16-bit samples to the scale of the examples
 */
public record RealSpeech(
        Frames frames,
        IntFunction<double[]> phones,
        int length,
        double level,
        int sampleRate,
        Standardisation standardisation) {
    private static final double[] NONE = {};

    /** A vowel, to be spoken for a second. */
    public static RealSpeech of(Sequences data) {
        return new RealSpeech(
                data.validation(), i -> NONE, data.sampleRate(), 1, data.sampleRate(), data.standardisation());
    }

    /** The speaker's first validation utterance, to be spoken as long as it is. */
    public static RealSpeech of(Speaker voice) {
        Frames frames = voice.validation().frames();
        return new RealSpeech(
                frames,
                voice.validation()::phones,
                frames.sequence(0).length - frames.frame(),
                Double.NaN,
                voice.sampleRate(),
                voice.standardisation());
    }

    /**
     * What a model says when it is fed its own draws, from the first frame on; standardised samples.
     *
     * @param temperature of the draws
     */
    public double[] spoken(DensityModel model, double temperature, long seed) {
        double[] start = new double[frames.frame()];
        frames.copy(0, start, 0);
        return new Generator(model, temperature, standardisation).speak(start, length, level, phones, seed);
    }

    /** Writes standardised samples as a sound file. */
    public void write(Path file, double[] spoken) {
        Wav.write(file, standardisation.undo(spoken), sampleRate);
    }

    /** Typical figures of the real sequences; empty where all are too short to be measured. */
    public Optional<Acoustics> acoustics() {
        return Acoustics.typical(sequences());
    }

    /** How far, in decibels, the envelope of a single real sequence is from the typical one, at most; 0 where none is long. */
    public double envelopeSpread() {
        return acoustics().stream()
                .flatMapToDouble(typical -> sequences().stream().mapToDouble(typical::envelopeDistance))
                .max()
                .orElse(0);
    }

    private List<Acoustics> sequences() {
        return IntStream.range(0, frames.sequences())
                .mapToObj(i -> Acoustics.of(frames.sequence(i), sampleRate))
                .flatMap(Optional::stream)
                .toList();
    }
}
