package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModesTest {
    private static Mixture of(double[] weights, double[] means, double[] deviations) {
        Normal[] components = new Normal[weights.length];
        for (int k = 0; k < components.length; k++) {
            components[k] = Normal.diagonal(new double[] {means[k]}, deviations[k] * deviations[k]);
        }
        return new Mixture(weights, components);
    }

    /** The local maxima of the density on a fine grid. */
    private static List<Double> onGrid(Mixture mixture, double from, double to, double step) {
        List<Double> peaks = new ArrayList<>();
        for (double x = from; x < to; x += step) {
            double here = mixture.logDensity(x);
            if (here > mixture.logDensity(x - step) && here >= mixture.logDensity(x + step)) {
                peaks.add(x);
            }
        }
        return peaks;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void inOneDimensionTheyAreThePeaksOfTheDensity(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = 1 + seed % 5;
        Mixture mixture = of(
                random.doubles(size, 0.1, 1).toArray(),
                random.doubles(size, -3, 3).toArray(),
                random.doubles(size, 0.1, 1).toArray());
        double step = 1e-4;
        List<Double> expected = onGrid(mixture, -6, 6, step);
        List<double[]> modes = mixture.modes();
        assertThat(modes).hasSameSizeAs(expected);
        for (double[] mode : modes) {
            assertThat(expected).anySatisfy(peak -> assertThat(mode[0]).isCloseTo(peak, within(step)));
        }
        for (int i = 1; i < modes.size(); i++) {
            assertThat(mixture.density(modes.get(i))).isLessThanOrEqualTo(mixture.density(modes.get(i - 1)));
        }
    }

    @Test
    void closeComponentsShareOne() {
        List<double[]> modes = of(new double[] {1, 1}, new double[] {-0.5, 0.5}, new double[] {1, 1})
                .modes();
        assertThat(modes).hasSize(1);
        assertThat(modes.get(0)[0]).isCloseTo(0, within(1e-8));
    }

    /** Two equal components two deviations apart: the curvature between them is exactly 0. */
    @Test
    void atTheBirthOfTheSecondModeThereIsOne() {
        List<double[]> modes = of(new double[] {1, 1}, new double[] {-1, 1}, new double[] {1, 1})
                .modes();
        assertThat(modes).hasSize(1);
        assertThat(modes.get(0)[0]).isCloseTo(0, within(1e-3));
    }

    /** An ascent that starts exactly on a minimum by symmetry must leave it. */
    @Test
    void aMinimumUnderAMeanIsNoMode() {
        Mixture mixture = of(new double[] {1, 1e-3, 1}, new double[] {-3, 0, 3}, new double[] {1, 1, 1});
        List<double[]> modes = mixture.modes();
        assertThat(modes).hasSize(2);
        assertThat(Math.abs(modes.get(0)[0])).isCloseTo(3, within(0.01));
        assertThat(modes.get(0)[0]).isCloseTo(-modes.get(1)[0], within(1e-7));
    }

    @Test
    void scaleDoesNotMatter() {
        for (double scale : new double[] {1e-9, 1, 1e9}) {
            Mixture mixture =
                    of(new double[] {1, 2}, new double[] {-3 * scale, 4 * scale}, new double[] {scale, 0.5 * scale});
            List<double[]> modes = mixture.modes();
            assertThat(modes).hasSize(2);
            assertThat(modes.get(0)[0] / scale).isCloseTo(4, within(1e-4));
            assertThat(modes.get(1)[0] / scale).isCloseTo(-3, within(1e-4));
        }
    }

    @Test
    void inSeveralDimensionsTheGradientIsZeroAndNoNeighbourHigher() {
        Mixture mixture = new Mixture(
                new double[] {0.3, 0.3, 0.4},
                Normal.withFactor(new double[] {-2, 0}, new double[][] {{1}, {0.8, 0.3}}),
                Normal.withFactor(new double[] {2, 0}, new double[][] {{1}, {-0.8, 0.3}}),
                Normal.diagonal(new double[] {0, 2}, 0.1, 0.1));
        List<double[]> modes = mixture.modes();
        assertThat(modes).hasSizeBetween(2, 4);
        SplittableRandom random = new SplittableRandom(1);
        for (double[] mode : modes) {
            for (int i = 0; i < 200; i++) {
                double angle = random.nextDouble(2 * Math.PI);
                double[] near = {mode[0] + 1e-3 * Math.cos(angle), mode[1] + 1e-3 * Math.sin(angle)};
                assertThat(mixture.logDensity(near)).isLessThan(mixture.logDensity(mode));
            }
        }
    }
}
