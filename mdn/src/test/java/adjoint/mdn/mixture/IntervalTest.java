package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    private static Mixture mixture(double... weightsMeansDeviations) {
        int size = weightsMeansDeviations.length / 3;
        double[] weights = new double[size];
        Normal[] components = new Normal[size];
        for (int k = 0; k < size; k++) {
            weights[k] = weightsMeansDeviations[3 * k];
            double deviation = weightsMeansDeviations[3 * k + 2];
            components[k] = Normal.diagonal(new double[] {weightsMeansDeviations[3 * k + 1]}, deviation * deviation);
        }
        return new Mixture(weights, components);
    }

    @Test
    void theProbabilityIsThatOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 200; trial++) {
            double mean = random.nextGaussian();
            double deviation = Math.exp(random.nextGaussian());
            double low = random.nextGaussian();
            double high = low + Math.exp(2 * random.nextGaussian());
            double expected = 0.25 * new NormalDistribution(mean, deviation).probability(low, high)
                    + 0.75 * new NormalDistribution(-1, 2).probability(low, high);
            assertThat(Math.exp(mixture(0.25, mean, deviation, 0.75, -1, 2).logProbability(low, high)))
                    .isCloseTo(expected, within(1e-9 * expected + 1e-13));
        }
    }

    /** Values of 40 digits, by mpmath. */
    @ParameterizedTest
    @CsvSource({"35, 36, -616.9751012619225138450625", "31, 31.001, -488.3421539362171495615320"})
    void farTailsKeepTheirDigits(double low, double high, double expected) {
        assertThat(mixture(1, 0, 1).logProbability(low, high)).isCloseTo(expected, within(1e-7));
        assertThat(mixture(1, 0, 1).logProbability(-high, -low)).isCloseTo(expected, within(1e-7));
        assertThat(mixture(1, 0, 1).logProbability(1e8, 1e8 + 1)).isBetween(-Double.MAX_VALUE, -1e15);
    }

    @Test
    void allCellsTogetherAreCertain() {
        Mixture mixture = mixture(0.3, 32_760, 20, 0.7, -3, 0.1);
        double sum = 0;
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            sum += Math.exp(mixture.logProbability(
                    sample == Short.MIN_VALUE ? Double.NEGATIVE_INFINITY : sample - 0.5,
                    sample == Short.MAX_VALUE ? Double.POSITIVE_INFINITY : sample + 0.5));
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void narrowCellsAreDensityTimesWidth() {
        Mixture mixture = mixture(0.5, 0, 1, 0.5, 3, 0.5);
        assertThat(mixture.logProbability(1, 1 + 1e-6))
                .isCloseTo(mixture.logDensity(1 + 0.5e-6) + Math.log(1e-6), within(1e-8));
        assertThatThrownBy(() -> mixture.logProbability(1, 1)).hasMessageContaining("from 1.0 to 1.0");
    }
}
