package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.distribution.MixtureMultivariateNormalDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.apache.commons.math3.util.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {
    private static final double[] WEIGHTS = {0.5, 0.2, 0.3};

    private static final Mixture SCALAR = new Mixture(
            WEIGHTS,
            Normal.diagonal(new double[] {-1}, 0.25),
            Normal.diagonal(new double[] {0.5}, 1e-2),
            Normal.diagonal(new double[] {2}, 1));

    private static final Mixture FULL = new Mixture(
            WEIGHTS,
            Normal.withFactor(new double[] {-1, 0, 1}, new double[][] {{1}, {0.5, 0.4}, {-0.3, 0.2, 0.6}}),
            Normal.withFactor(new double[] {1, 1, 0}, new double[][] {{0.3}, {-0.1, 0.9}, {0.7, 0.1, 0.5}}),
            Normal.diagonal(new double[] {0, -2, -1}, 0.5, 0.7, 2));

    private static MixtureMultivariateNormalDistribution reference(Mixture mixture) {
        List<Pair<Double, MultivariateNormalDistribution>> components = new java.util.ArrayList<>();
        for (int k = 0; k < mixture.size(); k++) {
            components.add(new Pair<>(
                    mixture.weight(k),
                    new MultivariateNormalDistribution(
                            mixture.component(k).mean(), mixture.component(k).covariance())));
        }
        return new MixtureMultivariateNormalDistribution(components);
    }

    private static double integral(DoubleUnaryOperator f, double from, double to) {
        return new IterativeLegendreGaussIntegrator(20, 1e-11, 1e-13).integrate(10_000_000, f::applyAsDouble, from, to);
    }

    @Test
    void densitiesAreThoseOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(1);
        for (Mixture mixture : List.of(SCALAR, FULL)) {
            for (int i = 0; i < 50; i++) {
                double[] point = random.doubles(mixture.dimension(), -3, 3).toArray();
                double expected = reference(mixture).density(point);
                assertThat(mixture.density(point)).isCloseTo(expected, within(1e-12 * expected));
            }
        }
    }

    @Test
    void sixtyDeviationsAwayAllStaysFinite() {
        Mixture mixture = new Mixture(
                new double[] {0.5, 0.5}, Normal.diagonal(new double[] {0}, 1), Normal.diagonal(new double[] {1}, 1));
        double expected = Math.log(0.5) - 0.5 * Math.log(2 * Math.PI) - 0.5 * 60 * 60;
        assertThat(mixture.logDensity(-60)).isCloseTo(expected, within(1e-9));
        assertThat(mixture.responsibilities(-60)).containsExactly(new double[] {1, Math.exp(-60.5)}, within(1e-15));
        assertThat(mixture.crps(-60)).isBetween(59.0, 61.0);
        assertThat(mixture.cumulative(-60)).isZero();
        assertThat(mixture.survival(-60)).isEqualTo(1);
    }

    @Test
    void responsibilitiesAreSharesOfTheDensity() {
        double[] point = {0.3, -0.2, 0.1};
        double[] shares = FULL.responsibilities(point);
        for (int k = 0; k < 3; k++) {
            double part = FULL.weight(k) * FULL.component(k).density(point);
            assertThat(shares[k]).isCloseTo(part / FULL.density(point), within(1e-14));
        }
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-15));
    }

    @Test
    void weightsAreDividedByTheirSumAndCheckedFirst() {
        Normal normal = Normal.diagonal(new double[] {0}, 1);
        assertThat(new Mixture(new double[] {1, 3}, normal, normal).weight(1)).isEqualTo(0.75);
        assertThatThrownBy(() -> new Mixture(new double[] {1}, normal, normal)).hasMessageContaining("2 components");
        assertThatThrownBy(() -> new Mixture(new double[] {0, 0}, normal, normal))
                .hasMessageContaining("[0.0, 0.0]");
        assertThatThrownBy(() -> new Mixture(new double[] {1, -1}, normal, normal))
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new Mixture(new double[] {1, Double.NaN}, normal, normal))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mixture(new double[] {1, 1}, normal, Normal.diagonal(new double[] {0, 0}, 1)))
                .hasMessageContaining("dimension");
    }

    @Test
    void cumulativeProbabilitiesAreThoseOfCommonsMath() {
        for (double y = -6; y < 8; y += 0.37) {
            double expected = 0;
            for (int k = 0; k < 3; k++) {
                Normal component = SCALAR.component(k);
                expected += WEIGHTS[k]
                        * new NormalDistribution(component.mean(0), component.deviation(0)).cumulativeProbability(y);
            }
            assertThat(SCALAR.cumulative(y)).isCloseTo(expected, within(1e-14));
            assertThat(SCALAR.cumulative(y) + SCALAR.survival(y)).isCloseTo(1, within(1e-14));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-100, 1e-20, 1e-6, 0.025, 0.3, 0.5, 0.500001, 0.7, 0.975, 1 - 1e-10})
    void quantilesUndoCumulativeProbabilities(double probability) {
        double point = SCALAR.quantile(probability);
        assertThat(SCALAR.cumulative(point)).isCloseTo(probability, within(1e-11 * probability));
    }

    @Test
    void quantilesAtTheEndsAndBetweenFarComponents() {
        assertThat(SCALAR.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(SCALAR.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> SCALAR.quantile(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> SCALAR.quantile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FULL.quantile(0.5)).hasMessageContaining("marginal");
        Mixture far = new Mixture(
                new double[] {0.25, 0.75, 0},
                Normal.diagonal(new double[] {-1e6}, 1e-12),
                Normal.diagonal(new double[] {1e6}, 1e-4),
                Normal.diagonal(new double[] {1e300}, 1));
        assertThat(far.quantile(0.125)).isCloseTo(-1e6, within(1e-9));
        assertThat(far.quantile(0.2)).isBetween(-1e6, -1e6 + 1e-5);
        assertThat(far.quantile(0.625)).isCloseTo(1e6, within(1e-8));
        Mixture one = new Mixture(new double[] {1}, Normal.diagonal(new double[] {3}, 4));
        assertThat(one.quantile(0.5)).isEqualTo(3);
        assertThat(one.quantile(0.975))
                .isCloseTo(new NormalDistribution(3, 2).inverseCumulativeProbability(0.975), within(1e-9));
    }

    @Test
    void theCrpsIsTheIntegralOfTheSquaredDifferenceOfDistributionFunctions() {
        for (double y : new double[] {-4, -1, 0.4, 0.51, 3}) {
            double below = integral(x -> Math.pow(SCALAR.cumulative(x), 2), -12, y);
            double above = integral(x -> Math.pow(SCALAR.survival(x), 2), y, 14);
            assertThat(SCALAR.crps(y)).isCloseTo(below + above, within(1e-9));
        }
    }

    @Test
    void meanAndCovarianceAreTheMomentsOfTheDensity() {
        double mean = integral(x -> x * SCALAR.density(x), -10, 12);
        assertThat(SCALAR.mean()[0]).isCloseTo(mean, within(1e-10));
        double variance = integral(x -> (x - mean) * (x - mean) * SCALAR.density(x), -10, 12);
        assertThat(SCALAR.covariance()[0][0]).isCloseTo(variance, within(1e-9));
    }

    @Test
    void samplesHaveTheMixturesDistribution() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] points = new double[40_000][];
        Arrays.setAll(points, i -> FULL.sample(random));
        double[][] moments = new Covariance(points).getCovarianceMatrix().getData();
        for (int i = 0; i < 3; i++) {
            int d = i;
            double[] column = Arrays.stream(points).mapToDouble(p -> p[d]).toArray();
            Mixture marginal = FULL.marginal(d);
            double[] uniform = Arrays.stream(column).map(marginal::cumulative).toArray();
            double p = new KolmogorovSmirnovTest()
                    .kolmogorovSmirnovTest(
                            new org.apache.commons.math3.distribution.UniformRealDistribution(0, 1), uniform);
            assertThat(p)
                    .as("probability of so uneven a sample in dimension %d", d)
                    .isGreaterThan(0.01);
            assertThat(moments[i]).containsExactly(FULL.covariance()[i], within(0.05));
            assertThat(Arrays.stream(column).average().orElseThrow()).isCloseTo(FULL.mean()[d], within(0.03));
        }
        assertThat(FULL.sample(new SplittableRandom(7))).isEqualTo(FULL.sample(new SplittableRandom(7)));
    }

    @Test
    void marginalsAreIntegralsOverTheOtherDimensions() {
        Mixture marginal = FULL.marginal(2, 0);
        for (double[] at : new double[][] {{0, 0}, {1, -1}, {-2, 0.5}}) {
            double expected = integral(y -> FULL.density(at[1], y, at[0]), -12, 12);
            assertThat(marginal.density(at)).isCloseTo(expected, within(1e-10));
        }
        assertThatThrownBy(() -> FULL.marginal(0, 3)).hasMessageContaining("from 0 to 2");
        assertThatThrownBy(() -> FULL.marginal(1, 1)).hasMessageContaining("[1, 1]");
        assertThatThrownBy(FULL::marginal).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void conditionalsAreQuotientsOfDensities() {
        Mixture conditional = FULL.conditional(new int[] {2, 0}, 0.3, -0.4);
        for (double y : new double[] {-2, -0.3, 0, 1.7}) {
            double expected = FULL.density(-0.4, y, 0.3) / FULL.marginal(0, 2).density(-0.4, 0.3);
            assertThat(conditional.density(y)).isCloseTo(expected, within(1e-13 * expected));
        }
        Mixture far = FULL.conditional(new int[] {1}, -150);
        assertThat(far.logDensity(0, 0)).isFinite();
        assertThat(far.weight(1)).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> FULL.conditional(new int[] {0, 1, 2}, 0, 0, 0))
                .hasMessageContaining("leave at least one");
        assertThatThrownBy(() -> FULL.conditional(new int[] {0}, 0, 1)).hasMessageContaining("2 numbers");
    }

    @Test
    void factorsKeepTheirDigitsWhereCovariancesAreNearlySingular() {
        Normal needle = Normal.withFactor(new double[] {0, 0}, new double[][] {{1}, {1, 1e-9}});
        Normal turned = needle.marginal(1, 0);
        assertThat(turned.logDensity(1, 1)).isCloseTo(needle.logDensity(1, 1), within(1e-6));
        assertThat(needle.conditional(new int[] {1}, 0.5).deviation(0)).isCloseTo(1e-9, within(1e-15));
    }

    @Test
    void theEntropyLiesBetweenItsBounds() {
        double entropy = integral(x -> -SCALAR.density(x) * SCALAR.logDensity(x), -9, 11);
        Entropy bounds = SCALAR.entropy();
        assertThat(entropy).isBetween(bounds.lower(), bounds.upper());
        assertThat(bounds.upper() - bounds.lower()).isLessThan(0.5);
        Mixture apart = new Mixture(
                new double[] {0.5, 0.5, 0},
                Normal.diagonal(new double[] {-50}, 1),
                Normal.diagonal(new double[] {50}, 4),
                Normal.diagonal(new double[] {0}, 1));
        double exact = Math.log(2) + 0.5 * (1 + Math.log(2 * Math.PI)) + 0.5 * Math.log(2);
        assertThat(apart.entropy().lower()).isCloseTo(exact, within(1e-12));
        assertThat(apart.entropy().upper()).isCloseTo(exact, within(1e-12));
        Normal normal = FULL.component(0);
        Mixture twice = new Mixture(new double[] {0.3, 0.7}, normal, normal);
        assertThat(twice.entropy().lower()).isCloseTo(normal.entropy(), within(1e-12));
        assertThat(twice.entropy().upper()).isCloseTo(normal.entropy(), within(1e-12));
    }

    @Test
    void theEntropyOfSeveralDimensionsLiesBetweenItsBounds() {
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum -= FULL.logDensity(FULL.sample(random));
        }
        assertThat(sum / 200_000)
                .isBetween(FULL.entropy().lower(), FULL.entropy().upper());
    }

    @Test
    void divergenceIsTheMeanLogRatioOfDensities() {
        Normal one = SCALAR.component(0);
        Normal other = SCALAR.component(2);
        double expected = integral(x -> one.density(x) * (one.logDensity(x) - other.logDensity(x)), -8, 6);
        assertThat(one.divergence(other)).isCloseTo(expected, within(1e-10));
        assertThat(FULL.component(1).divergence(FULL.component(1))).isCloseTo(0, within(1e-14));
        Normal full = FULL.component(0);
        SplittableRandom random = new SplittableRandom(6);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            double[] point = full.sample(random);
            sum += full.logDensity(point) - FULL.component(2).logDensity(point);
        }
        assertThat(sum / 100_000).isCloseTo(full.divergence(FULL.component(2)), within(0.05));
    }

    @Test
    void aFactorGivesCovarianceAndDeviations() {
        Normal normal = FULL.component(0);
        double[][] factor = {{1, 0, 0}, {0.5, 0.4, 0}, {-0.3, 0.2, 0.6}};
        double[][] product = MatrixUtils.createRealMatrix(factor)
                .multiply(MatrixUtils.createRealMatrix(factor).transpose())
                .getData();
        for (int i = 0; i < 3; i++) {
            assertThat(normal.covariance()[i]).containsExactly(product[i], within(1e-15));
            assertThat(normal.deviation(i)).isCloseTo(Math.sqrt(product[i][i]), within(1e-15));
        }
        assertThatThrownBy(() -> Normal.diagonal(new double[] {0, 0}, 1, 0)).hasMessageContaining("dimension 1");
        assertThatThrownBy(() -> Normal.diagonal(new double[] {0, 0, 0}, 1, 1)).hasMessageContaining("2 variances");
        assertThatThrownBy(() -> normal.logDensity(1, 2)).hasMessageContaining("2 numbers");
    }

    @Test
    void temperatureSharpensOrFlattensWeightsAndWidths() {
        Mixture two = new Mixture(
                new double[] {0.8, 0.2}, Normal.diagonal(new double[] {1}, 4), Normal.diagonal(new double[] {2}, 9));
        Mixture cold = two.tempered(0.5);
        assertThat(cold.weight(0)).isCloseTo(0.64 / 0.68, within(1e-12));
        assertThat(cold.component(1).covariance()[0][0]).isCloseTo(4.5, within(1e-12));
        assertThat(cold.component(1).mean(0)).isEqualTo(2);
        assertThat(two.tempered(1).logDensity(0.3)).isCloseTo(two.logDensity(0.3), within(1e-12));
        assertThatThrownBy(() -> two.tempered(0)).hasMessageContaining("above 0");
    }
}
