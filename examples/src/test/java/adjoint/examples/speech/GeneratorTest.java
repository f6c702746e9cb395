package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.model.GaussianMlp;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratorTest {
    private static final Standardisation SCALE = new Standardisation(0, 4_000);

    /** A linear model of one sine, whose echo grows or fades by a factor each sample. */
    private static double[] spoken(double growth, double level) {
        Architecture shape = new Architecture(32, List.of(), 1, Activation.IDENTITY, DType.FLOAT64);
        GaussianMlp model = new GaussianMlp(shape, 1);
        Tensor weights = Tensor.zeros(DType.FLOAT64, 32, 1);
        weights.set(31, growth * 2 * Math.cos(2 * Math.PI / 16));
        weights.set(30, -growth * growth);
        model.variables().get(0).set(weights);
        model.variables().get(1).set(Tensor.zeros(DType.FLOAT64, 1));
        model.variables().get(2).set(Tensor.of(new double[][] {{1e-6}}).reshape(1));
        double[] start = new double[32];
        Arrays.setAll(start, i -> Math.sin(2 * Math.PI * i / 16));
        return new Generator(model, 1, SCALE).speak(start, 10_000, level, i -> new double[0], 1);
    }

    private static double level(double[] samples) {
        return Math.sqrt(
                Arrays.stream(samples, 8_000, 10_000).map(x -> x * x).average().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"1.002", "1", "0.998"})
    void theGainHoldsTheLevel(double growth) {
        assertThat(level(spoken(growth, 1))).isCloseTo(1, within(0.2));
    }

    @ParameterizedTest
    @CsvSource({"1.002, 4, 9", "0.998, 0, 0.1"})
    void withoutItSoundsFadeOrFillTheScaleButNeverLeaveIt(double growth, double least, double most) {
        double[] spoken = spoken(growth, Double.NaN);
        assertThat(level(spoken)).isBetween(least, most);
        for (double sample : spoken) {
            double stored = 4_000 * sample;
            assertThat(stored).isCloseTo(Math.rint(stored), within(1e-9)).isBetween(-32_768.1, 32_767.1);
        }
    }
}
