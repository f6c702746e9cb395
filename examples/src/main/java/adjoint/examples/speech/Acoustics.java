package adjoint.examples.speech;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.Kurtosis;
import org.apache.commons.math3.transform.DctNormalization;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastCosineTransformer;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * What a stretch of voiced sound is like.
 *
 * @param level standard deviation of the samples
 * @param pitchPeriod in milliseconds: the lag of the highest autocorrelation that a voice can have
 * @param periodicity that autocorrelation, 1 for a perfectly periodic sound
 * @param crest the largest deviation from the mean, in standard deviations
 * @param kurtosis excess kurtosis of the samples: 0 for normal ones, more for peaky ones
 * @param kurtosisOfSteps the same of the differences of neighbouring samples, which single spikes raise most
 * @param flatness geometric over arithmetic mean of the power spectrum, in decibels: 0 for white noise, the lower the more of
 *     the power lies in few peaks
 * @param spectrum mean power spectrum in decibels, from 0 to half the sample rate, its level taken away
 */
public record Acoustics(
        double level,
        double pitchPeriod,
        double periodicity,
        double crest,
        double kurtosis,
        double kurtosisOfSteps,
        double flatness,
        double[] spectrum) {
    /** Samples in a window of the spectrum. */
    private static final int WINDOW = 512;

    private static final int SHORTEST = 2 * WINDOW;

    /** Lowest and highest voice, in hertz. */
    private static final double LOWEST = 60;

    private static final double HIGHEST = 400;

    /** Cepstral coefficients of an envelope: fewer than the samples of any voice's period, so that no harmonic is in it. */
    private static final int ENVELOPE = 30;

    /** Relative difference of pitch periods that a listener hardly minds. */
    private static final double SAME_PITCH = 0.1;

    /** Keeps the logarithm of silence finite: 120 decibels below a power of 1. */
    private static final double SILENCE = 1e-12;

    /**
     * Measures a sound, if it has at least two windows of 512 samples.
     *
     * @param sampleRate samples per second
     */
    public static Optional<Acoustics> of(double[] samples, int sampleRate) {
        if (samples.length < SHORTEST) {
            return Optional.empty();
        }
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int lag = (int) (sampleRate / HIGHEST); lag <= sampleRate / LOWEST; lag++) {
            double correlation = autocorrelation(samples, lag);
            if (correlation > highest) {
                highest = correlation;
                best = lag;
            }
        }
        double mean = StatUtils.mean(samples);
        double deviation = Math.sqrt(StatUtils.populationVariance(samples, mean));
        double farthest =
                Arrays.stream(samples).map(x -> Math.abs(x - mean)).max().orElseThrow();
        double[] spectrum = spectrum(samples);
        double[] steps = new double[samples.length - 1];
        Arrays.setAll(steps, i -> samples[i + 1] - samples[i]);
        return Optional.of(new Acoustics(
                deviation,
                1000.0 * best / sampleRate,
                highest,
                farthest / deviation,
                new Kurtosis().evaluate(samples),
                new Kurtosis().evaluate(steps),
                flatness(spectrum),
                spectrum));
    }

    /**
     * The median of each figure, for a single period may be taken for two, and the mean of the spectra in decibels; empty for no
     * sounds.
     */
    public static Optional<Acoustics> typical(List<Acoustics> sounds) {
        if (sounds.isEmpty()) {
            return Optional.empty();
        }
        double[] spectrum = new double[sounds.get(0).spectrum.length];
        Arrays.setAll(
                spectrum,
                i -> sounds.stream()
                        .mapToDouble(sound -> sound.spectrum[i])
                        .average()
                        .orElseThrow());
        return Optional.of(new Acoustics(
                median(sounds, Acoustics::level),
                median(sounds, Acoustics::pitchPeriod),
                median(sounds, Acoustics::periodicity),
                median(sounds, Acoustics::crest),
                median(sounds, Acoustics::kurtosis),
                median(sounds, Acoustics::kurtosisOfSteps),
                flatness(spectrum),
                spectrum));
    }

    private static double median(List<Acoustics> sounds, ToDoubleFunction<Acoustics> figure) {
        return StatUtils.percentile(sounds.stream().mapToDouble(figure).toArray(), 50);
    }

    /** The figures by name, without the spectrum, for files and tables. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("level", level);
        figures.put("pitchPeriodMilliseconds", pitchPeriod);
        figures.put("periodicity", periodicity);
        figures.put("harmonicToNoise", harmonicToNoise());
        figures.put("crest", crest);
        figures.put("excessKurtosis", kurtosis);
        figures.put("excessKurtosisOfSteps", kurtosisOfSteps);
        figures.put("flatness", flatness);
        return figures;
    }

    private static double autocorrelation(double[] samples, int lag) {
        double mean = Arrays.stream(samples).average().orElseThrow();
        double product = 0;
        double before = 0;
        double after = 0;
        for (int i = lag; i < samples.length; i++) {
            double a = samples[i - lag] - mean;
            double b = samples[i] - mean;
            product += a * b;
            before += a * a;
            after += b * b;
        }
        return product / Math.sqrt(before * after + SILENCE);
    }

    /** Welch's estimate: windows that overlap by half, weighted by a raised cosine, averaged. */
    private static double[] spectrum(double[] samples) {
        FastFourierTransformer transformer = new FastFourierTransformer(DftNormalization.STANDARD);
        double[] power = new double[WINDOW / 2 + 1];
        for (int from = 0; from + WINDOW <= samples.length; from += WINDOW / 2) {
            double[] window = Arrays.copyOfRange(samples, from, from + WINDOW);
            for (int i = 0; i < WINDOW; i++) {
                window[i] *= 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW);
            }
            Complex[] transformed = transformer.transform(window, TransformType.FORWARD);
            for (int i = 0; i < power.length; i++) {
                power[i] += transformed[i].abs() * transformed[i].abs();
            }
        }
        double[] decibels =
                Arrays.stream(power).map(p -> 10 * Math.log10(p + SILENCE)).toArray();
        double level = Arrays.stream(decibels).average().orElseThrow();
        return Arrays.stream(decibels).map(d -> d - level).toArray();
    }

    /** Of a spectrum whose decibels have mean 0, which is the logarithm of the geometric mean. */
    private static double flatness(double[] spectrum) {
        return -10
                * Math.log10(Arrays.stream(spectrum)
                        .map(decibels -> Math.pow(10, decibels / 10))
                        .average()
                        .orElseThrow());
    }

    /** The root mean square difference of two spectra, in decibels. */
    public double spectralDistance(Acoustics other) {
        double sum = 0;
        for (int i = 0; i < spectrum.length; i++) {
            sum += (spectrum[i] - other.spectrum[i]) * (spectrum[i] - other.spectrum[i]);
        }
        return Math.sqrt(sum / spectrum.length);
    }

    /** Power of the periodic part over that of the rest, in decibels (Boersma 1993). */
    public double harmonicToNoise() {
        double periodic = Math.max(SILENCE, Math.min(1 - SILENCE, periodicity));
        return 10 * Math.log10(periodic / (1 - periodic));
    }

    /** The root mean square difference of two spectral envelopes, in decibels: of the tract, whatever the pitch. */
    public double envelopeDistance(Acoustics other) {
        double[] difference = new double[spectrum.length];
        Arrays.setAll(difference, i -> spectrum[i] - other.spectrum[i]);
        double[] cepstrum =
                new FastCosineTransformer(DctNormalization.STANDARD_DCT_I).transform(difference, TransformType.FORWARD);
        Arrays.fill(cepstrum, ENVELOPE, cepstrum.length, 0);
        double[] smooth =
                new FastCosineTransformer(DctNormalization.STANDARD_DCT_I).transform(cepstrum, TransformType.INVERSE);
        return Math.sqrt(StatUtils.sumSq(smooth) / smooth.length);
    }

    /**
     * Whether this sound has the pitch and the envelope of a typical real one, in words.
     *
     * @param spread largest distance of a single real sound's envelope from the typical one, in decibels; 0 if there is one
     */
    public String judged(Acoustics real, double spread) {
        double distance = envelopeDistance(real);
        String within = distance <= spread ? "within" : "beyond";
        return String.format(
                Locale.ROOT,
                "Its pitch period is %.1f ms, %s the real %.1f ms; its spectral envelope is %.1f dB from the real one%s;"
                        + " its harmonics stand %.0f dB above its noise, the real ones %.0f dB.",
                pitchPeriod,
                Math.abs(pitchPeriod / real.pitchPeriod - 1) < SAME_PITCH ? "close to" : "not close to",
                real.pitchPeriod,
                distance,
                spread == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %s the %.1f dB that single real sounds are from it", within, spread),
                harmonicToNoise(),
                real.harmonicToNoise());
    }
}
