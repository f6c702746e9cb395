package adjoint.mdn.model;

import static adjoint.Adjoint.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.train.Evaluation;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandardisedTest {
    /** Years and prices: means far from 0, deviations far from 1, the third input constant. */
    private static Table table(int targets) {
        SplittableRandom random = new SplittableRandom(8);
        double[][] x = new double[200][];
        double[][] y = new double[200][targets];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {1990 + 10 * random.nextDouble(), 1e-3 * random.nextGaussian(), 7};
            for (int d = 0; d < targets; d++) {
                y[i][d] = 2000 + (d + 1) * random.nextGaussian() + (x[i][0] - 1995);
            }
        }
        return new Table(x, y);
    }

    private static MixtureDensityNetwork network(int targets, DType dtype) {
        Architecture architecture = new Architecture(3, List.of(5), targets, Activation.TANH, dtype);
        return new MixtureDensityNetwork(architecture, new Head(2, Covariance.ISOTROPIC, 1e-3), 4);
    }

    private static double nll(DensityModel model, Table table) {
        return new Evaluation(model.input(), model.target(), model.metrics())
                .means(table)
                .get("nll")[0];
    }

    @Test
    void densitiesAreTheInnerOnesMovedToTheUsersScale() {
        Table table = table(2);
        MixtureDensityNetwork inner = network(2, DType.FLOAT64);
        Standardised model = new Standardised(inner);
        model.scaleTo(table);
        double deviations = 1;
        for (int d = 0; d < 2; d++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 200; i++) {
                Tensor x = Tensor.zeros(DType.FLOAT64, 1, 3);
                Tensor y = Tensor.zeros(DType.FLOAT64, 1, 2);
                table.copy(i, x, y, 0);
                sum += y.get(d) - 2000;
                squares += (y.get(d) - 2000) * (y.get(d) - 2000);
            }
            deviations *= Math.sqrt(squares / 200 - sum / 200 * sum / 200);
        }
        assertThat(nll(model, table)).isCloseTo(nll(inner, copy(model, table)) + Math.log(deviations), within(1e-9));
        List<Mixture> predicted = new Predictor(model).predict(table);
        double total = 0;
        for (int i = 0; i < 200; i++) {
            Tensor x = Tensor.zeros(DType.FLOAT64, 1, 3);
            Tensor y = Tensor.zeros(DType.FLOAT64, 1, 2);
            table.copy(i, x, y, 0);
            total -= predicted.get(i).logDensity(y.toDoubles()) / 200;
        }
        assertThat(nll(model, table)).isCloseTo(total, within(1e-9));
    }

    /** The standardised examples as a table. */
    private static Table copy(Standardised model, Table table) {
        double[][] x = new double[table.size()][];
        double[][] y = new double[table.size()][];
        Tensor rowX = Tensor.zeros(DType.FLOAT64, 1, table.inputs());
        Tensor rowY = Tensor.zeros(DType.FLOAT64, 1, table.targets());
        for (int i = 0; i < table.size(); i++) {
            model.standard(table).copy(i, rowX, rowY, 0);
            x[i] = rowX.toDoubles();
            y[i] = rowY.toDoubles();
        }
        return new Table(x, y);
    }

    @Test
    void float32KeepsItsDigitsFarFromZero() {
        Table table = table(1);
        Standardised wide = new Standardised(network(1, DType.FLOAT64));
        Standardised narrow = new Standardised(network(1, DType.FLOAT32));
        wide.scaleTo(table);
        narrow.scaleTo(table);
        assertThat(nll(narrow, table)).isCloseTo(nll(wide, table), within(1e-3));
    }

    @Test
    void theBaselineIsStandardisedToo() {
        Table table = table(1);
        GaussianMlp inner = new GaussianMlp(new Architecture(3, List.of(5), 1, Activation.TANH, DType.FLOAT64), 4);
        Standardised model = new Standardised(inner);
        model.scaleTo(table);
        new Trainer(model).epochs(20).batch(20).train(table, table);
        double[] mse = new Evaluation(model.input(), model.target(), model.metrics())
                .means(table)
                .get("mse");
        assertThat(nll(model, table)).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * mse[0]), within(1e-9));
        assertThat(mse[0]).isLessThan(6);
    }

    @Test
    void aConstantTargetIsRefused() {
        Table constant = new Table(new double[][] {{1, 2, 3}, {4, 5, 6}}, new double[][] {{7}, {7}});
        assertThatThrownBy(() -> new Standardised(network(1, DType.FLOAT64)).scaleTo(constant))
                .hasMessageContaining("target 0 is 7.0 in all 2 examples");
    }

    @Test
    void spreadingStartsEachComponentOnASliceOfTheTargets() {
        double[][] x = new double[90][3];
        double[][] y = new double[90][1];
        for (int i = 0; i < 90; i++) {
            y[i][0] = i;
        }
        Architecture architecture = new Architecture(3, List.of(), 1, Activation.TANH, DType.FLOAT64);
        MixtureDensityNetwork network =
                new MixtureDensityNetwork(architecture, new Head(3, Covariance.ISOTROPIC, 0.5), 4);
        network.spreadOver(new Table(x, y));
        Mixture start = new Predictor(network).predict(0, 0, 0);
        for (int k = 0; k < 3; k++) {
            assertThat(start.weight(k)).isCloseTo(1.0 / 3, within(1e-12));
            assertThat(start.component(k).mean(0)).isCloseTo(14.5 + 30 * k, within(1e-12));
            assertThat(start.component(k).covariance()[0][0]).isCloseTo((30 * 30 - 1) / 12.0, within(1e-9));
        }
        assertThatThrownBy(() -> network.spreadOver(new Table(new double[2][3], new double[2][1])))
                .hasMessageContaining("2 examples cannot start 3 components");
    }

    @Test
    void severalDimensionsAreSlicedAlongTheirWidest() {
        double[][] x = new double[60][3];
        double[][] y = new double[60][2];
        for (int i = 0; i < 60; i++) {
            y[i] = new double[] {i, -2 * i + (i % 2)};
        }
        MixtureDensityNetwork network = network(2, DType.FLOAT64);
        network.spreadOver(new Table(x, y));
        Mixture start = new Predictor(network).predict(0, 0, 0);
        double[] first = start.component(0).mean();
        double[] second = start.component(1).mean();
        assertThat(Math.abs(first[0] - second[0])).isCloseTo(30, within(1.0));
        assertThat(Math.abs(first[1] - second[1])).isCloseTo(60, within(1.0));
    }

    @Test
    void anEnsembleIsTheMixtureOfItsMembers() {
        Table table = table(1);
        Standardised first = new Standardised(network(1, DType.FLOAT64));
        Standardised second = new Standardised(
                new MixtureDensityNetwork(first.architecture(), new Head(2, Covariance.ISOTROPIC, 1e-3), 99));
        first.scaleTo(table);
        Ensemble both = new Ensemble(List.of(first, second));
        Tensor x = Tensor.of(new double[][] {{1993, 1e-4, 7}});
        Tensor y = Tensor.of(new double[][] {{1.5}});
        double density = (Math.exp(new Predictor(first).predict(x).get(0).logDensity(1.5))
                        + Math.exp(new Predictor(second).predict(x).get(0).logDensity(1.5)))
                / 2;
        Mixture joint = new Predictor(both).predict(x).get(0);
        assertThat(joint.density(1.5)).isCloseTo(density, within(1e-12 * density));
        assertThat(function(both.input(), both.target())
                        .returning(both.negativeLogLikelihood())
                        .compile()
                        .call(x, y)
                        .at(0))
                .isCloseTo(-Math.log(density), within(1e-9));
        assertThat(both.variables()).hasSize(16);
    }
}
