package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.train.Table;
import adjoint.tensor.Tensor;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    private static final int INPUTS = 240;

    @Test
    void coefficientsAndVarianceAreThoseOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(2);
        int n = 2_500; // more than two batches
        double[][] x = new double[n][INPUTS];
        double[][] y = new double[n][1];
        double[] targets = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < INPUTS; j++) {
                x[i][j] = random.nextGaussian() + j % 4;
            }
            targets[i] = 2 + x[i][0] - 3 * x[i][2] + 0.5 * random.nextGaussian();
            y[i][0] = targets[i];
        }
        OLSMultipleLinearRegression oracle = new OLSMultipleLinearRegression();
        oracle.newSampleData(targets, x);

        GaussianMlp model = LeastSquares.fit(new Table(x, y));

        double[] expected = oracle.estimateRegressionParameters();
        Tensor weights = model.variables().get(0).get();
        assertThat(model.variables().get(1).get().at(0)).isCloseTo(expected[0], within(1e-6));
        for (int j = 0; j < INPUTS; j++) {
            assertThat(weights.at(j, 0)).isCloseTo(expected[j + 1], within(1e-6));
        }
        assertThat(model.variables().get(2).get().at(0))
                .isCloseTo(oracle.calculateResidualSumOfSquares() / n, within(1e-9));
    }
}
