package adjoint.mdn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Normal;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadTest {
    private static final double CORRELATION = 0.9;

    private static final Architecture SHAPE = new Architecture(1, List.of(8), 2, Activation.TANH, DType.FLOAT64);

    /** Two targets around (x, -x) whose noise is correlated, the second with twice the deviation of the first. */
    private static Table correlated(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[rows][1];
        double[][] y = new double[rows][2];
        for (int i = 0; i < rows; i++) {
            x[i][0] = random.nextDouble(-1, 1);
            double common = random.nextGaussian();
            double own = random.nextGaussian();
            y[i][0] = x[i][0] + 0.2 * common;
            y[i][1] = -x[i][0] + 0.4 * (CORRELATION * common + Math.sqrt(1 - CORRELATION * CORRELATION) * own);
        }
        return new Table(x, y);
    }

    private static DensityModel trained(Head head, Table data) {
        MixtureDensityNetwork network = new MixtureDensityNetwork(SHAPE, head, 1);
        network.spreadOver(data);
        new Trainer(network)
                .optimiser(new Adam())
                .schedule(Schedule.cosine(0.02, 30))
                .epochs(30)
                .batch(64)
                .train(data, data);
        return network;
    }

    private static double correlation(Mixture mixture) {
        double[][] c = mixture.component(0).covariance();
        return c[0][1] / Math.sqrt(c[0][0] * c[1][1]);
    }

    @Test
    void aFullCovarianceLearnsTheCorrelation() {
        Table data = correlated(2_000, 1);
        Mixture predicted = new Predictor(trained(new Head(1, Covariance.FULL, 1e-4), data)).predict(0.3);
        assertThat(correlation(predicted)).isCloseTo(CORRELATION, within(0.05));
        assertThat(predicted.mean()).containsExactly(new double[] {0.3, -0.3}, within(0.08));
        assertThat(predicted.component(0).deviation(1)).isCloseTo(0.4, within(0.05));
    }

    @Test
    void sharedCovariancesAreTheSameForAllInputs() {
        Table data = correlated(2_000, 2);
        Head head = new Head(1, Covariance.FULL, 1e-4, Positive.EXP, true);
        Predictor predictor = new Predictor(trained(head, data));
        assertThat(predictor.predict(0.9).component(0).covariance())
                .isDeepEqualTo(predictor.predict(-0.9).component(0).covariance());
        assertThat(correlation(predictor.predict(0.0))).isCloseTo(CORRELATION, within(0.05));
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void everyHeadStandsInAnEnsembleOnTheUsersScaleAndOnDisk(Covariance form, @TempDir Path folder) throws IOException {
        Table data = correlated(50, 3);
        for (boolean shared : new boolean[] {false, true}) {
            for (Positive variance : Positive.values()) {
                Head head = new Head(3, form, 0.01, variance, shared);
                MixtureDensityNetwork network = new MixtureDensityNetwork(SHAPE, head, 4);
                Standardised one = new Standardised(network);
                one.scaleTo(data);
                network.spreadOver(one.standard(data));
                Ensemble ensemble =
                        new Ensemble(List.of(one, new Standardised(new MixtureDensityNetwork(SHAPE, head, 5))));
                Mixture predicted = new Predictor(ensemble).predict(0.2);
                assertThat(predicted.size()).isEqualTo(6);
                double expected =
                        Math.log((Math.exp(logDensity(ensemble.members().get(0)))
                                        + Math.exp(logDensity(ensemble.members().get(1))))
                                / 2);
                assertThat(predicted.logDensity(0.1, -0.1)).isCloseTo(expected, within(1e-10));
                ModelFolder.write(folder, ensemble, java.util.Map.of());
                assertThat(new Predictor(ModelFolder.read(folder)).predict(0.2).logDensity(0.1, -0.1))
                        .isEqualTo(predicted.logDensity(0.1, -0.1));
            }
        }
    }

    /** Raw numbers of -100 become variances of next to 0, so that only the floors are left. */
    @ParameterizedTest
    @EnumSource(value = Covariance.class, names = "ISOTROPIC", mode = EnumSource.Mode.EXCLUDE)
    void eachTargetHasItsOwnFloor(Covariance form, @TempDir Path folder) throws IOException {
        MixtureDensityNetwork network = new MixtureDensityNetwork(SHAPE, new Head(2, form, List.of(0.25, 4.0)), 1);
        Tensor bias = network.output().bias().get();
        for (int i = 2 + 4; i < 2 + 4 + 4; i++) {
            bias.set(i, -100);
        }
        network.output().bias().set(bias);
        ModelFolder.write(folder, network, java.util.Map.of());
        for (DensityModel model : List.of(network, ModelFolder.read(folder))) {
            Normal component = new Predictor(model).predict(0.0).component(1);
            double slope = form == Covariance.FULL ? component.covariance()[0][1] / 0.25 : 0;
            assertThat(component.covariance()[0][0]).isCloseTo(0.25, within(1e-12));
            assertThat(component.covariance()[1][1] - slope * slope * 0.25).isCloseTo(4, within(1e-12));
        }
    }

    @Test
    void floorsThatFitNoTargetsAreRefused() {
        assertThatThrownBy(
                        () -> new MixtureDensityNetwork(SHAPE, new Head(1, Covariance.FULL, List.of(1.0, 2.0, 3.0)), 1))
                .hasMessageContaining("3 variance floors")
                .hasMessageContaining("2 targets");
        assertThatThrownBy(() -> new Head(1, Covariance.ISOTROPIC, List.of(1.0, 2.0)))
                .hasMessageContaining("isotropic");
        assertThatThrownBy(() -> new Head(1, Covariance.FULL, List.of(1.0, -2.0)))
                .hasMessageContaining("variance floor");
        assertThatThrownBy(() -> new Head(1, Covariance.FULL, List.of())).hasMessageContaining("variance floor");
    }

    private static double logDensity(DensityModel model) {
        Tensor nll = adjoint.Adjoint.function(model.input(), model.target())
                .returning(model.negativeLogLikelihood())
                .compile()
                .call(Tensor.of(new double[][] {{0.2}}), Tensor.of(new double[][] {{0.1, -0.1}}));
        return -nll.at(0);
    }

    @ParameterizedTest
    @EnumSource(Positive.class)
    void positiveFunctionsAreUndoneByTheirInverses(Positive function) {
        for (double y : new double[] {1e-6, 0.3, 5, 300}) {
            double x = function.inverse(y);
            double again = function == Positive.EXP ? Math.exp(x) : Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            assertThat(again).isCloseTo(y, within(1e-12 * y + 1e-16));
        }
    }
}
