package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.train.Table;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolutionTest {
    /** The step whose rounding has the share that was found. */
    private static double step(double... values) {
        double[][] y = Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
        double share = Resolution.varianceShares(new Table(new double[y.length][1], y))[0];
        return Math.sqrt(12 * share * StatUtils.populationVariance(values));
    }

    private static double[] counts(int rows, int bound, int seed) {
        return new SplittableRandom(seed).ints(rows, 0, bound).asDoubleStream().toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "300, 8, 1, mean", "300, 8, 1, 1e-7", "300, 8, 3, mean", "300, 50, 10, 1e-7", "300, 50, 10, mean",
        "300, 200, 15, any", "30, 6, 1, mean", "30, 6, 1, 1e-7", "1000, 3, 50, any", "20000, 100, 1000, any"
    })
    void aFewValuesOffTheGridDoNotHideIt(int rows, int bound, int off, String how) {
        double[] values = counts(rows, bound, off);
        SplittableRandom random = new SplittableRandom(rows);
        double mean = StatUtils.mean(values) + 1e-3;
        for (int i = 0; i < off; i++) {
            values[i] = switch (how) {
                case "mean" -> mean;
                case "any" -> random.nextDouble(0, bound);
                default -> values[i] + Double.parseDouble(how);
            };
        }
        assertThat(step(values)).isCloseTo(1, within(2e-7));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 100", "0.1, 40", "5, 12", "1e-9, 7", "3600, 24"})
    void anyStepIsFound(double unit, int bound) {
        double[] values =
                Arrays.stream(counts(400, bound, 1)).map(v -> 1 + v * unit).toArray();
        values[7] += unit / Math.PI;
        assertThat(step(values)).isCloseTo(unit, within(1e-5 * unit));
    }

    @Test
    void continuousValuesKeepAStepThatDoesNotMatter() {
        for (int rows : new int[] {10, 30, 300, 3_000}) {
            double[] values = new SplittableRandom(rows).doubles(rows).toArray();
            assertThat(step(values)).isBetween(0.0, 0.6 / rows);
        }
    }

    @Test
    void halvesThatAreNotRareCount() {
        double[] values = counts(300, 10, 1);
        IntStream.range(0, 30).forEach(i -> values[i] += 0.5);
        assertThat(step(values)).isCloseTo(0.5, within(1e-12));
    }

    /** Too few different values to speak of a grid. */
    @Test
    void aRareValueBesideTwoCommonOnesCounts() {
        double[] values = IntStream.range(0, 100)
                .mapToDouble(i -> i == 0 ? 9 : i % 2 * 10)
                .toArray();
        assertThat(step(values)).isCloseTo(1, within(1e-12));
    }

    /** Outliers on whole numbers say nothing of the many values near 0. */
    @Test
    void outliersMakeNoGrid() {
        double[] values = new SplittableRandom(1).doubles(300, 0, 1e-8).toArray();
        IntStream.range(0, 4).forEach(i -> values[i] = i);
        assertThat(step(values)).isLessThan(1e-10);
    }
}
