package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final int N = 4_000;

    private static Mixture normal(double mean, double variance) {
        return new Mixture(new double[] {1}, Normal.diagonal(new double[] {mean}, variance));
    }

    /** Observations from N(mean, 4) against predictions N(mean, variance). */
    private static Scores scores(double variance) {
        SplittableRandom random = new SplittableRandom(6);
        List<Mixture> predicted = new ArrayList<>();
        double[][] observed = new double[N][];
        for (int i = 0; i < N; i++) {
            double mean = 10 * random.nextGaussian();
            predicted.add(normal(mean, variance));
            observed[i] = new double[] {mean + 2 * random.nextGaussian()};
        }
        return Scores.of(predicted, observed, 1);
    }

    @Test
    void rightPredictionsScoreWhatTheoryExpects() {
        Scores scores = scores(4);
        assertThat(scores.nll()).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 4), within(0.04));
        assertThat(scores.rmse()).isCloseTo(2, within(0.06));
        assertThat(scores.mseOfMode()).isCloseTo(scores.mseOfMean(), within(1e-12));
        assertThat(scores.meanVariance()).isCloseTo(4, within(1e-12));
        assertThat(scores.mseOfDraw()).isCloseTo(8, within(0.5));
        assertThat(scores.crps()).isCloseTo(2 / Math.sqrt(Math.PI), within(0.04));
        for (int i = 0; i < 3; i++) {
            assertThat(scores.coverage().get(i)).isCloseTo(Scores.LEVELS.get(i), within(0.03));
        }
        assertThat(scores.pit()).allSatisfy(share -> assertThat(share).isCloseTo(0.1, within(0.02)));
        assertThat(scores.pit().stream().mapToDouble(share -> share).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void tooSureAndTooVaguePredictionsAreFoundOut() {
        Scores sure = scores(1);
        Scores vague = scores(16);
        assertThat(sure.coverage().get(1)).isLessThan(0.7);
        assertThat(vague.coverage().get(1)).isGreaterThan(0.98);
        assertThat(sure.pit().get(0)).isGreaterThan(0.15);
        assertThat(vague.pit().get(0)).isLessThan(0.02);
        assertThat(sure.nll()).isGreaterThan(scores(4).nll());
        assertThat(vague.nll()).isGreaterThan(scores(4).nll());
    }

    @Test
    void dimensionsAreAveraged() {
        Mixture two = new Mixture(new double[] {1}, Normal.diagonal(new double[] {0, 5}, 1, 9));
        Scores scores = Scores.of(List.of(two), new double[][] {{1, 8}}, 1);
        assertThat(scores.mseOfMean()).isCloseTo((1 + 9) / 2.0, within(1e-12));
        assertThat(scores.meanVariance()).isCloseTo(5, within(1e-12));
        assertThat(scores.crps()).isCloseTo((normal(0, 1).crps(1) + normal(5, 9).crps(8)) / 2, within(1e-12));
        assertThatThrownBy(() -> Scores.of(List.of(two), new double[0][], 1))
                .hasMessageContaining("1 predictions for 0");
    }
}
