package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

    /** Far from 0 the deviations are less than the steps between numbers; the search ends and finds points of high density. */
    @ParameterizedTest
    @ValueSource(doubles = {1e3, 1.7e12, -1.7e12, 4e15, 1e18, 1e100, 1e140})
    void theSearchEndsWhereCoordinatesAreCoarse(double offset) {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 100; trial++) {
            int size = 1 + random.nextInt(6);
            double ulp = Math.ulp(offset);
            double scale = ulp * Math.pow(10, random.nextDouble(-6, 6));
            Mixture mixture = of(
                    random.doubles(size, 0.1, 1).toArray(),
                    random.doubles(size, -3, 3).map(z -> offset + z * scale).toArray(),
                    random.doubles(size, 0.01, 1).map(z -> z * scale).toArray());
            List<double[]> modes = assertTimeoutPreemptively(Duration.ofSeconds(60), mixture::modes);
            double highest = IntStream.range(0, size)
                    .mapToDouble(k -> mixture.logDensity(mixture.component(k).mean()))
                    .max()
                    .orElseThrow();
            assertThat(modes).hasSizeBetween(1, size);
            assertThat(mixture.logDensity(modes.get(0))).isGreaterThanOrEqualTo(highest - 1e-9 * Math.abs(highest));
        }
    }

    @Test
    void theSearchEndsInSeveralCoarseDimensions() {
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < 100; trial++) {
            double offset = Math.pow(10, random.nextDouble(0, 17));
            double scale = Math.ulp(offset) * Math.pow(10, random.nextDouble(-3, 6));
            Normal[] components = new Normal[1 + random.nextInt(4)];
            Arrays.setAll(
                    components,
                    k -> Normal.diagonal(
                            random.doubles(3, -2, 2)
                                    .map(z -> offset + z * scale)
                                    .toArray(),
                            random.doubles(3, 0.01, 1)
                                    .map(z -> z * scale * scale)
                                    .toArray()));
            Mixture mixture =
                    new Mixture(random.doubles(components.length, 0.1, 1).toArray(), components);
            assertThat(assertTimeoutPreemptively(Duration.ofSeconds(60), mixture::modes))
                    .isNotEmpty()
                    .allSatisfy(mode -> assertThat(mode[0]).isCloseTo(offset, within(10 * scale + Math.ulp(offset))));
        }
    }
}
