package adjoint.mdn.model;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.fit.LeastSquares;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Evaluation;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SkipConnectionTest {
    private static final int INPUTS = 4;

    /** Three samples of a signal and another input; targets are linear in them, and the signal's level makes the noise. */
    private static Table table(int rows, int targets, double loudness) {
        SplittableRandom random = new SplittableRandom(3);
        double[][] x = new double[rows][INPUTS];
        double[][] y = new double[rows][targets];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 3; j++) {
                x[i][j] = loudness * random.nextGaussian();
            }
            x[i][3] = i % 2;
            for (int d = 0; d < targets; d++) {
                y[i][d] = 2 * x[i][0] - x[i][2] + d * x[i][3] + 0.1 * loudness * random.nextGaussian();
            }
        }
        return new Table(x, y);
    }

    private static MixtureDensityNetwork network(int targets, Covariance covariance) {
        Architecture shape = new Architecture(INPUTS, List.of(5), targets, Activation.TANH, DType.FLOAT64);
        return new MixtureDensityNetwork(shape, new Head(3, covariance, 1e-4), 7);
    }

    private static SkipConnection skip(DensityModel inner, int signal, Examples training) {
        SkipConnection skip = new SkipConnection(inner, signal);
        skip.startAt(LeastSquares.fit(training), training);
        return skip;
    }

    private static Shared variable(DensityModel model, String name) {
        return model.variables().stream()
                .filter(variable -> variable.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double mean(String figure, DensityModel model, Examples examples) {
        return new Evaluation(model.input(), model.target(), model.metrics())
                .means(examples)
                .get(figure)[0];
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "4"})
    void theLinearPredictorIsContained(int signal) {
        Table table = table(300, 1, 1);
        GaussianMlp linear = LeastSquares.fit(table);
        MixtureDensityNetwork inner = network(1, Covariance.ISOTROPIC);
        SkipConnection skip = skip(inner, signal, table);
        inner.output().weights().set(Tensor.zeros(DType.FLOAT64, 5, 9));
        assertThat(mean("mse", skip, table)).isCloseTo(mean("mse", linear, table), within(1e-12));
        // What the network sees as targets then has mean square 1.
        assertThat(mean("mse", inner, skip.residuals(table))).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void densitiesAreThoseOfTheResidualsMovedBack(Covariance covariance) {
        Table table = table(40, 2, 0.5);
        MixtureDensityNetwork inner = network(2, covariance);
        SkipConnection skip = skip(inner, 3, table);
        List<Mixture> predicted = new Predictor(skip).predict(table);
        List<Mixture> ofResiduals = new Predictor(inner).predict(skip.residuals(table));
        double deviation = variable(skip, "skip.deviation").get().scalar();
        double total = 0;
        for (int i = 0; i < table.size(); i++) {
            double[] x = table.x()[i];
            double level = Math.sqrt((x[0] * x[0] + x[1] * x[1] + x[2] * x[2]) / 3 + 1e-4);
            Tensor unused = Tensor.zeros(DType.FLOAT64, 1, INPUTS);
            Tensor residual = Tensor.zeros(DType.FLOAT64, 1, 2);
            skip.residuals(table).copy(i, unused, residual, 0);
            double expected = ofResiduals.get(i).logDensity(residual.toDoubles()) - 2 * Math.log(deviation * level);
            assertThat(predicted.get(i).logDensity(table.y()[i])).isCloseTo(expected, within(1e-9));
            total -= expected / table.size();
        }
        assertThat(mean("nll", skip, table)).isCloseTo(total, within(1e-9));
    }

    @Test
    void whatHoldsForALoudSignalHoldsForASoftOne() {
        Table loud = table(200, 1, 10);
        Table soft = table(200, 1, 1);
        SkipConnection skip = skip(network(1, Covariance.ISOTROPIC), 3, loud);
        variable(skip, "skip.weights").set(Tensor.of(new double[][] {{2}, {0}, {-1}, {0}}));
        variable(skip, "skip.bias").set(Tensor.zeros(DType.FLOAT64, 1));
        double shift = mean("nll", skip, loud) - mean("nll", skip, soft);
        assertThat(shift).isCloseTo(Math.log(10), within(1e-2)); // apart from the level of silence
    }

    @Test
    void aPerceptronGetsTheVarianceOfTheResidualsThatItLeaves() {
        Table table = table(500, 1, 1);
        SkipConnection skip =
                skip(new GaussianMlp(network(1, Covariance.ISOTROPIC).architecture(), 1), 0, table);
        new Trainer(skip)
                .optimiser(new Adam())
                .schedule(Schedule.constant(0.01))
                .epochs(5)
                .train(table, table);
        double mse = mean("mse", skip, table);
        assertThat(mse).isLessThan(1.2 * 0.01);
        assertThat(mean("variance", skip, table)).isCloseTo(mse, within(1e-9));
        assertThat(mean("nll", skip, table)).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * mse), within(1e-9));
    }

    @Test
    void policiesForTheMeansEditTheGradient() {
        Table table = table(60, 1, 1);
        MixtureDensityNetwork inner = network(1, Covariance.ISOTROPIC);
        SkipConnection skip = skip(inner, 3, table);
        Expr means = skip.ofResiduals().means();
        Expr deviation = skip.ofResiduals().variances().sqrt();
        GradientPolicy policy = GradientPolicy.exact().at(means, GradientEdit.scale(deviation));
        Shared bias = inner.output().bias();
        Expr edited = grad(skip.loss(), List.of(bias), policy).all().get(0);
        List<Tensor> values = function(skip.input(), skip.target())
                .returning(
                        edited,
                        skip.ofResiduals().means(),
                        skip.ofResiduals().variances(),
                        skip.ofResiduals().logWeights())
                .compile()
                .callAll(Tensor.of(table.x()), Tensor.of(table.y()));
        // The closed form: responsibility (mean - residual) / deviation, averaged.
        double[] expected = new double[3];
        for (int i = 0; i < table.size(); i++) {
            Tensor unused = Tensor.zeros(DType.FLOAT64, 1, INPUTS);
            Tensor residual = Tensor.zeros(DType.FLOAT64, 1, 1);
            skip.residuals(table).copy(i, unused, residual, 0);
            double[] joint = new double[3];
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                joint[k] = Math.exp(values.get(3).at(i, k))
                        * new NormalDistribution(
                                        values.get(1).at(i, 0, k),
                                        Math.sqrt(values.get(2).at(i, 0, k)))
                                .density(residual.get(0));
                sum += joint[k];
            }
            for (int k = 0; k < 3; k++) {
                expected[k] += joint[k]
                        / sum
                        * (values.get(1).at(i, 0, k) - residual.get(0))
                        / Math.sqrt(values.get(2).at(i, 0, k))
                        / table.size();
            }
        }
        for (int k = 0; k < 3; k++) {
            assertThat(values.get(0).at(3 + k)).isCloseTo(expected[k], within(1e-12));
        }
    }

    @Test
    void itComesBackFromDiskCalibratedAndInAnEnsemble(@TempDir Path temp) throws Exception {
        Table table = table(50, 1, 1);
        Calibrated one = new Calibrated(skip(network(1, Covariance.ISOTROPIC), 3, table));
        one.calibrate(table);
        Ensemble model = new Ensemble(List.of(one, new Calibrated(skip(network(1, Covariance.ISOTROPIC), 3, table))));
        ModelFolder.write(temp.resolve("both"), model, Map.of());
        ModelFolder.write(temp.resolve("one"), one.inner(), Map.of());
        DensityModel back = ModelFolder.read(temp.resolve("both"));
        assertThat(((Ensemble) back).members()).allMatch(Calibrated.class::isInstance);
        assertThat(mean("nll", back, table)).isEqualTo(mean("nll", model, table));
        DensityModel alone = ModelFolder.read(temp.resolve("one"));
        assertThat(((SkipConnection) alone).signal()).isEqualTo(3);
        assertThat(mean("nll", alone, table)).isEqualTo(mean("nll", one.inner(), table));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MixtureDensityNetwork inner = network(1, Covariance.ISOTROPIC);
        assertThatThrownBy(() -> new SkipConnection(inner, 5)).hasMessageContaining("choose 0 to 4");
        assertThatThrownBy(() ->
                        new SkipConnection(inner, 0).startAt(new GaussianMlp(inner.architecture(), 1), table(5, 1, 1)))
                .hasMessageContaining("hidden layers [5]");
    }
}
