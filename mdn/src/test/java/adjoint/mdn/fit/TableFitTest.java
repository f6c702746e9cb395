package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.train.Table;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableFitTest {
    private static FitSettings settings(int members, double validation, List<Double> noise) {
        return settings(members, validation, noise, Covariance.DIAGONAL);
    }

    private static FitSettings settings(int members, double validation, List<Double> noise, Covariance covariance) {
        return new FitSettings(
                3,
                List.of(20),
                Activation.RELU,
                60,
                20,
                16,
                0.01,
                0.03,
                noise,
                1e-5,
                covariance,
                members,
                validation,
                1);
    }

    /** Ten features of which five say nothing (Friedman 1991), and normal noise of deviation 1. */
    private static Table friedman(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[rows][10];
        double[][] y = new double[rows][1];
        for (int i = 0; i < rows; i++) {
            double[] row = x[i];
            IntStream.range(0, 10).forEach(j -> row[j] = random.nextDouble());
            y[i][0] = 10 * Math.sin(Math.PI * row[0] * row[1])
                    + 20 * Math.pow(row[2] - 0.5, 2)
                    + 10 * row[3]
                    + 5 * row[4]
                    + random.nextGaussian();
        }
        return new Table(x, y);
    }

    private static Scores score(TableFit.Fit fit, Table table) {
        return Scores.of(new Predictor(fit.model()).predict(table), table.y(), 1);
    }

    /** The best that can be is the entropy of the noise, 1.42; the targets by themselves have 3.0. */
    @Test
    void aFewHundredRowsOfFriedmansFunctionAreLearntWithoutTuning() {
        TableFit.Fit fit = new TableFit(settings(5, 0.1, List.of(0.0, 0.1)), done -> {}).fit(friedman(400, 1));
        Scores scores = score(fit, friedman(1_000, 2));
        assertThat(scores.nll()).isBetween(1.42, 2.15);
        assertThat(scores.rmse()).isLessThan(1.9);
        assertThat(scores.coverage().get(1)).isBetween(0.8, 0.97);
    }

    @Test
    void theProgressAddsUpAndEqualSettingsGiveEqualBits() {
        FitSettings settings = settings(4, 0.1, List.of(0.0, 0.1));
        AtomicInteger done = new AtomicInteger();
        TableFit.Fit first = new TableFit(settings, done::addAndGet).fit(friedman(60, 1));
        TableFit.Fit second = new TableFit(settings, n -> {}).fit(friedman(60, 1));
        assertThat(TableFit.epochs(settings)).isEqualTo(4 * 60 + 2 * 3 * 15);
        assertThat(done).hasValue(4 * 60 + 2 * 3 * 15);
        assertThat(first.histories()).hasSize(4);
        assertThat(values(first)).isEqualTo(values(second));
        assertThat(first.heldOutNll()).isEqualTo(second.heldOutNll());
    }

    /** Thirty rows on a plane with noise of deviation 1, whose entropy is 1.42: a linear model is all that can be learnt. */
    @Test
    void aSmallTableIsLeftMostlyToALinearModel() {
        Table table = plane(30, 1);
        Table test = plane(2_000, 2);
        TableFit.Fit fit = new TableFit(settings(10, 0.1, List.of(0.0, 0.1)), done -> {}).fit(table);
        assertThat(fit.linearShare()).isBetween(0.5, 1.0);
        assertThat(fit.model().members()).hasSize(11);
        assertThat(fit.model().weights().get(10)).isEqualTo(fit.linearShare());
        Scores scores = score(fit, test);
        Scores networks =
                Scores.of(new Predictor(new Ensemble(fit.model().members().subList(0, 10))).predict(test), test.y(), 1);
        assertThat(scores.nll()).isBetween(1.42, networks.nll() - 0.3);
        assertThat(scores.rmse()).isBetween(1.0, 0.8 * networks.rmse());
    }

    private static Table plane(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[rows][5];
        double[][] y = new double[rows][1];
        for (int i = 0; i < rows; i++) {
            double[] row = x[i];
            IntStream.range(0, 5).forEach(j -> row[j] = random.nextGaussian());
            y[i][0] = row[0] - 2 * row[1] + row[2] + random.nextGaussian();
        }
        return new Table(x, y);
    }

    @Test
    void whereNetworksLearnMoreTheLinearModelIsLeftOut() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[200][1];
        double[][] y = new double[200][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = random.nextDouble(-3, 3);
            y[i][0] = Math.sin(2 * x[i][0]) + 0.1 * random.nextGaussian();
        }
        TableFit.Fit fit = new TableFit(settings(5, 0.1, List.of(0.0)), done -> {}).fit(new Table(x, y));
        assertThat(fit.linearShare()).isZero();
        assertThat(fit.model().members()).hasSize(5);
        double lowest = fit.histories().stream()
                .mapToDouble(history -> history.stream()
                        .mapToDouble(epoch -> epoch.metrics().get("nll"))
                        .min()
                        .orElseThrow())
                .average()
                .orElseThrow();
        assertThat(fit.heldOutNll()).isCloseTo(lowest, within(1e-9));
    }

    private static List<Tensor> values(TableFit.Fit fit) {
        return fit.model().variables().stream().map(Shared::get).toList();
    }

    /** Whole numbers from 1 to 6, each as likely as any other: however narrow a peak stands on each, log 6 is what is there. */
    @Test
    void whereTargetsAreWholeNumbersTheLikelihoodStaysThatOfTheirRounding() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[300][1];
        double[][] y = new double[300][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = random.nextGaussian();
            y[i][0] = random.nextInt(1, 7);
        }
        TableFit.Fit fit = new TableFit(settings(2, 0.2, List.of(0.0)), done -> {}).fit(new Table(x, y));
        assertThat(fit.heldOutNll()).isBetween(Math.log(6) - 0.35, Math.log(6) + 0.2);
    }

    @Test
    void theRoundingsShareIsThatOfTheLeastStep() {
        double[][] y = {{1.5, 0}, {2, 1e9}, {4, 1e9 + 0.1}, {2, 5}};
        Table table = new Table(new double[4][1], y);
        double variance = (0.875 * 0.875 + 2 * 0.375 * 0.375 + 1.625 * 1.625) / 4;
        assertThat(Resolution.varianceShares(table)[0]).isCloseTo(0.25 / 12 / variance, within(1e-15));
        assertThat(Resolution.varianceShares(table)[1]).isBetween(0.0, 1e-15);
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void eachTargetHasTheFloorOfItsOwnRounding(Covariance form) {
        double[][] x = new double[10][1];
        double[][] y = new double[10][2];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = i;
            y[i][0] = i % 2;
            y[i][1] = i * i * i;
        }
        FitSettings settings = settings(1, 0.2, List.of(0.0), form);
        TableFit.Fit fit = new TableFit(settings, done -> {}).fit(new Table(x, y));
        Standardised member = (Standardised) fit.model().members().get(0);
        List<Double> floor = ((MixtureDensityNetwork) member.inner()).head().floor();
        double second = 1
                / 12.0
                / StatUtils.populationVariance(DoubleStream.iterate(0, i -> i + 1)
                        .limit(10)
                        .map(i -> i * i * i)
                        .toArray());
        assertThat(floor.get(0)).isCloseTo(form == Covariance.ISOTROPIC ? 1e-5 : 1.0 / 3, within(1e-12));
        assertThat(floor.get(floor.size() - 1)).isCloseTo(Math.max(1e-5, second), within(1e-12));
    }

    /** Without the row it stands in, the one in a column of zeros would leave nothing to learn. */
    @Test
    void aTargetThatVariesInASingleRowIsFitted() {
        double[][] y = new double[40][1];
        y[7][0] = 1;
        TableFit.Fit fit = new TableFit(settings(10, 0.1, List.of(0.0)), done -> {})
                .fit(new Table(friedman(40, 1).x(), y));
        assertThat(fit.heldOutNll()).isFinite();
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> settings(1, 0.1, List.of())).hasMessageContaining("noise needs at least one");
        assertThatThrownBy(() -> settings(1, 0.1, List.of(-1.0))).hasMessageContaining("noise");
        assertThatThrownBy(() -> settings(0, 0.1, List.of(0.0))).hasMessageContaining("at least 1 member");
        assertThatThrownBy(() -> new TableFit(settings(1, 0.1, List.of(0.0)), n -> {}).fit(friedman(9, 1)))
                .hasMessageContaining("9 rows are too few");
    }
}
