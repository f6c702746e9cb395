package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.train.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RidgeTest {
    private static final int ROWS = 14;
    private static final int INPUTS = 5;

    private static Table noisyPlane(int targets) {
        SplittableRandom random = new SplittableRandom(3);
        double[][] x = new double[ROWS][INPUTS];
        double[][] y = new double[ROWS][targets];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < INPUTS; j++) {
                x[i][j] = 50 + 10 * random.nextGaussian();
            }
            for (int d = 0; d < targets; d++) {
                y[i][d] = 1e3 * (d + 1) + x[i][d] - 0.5 * x[i][2] + 8 * random.nextGaussian();
            }
        }
        return new Table(x, y);
    }

    private static double[] standard(double[] values) {
        double mean = StatUtils.mean(values);
        double deviation = Math.sqrt(StatUtils.populationVariance(values));
        return Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /**
     * Intercept and slopes of standardised columns without one row, or with all if it is -1: least squares with a further row
     * for each input, in which it alone stands against the target 0, is ridge regression.
     */
    private static double[] solved(double[][] z, double[] t, int without, double strength) {
        List<double[]> rows = new ArrayList<>();
        List<Double> targets = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            if (i != without) {
                double[] row = new double[1 + INPUTS];
                row[0] = 1;
                System.arraycopy(z[i], 0, row, 1, INPUTS);
                rows.add(row);
                targets.add(t[i]);
            }
        }
        for (int j = 0; j < INPUTS; j++) {
            double[] row = new double[1 + INPUTS];
            row[1 + j] = Math.sqrt(strength * ROWS);
            rows.add(row);
            targets.add(0.0);
        }
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        regression.newSampleData(
                targets.stream().mapToDouble(Double::doubleValue).toArray(), rows.toArray(double[][]::new));
        return regression.estimateRegressionParameters();
    }

    private static double at(double[] solved, double[] z) {
        return solved[0]
                + IntStream.range(0, INPUTS)
                        .mapToDouble(j -> solved[1 + j] * z[j])
                        .sum();
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void theStrengthIsThatWhichPredictsLeftOutRowsBest(Covariance form) {
        Table table = noisyPlane(2);
        double[][] z = new double[ROWS][INPUTS];
        for (int j = 0; j < INPUTS; j++) {
            double[] column = standard(column(table.x(), j));
            for (int i = 0; i < ROWS; i++) {
                z[i][j] = column[i];
            }
        }
        List<Mixture> predicted =
                new Predictor(Ridge.fit(table, form, List.of(0.0)).model()).predict(table);
        double[] shares = new double[2];
        for (int d = 0; d < 2; d++) {
            double[] y = column(table.y(), d);
            double[] t = standard(y);
            double least = Double.POSITIVE_INFINITY;
            double[] best = null;
            for (int s = -12; s <= 6; s++) {
                double strength = Math.pow(10, s / 2.0);
                double error = IntStream.range(0, ROWS)
                        .mapToDouble(i -> Math.pow(t[i] - at(solved(z, t, i, strength), z[i]), 2))
                        .average()
                        .orElseThrow();
                if (error < least) {
                    least = error;
                    best = solved(z, t, -1, strength);
                }
            }
            shares[d] = least;
            double deviation = Math.sqrt(StatUtils.populationVariance(y));
            for (int i = 0; i < ROWS; i++) {
                double expected = StatUtils.mean(y) + deviation * at(best, z[i]);
                assertThat(predicted.get(i).mean()[d]).isCloseTo(expected, within(1e-7));
            }
        }
        double[][] covariance = predicted.get(0).covariance();
        for (int d = 0; d < 2; d++) {
            double share = form == Covariance.ISOTROPIC ? (shares[0] + shares[1]) / 2 : shares[d];
            double expected = share * StatUtils.populationVariance(column(table.y(), d));
            assertThat(covariance[d][d]).isCloseTo(expected, within(1e-7 * expected));
        }
        assertThat(covariance[0][1]).isCloseTo(0, within(1e-12));
    }

    @Test
    void theVarianceStaysAboveTheFloorAndConstantInputsDoNoHarm() {
        double[][] x = {{1, 7}, {2, 7}, {3, 7}, {4, 7}, {5, 7}, {6, 7}, {7, 7}, {8, 7}, {9, 7}, {10, 7}};
        double[][] y =
                Arrays.stream(x).map(row -> new double[] {3 * row[0] - 1}).toArray(double[][]::new);
        double variance = StatUtils.populationVariance(column(y, 0));
        Mixture predicted = new Predictor(Ridge.fit(new Table(x, y), Covariance.DIAGONAL, List.of(0.01))
                        .model())
                .predict(20, 7);
        assertThat(predicted.mean()[0]).isCloseTo(59, within(1e-3));
        assertThat(predicted.covariance()[0][0]).isCloseTo(0.01 * variance, within(1e-6 * variance));
    }

    /** With more inputs than rows, most axes have no variance at all. */
    @Test
    void fewRowsOfManyInputsAreSmoothed() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] x = new double[27][100];
        double[][] y = new double[27][1];
        for (int i = 0; i < x.length; i++) {
            double[] row = x[i];
            Arrays.setAll(row, j -> random.nextGaussian());
            y[i][0] = Arrays.stream(row).sum() + random.nextGaussian();
        }
        Mixture predicted = new Predictor(Ridge.fit(new Table(x, y), Covariance.DIAGONAL, List.of(1e-5))
                        .model())
                .predict(x[3]);
        double variance = StatUtils.populationVariance(column(y, 0));
        assertThat(predicted.mean()[0]).isBetween(-3 * Math.sqrt(variance), 3 * Math.sqrt(variance));
        assertThat(predicted.covariance()[0][0]).isBetween(0.3 * variance, 1.5 * variance);
    }
}
