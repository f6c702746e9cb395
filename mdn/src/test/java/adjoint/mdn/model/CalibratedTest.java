package adjoint.mdn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.fit.LeastSquares;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.train.Table;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratedTest {
    private static Table table(double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[4_000][1];
        double[][] y = new double[4_000][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = random.nextGaussian();
            y[i][0] = 3 * x[i][0] + deviation * random.nextGaussian();
        }
        return new Table(x, y);
    }

    /** Of normal errors the likeliest variance is their mean square. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 3})
    void theFactorIsTheRatioOfMeanSquares(double deviation) {
        GaussianMlp inner = LeastSquares.fit(table(1, 1));
        Table heldOut = table(deviation, 2);
        Calibrated model = new Calibrated(inner);
        model.calibrate(heldOut);
        Scores before = Scores.of(new Predictor(inner).predict(heldOut), heldOut.y(), 1);
        Scores after = Scores.of(new Predictor(model).predict(heldOut), heldOut.y(), 1);
        assertThat(model.factor()).isCloseTo(before.mseOfMean() / before.meanVariance(), within(1e-3 * model.factor()));
        assertThat(after.mseOfMean()).isEqualTo(before.mseOfMean());
        assertThat(after.coverage().get(1)).isCloseTo(0.9, within(0.02));
        assertThat(after.nll()).isLessThanOrEqualTo(before.nll() + 1e-12);
    }
}
