package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcousticsTest {
    private static final int RATE = 16_000;

    private static Acoustics of(IntToDoubleFunction wave) {
        return Acoustics.of(IntStream.range(0, 8_000).mapToDouble(wave).toArray(), RATE);
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
    void aTonesPowerIsAtItsFrequency() {
        double[] spectrum = of(i -> Math.cos(2 * Math.PI * i * 1_000 / RATE)).spectrum();
        int highest = IntStream.range(0, spectrum.length)
                .reduce((a, b) -> spectrum[a] >= spectrum[b] ? a : b)
                .orElseThrow();
        assertThat(highest * RATE / 512.0).isCloseTo(1_000, within(20.0));
        assertThatThrownBy(() -> Acoustics.of(new double[100], RATE)).hasMessageContaining("100 samples");
    }
}
