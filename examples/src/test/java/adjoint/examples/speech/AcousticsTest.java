package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AcousticsTest {
    private static final int RATE = 16_000;

    private static Acoustics of(IntToDoubleFunction wave) {
        return Acoustics.of(IntStream.range(0, 8_000).mapToDouble(wave).toArray(), RATE)
                .orElseThrow();
    }

    @Test
    void aVoicesPeriodIsFound() {
        Acoustics voice = of(i -> Math.sin(2 * Math.PI * i / 128) + 0.5 * Math.sin(2 * Math.PI * i / 64 + 1));
        assertThat(voice.pitchPeriod()).isEqualTo(8);
        assertThat(voice.periodicity()).isCloseTo(1, within(1e-9));
    }

    @Test
    void noiseIsNeitherPeriodicNorPeaky() {
        SplittableRandom random = new SplittableRandom(1);
        Acoustics noise = of(i -> random.nextGaussian());
        assertThat(noise.periodicity()).isLessThan(0.1);
        assertThat(noise.kurtosis()).isCloseTo(0, within(0.2));
        SplittableRandom other = new SplittableRandom(2);
        assertThat(noise.spectralDistance(of(i -> 7 * other.nextGaussian()))).isLessThan(2.5);
        assertThat(of(i -> i % 100 == 0 ? 1 : 0).kurtosis()).isGreaterThan(50);
    }

    @Test
    void spikesAreSeenInTheStepsAndPeaksInTheSpectrum() {
        SplittableRandom random = new SplittableRandom(3);
        double[] noise = random.doubles(8_000).map(x -> x - 0.5).toArray();
        Acoustics even = of(i -> noise[i]);
        Acoustics spiky = of(i -> noise[i] + (i % 1_000 == 0 ? 5 : 0));
        assertThat(even.level()).isCloseTo(Math.sqrt(1.0 / 12), within(0.005));
        assertThat(even.crest()).isCloseTo(Math.sqrt(3), within(0.05));
        // The difference of two uniform variables has a triangular distribution.
        assertThat(even.kurtosisOfSteps()).isCloseTo(-0.6, within(0.1));
        assertThat(spiky.kurtosisOfSteps()).isGreaterThan(10);
        assertThat(spiky.crest()).isGreaterThan(10);
        assertThat(even.flatness()).isBetween(-0.5, 0.0);
        assertThat(of(i -> noise[i] + 5 * Math.cos(i)).flatness()).isLessThan(-10);
    }

    @Test
    void theTypicalSoundIsTheMedianOfEachFigure() {
        List<Acoustics> sounds = Stream.of(100, 128, 200)
                .map(period -> of(i -> Math.sin(2 * Math.PI * i / period)))
                .toList();
        assertThat(Acoustics.typical(sounds).orElseThrow().pitchPeriod()).isEqualTo(8);
        assertThat(Acoustics.typical(sounds.subList(1, 2)).orElseThrow().flatness())
                .isCloseTo(sounds.get(1).flatness(), within(1e-9));
    }

    @Test
    void aTonesPowerIsAtItsFrequency() {
        double[] spectrum = of(i -> Math.cos(2 * Math.PI * i * 1_000 / RATE)).spectrum();
        int highest = IntStream.range(0, spectrum.length)
                .reduce((a, b) -> spectrum[a] >= spectrum[b] ? a : b)
                .orElseThrow();
        assertThat(highest * RATE / 512.0).isCloseTo(1_000, within(20.0));
        assertThat(Acoustics.of(new double[1_000], RATE)).isEmpty();
        assertThat(Acoustics.typical(List.of())).isEmpty();
    }

    @Test
    void envelopesDoNotHangOnThePitch() {
        SplittableRandom random = new SplittableRandom(5);
        double[] noise = random.doubles(16_000).map(x -> x - 0.5).toArray();
        double[] dull = new double[8_000];
        for (int i = 1; i < dull.length; i++) {
            dull[i] = 0.95 * dull[i - 1] + noise[i];
        }
        Acoustics white = of(i -> noise[i]);
        assertThat(white.envelopeDistance(of(i -> 3 * noise[8_000 + i]))).isLessThan(1);
        assertThat(white.envelopeDistance(of(i -> dull[i]))).isBetween(6.0, 12.0);
        assertThat(white.envelopeDistance(of(i -> dull[i]))).isLessThan(white.spectralDistance(of(i -> dull[i])));
    }

    @Test
    void harmonicsStandAboveNoiseByTheirPowers() {
        SplittableRandom random = new SplittableRandom(6);
        double[] noise = random.doubles(8_000).map(x -> x - 0.5).toArray();
        // A sine's power is 1/2, that of noise within 0.5 of 0 is 1/12: 7.8 decibels.
        Acoustics voice = of(i -> Math.sin(2 * Math.PI * i / 128) + noise[i]);
        assertThat(voice.harmonicToNoise()).isCloseTo(10 * Math.log10(6), within(0.5));
        assertThat(voice.judged(voice, 1)).contains("ms, close to the real", "within the 1.0 dB");
        assertThat(voice.judged(voice, 0)).doesNotContain("that single real sounds");
        assertThat(of(i -> Math.sin(2 * Math.PI * i / 64)).judged(voice, 1))
                .contains("ms, not close to the real", "beyond the 1.0 dB");
    }
}
