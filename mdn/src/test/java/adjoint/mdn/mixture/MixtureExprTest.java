package adjoint.mdn.mixture;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.OpCheck;
import adjoint.expr.Expr;
import adjoint.expr.Sample;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.commons.math3.distribution.MixtureMultivariateNormalDistribution;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MixtureExprTest {
    private static final int ROWS = 4;
    private static final int D = 3;
    private static final int K = 2;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Tensor logits = draw(ROWS, K);
    private final Tensor means = draw(ROWS, D, K);
    private final Tensor targets = draw(ROWS, D);
    private final Expr y = input("y", ROWS, D);

    private Tensor draw(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    /** Of each form: the positive part 0.3 + square, elsewhere what is drawn. */
    private Tensor spread(Covariance form) {
        Tensor drawn =
                form == Covariance.FULL ? draw(ROWS, K, D, D) : draw(ROWS, form == Covariance.ISOTROPIC ? 1 : D, K);
        for (int i = 0; i < drawn.size(); i++) {
            boolean positive = form != Covariance.FULL || (i % (D * D)) % (D + 1) == 0;
            drawn.set(i, positive ? 0.3 + drawn.get(i) * drawn.get(i) : drawn.get(i));
        }
        return drawn;
    }

    private MixtureExpr mixture(Covariance form, Tensor spread) {
        Expr expr = constant(spread);
        return new MixtureExpr(
                constant(logits).logSoftmax(1),
                constant(means),
                form == Covariance.FULL ? new Spread.Factors(expr) : new Spread.Variances(expr));
    }

    /** What stands above the diagonal of a factor must not count. */
    private static RealMatrix covariance(Covariance form, Tensor spread, int row, int k) {
        RealMatrix root = MatrixUtils.createRealMatrix(D, D);
        for (int i = 0; i < D; i++) {
            for (int j = 0; j <= i; j++) {
                root.setEntry(
                        i,
                        j,
                        switch (form) {
                            case FULL -> spread.at(row, k, i, j);
                            case DIAGONAL -> i == j ? Math.sqrt(spread.at(row, i, k)) : 0;
                            case ISOTROPIC -> i == j ? Math.sqrt(spread.at(row, 0, k)) : 0;
                        });
            }
        }
        return root.multiply(root.transpose());
    }

    private MixtureMultivariateNormalDistribution oracle(Covariance form, Tensor spread, int row) {
        double[] weights = new double[K];
        double[][] centres = new double[K][D];
        double[][][] covariances = new double[K][][];
        for (int k = 0; k < K; k++) {
            weights[k] = Math.exp(logits.at(row, k));
            covariances[k] = covariance(form, spread, row, k).getData();
            for (int d = 0; d < D; d++) {
                centres[k][d] = means.at(row, d, k);
            }
        }
        return new MixtureMultivariateNormalDistribution(weights, centres, covariances);
    }

    private double[] target(int row) {
        return new double[] {targets.at(row, 0), targets.at(row, 1), targets.at(row, 2)};
    }

    private Tensor value(Expr expr) {
        return function(y).returning(expr).compile().call(targets).copy();
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void densitiesAreThoseOfCommonsMath(Covariance form) {
        Tensor spread = spread(form);
        Tensor logDensity = value(mixture(form, spread).logDensity(y));
        for (int row = 0; row < ROWS; row++) {
            double expected = Math.log(oracle(form, spread, row).density(target(row)));
            assertThat(logDensity.at(row)).isCloseTo(expected, within(1e-11 * (1 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void momentsAndMarginalVariancesAgreeWithTheValue(Covariance form) {
        Tensor spread = spread(form);
        MixtureExpr mixture = mixture(form, spread);
        Tensor mean = value(mixture.mean().add(y.mul(0)));
        Tensor variance = value(mixture.variance().add(y.mul(0)));
        Tensor whole = value(mixture.covariance().add(y.mul(0).expand(1)));
        Tensor cumulative = value(mixture.cumulative(y));
        for (int row = 0; row < ROWS; row++) {
            Normal[] components = new Normal[K];
            double[] weights = new double[K];
            for (int k = 0; k < K; k++) {
                RealMatrix covariance = covariance(form, spread, row, k);
                double[][] factor = new org.apache.commons.math3.linear.CholeskyDecomposition(covariance)
                        .getL()
                        .getData();
                components[k] = Normal.withFactor(
                        new double[] {means.at(row, 0, k), means.at(row, 1, k), means.at(row, 2, k)}, factor);
                weights[k] = Math.exp(logits.at(row, k));
            }
            Mixture value = new Mixture(weights, components);
            for (int d = 0; d < D; d++) {
                assertThat(mean.at(row, d)).isCloseTo(value.mean()[d], within(1e-12));
                assertThat(variance.at(row, d)).isCloseTo(value.covariance()[d][d], within(1e-11));
                assertThat(cumulative.at(row, d))
                        .isCloseTo(value.marginal(d).cumulative(targets.at(row, d)), within(1e-13));
                for (int e = 0; e < D; e++) {
                    assertThat(whole.at(row, d, e)).isCloseTo(value.covariance()[d][e], within(1e-11));
                }
            }
        }
    }

    /** The density of a y + b is that of y, divided by a. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void movedMixturesFollowTheirTargets(Covariance form) {
        MixtureExpr mixture = mixture(form, spread(form));
        Expr factors = constant(2, 0.5, 10);
        Expr offsets = constant(-1, 100, 3);
        Tensor moved =
                value(mixture.moved(factors, offsets).logDensity(y.mul(factors).add(offsets)));
        Tensor plain = value(mixture.logDensity(y));
        for (int row = 0; row < ROWS; row++) {
            assertThat(moved.at(row)).isCloseTo(plain.at(row) - Math.log(10), within(1e-10));
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void mixturesOfMixturesHaveTheMeanDensity(Covariance form) {
        MixtureExpr one = mixture(form, spread(form));
        MixtureExpr other = mixture(form, spread(form));
        MixtureExpr both = MixtureExpr.of(List.of(one, other), List.of(0.25, 0.75));
        Tensor average = value(both.logDensity(y));
        Tensor a = value(one.logDensity(y));
        Tensor b = value(other.logDensity(y));
        for (int row = 0; row < ROWS; row++) {
            double expected = Math.log(0.25 * Math.exp(a.at(row)) + 0.75 * Math.exp(b.at(row)));
            assertThat(average.at(row)).isCloseTo(expected, within(1e-10));
        }
    }

    @Test
    void temperatureSharpensOrLevelsTheWeights() {
        MixtureExpr mixture = mixture(Covariance.DIAGONAL, spread(Covariance.DIAGONAL));
        Tensor sharp = value(mixture.withMixingTemperature(0.5)
                .weights()
                .add(y.slice(1, 0, K).mul(0)));
        for (int row = 0; row < ROWS; row++) {
            double a = Math.exp(2 * logits.at(row, 0));
            double b = Math.exp(2 * logits.at(row, 1));
            assertThat(sharp.at(row, 0)).isCloseTo(a / (a + b), within(1e-12));
        }
        assertThatThrownBy(() -> mixture.withMixingTemperature(-1)).hasMessageContaining("-1.0");
    }

    /** d nll / d mean = responsibility * precision * (mean - y), for every row. */
    @Test
    void theGradientWithRespectToAMeanIsThePullOfItsComponent() {
        Tensor spread = spread(Covariance.FULL);
        Expr m = input("m", ROWS, D, K);
        MixtureExpr mixture = new MixtureExpr(constant(logits).logSoftmax(1), m, new Spread.Factors(constant(spread)));
        Expr gradient = grad(mixture.negativeLogLikelihood(y).sum(), m);
        Tensor actual = function(y, m).returning(gradient).compile().call(targets, means);
        Tensor shares = value(mixture(Covariance.FULL, spread).responsibilities(y));
        for (int row = 0; row < ROWS; row++) {
            for (int k = 0; k < K; k++) {
                double[] deviation = new double[D];
                for (int d = 0; d < D; d++) {
                    deviation[d] = means.at(row, d, k) - targets.at(row, d);
                }
                double[] pull = MatrixUtils.inverse(covariance(Covariance.FULL, spread, row, k))
                        .operate(deviation);
                for (int d = 0; d < D; d++) {
                    assertThat(actual.at(row, d, k))
                            .isCloseTo(shares.at(row, k) * pull[d], within(1e-10 * (1 + Math.abs(pull[d]))));
                }
            }
        }
    }

    /** They would broadcast, to densities of nothing. */
    @ParameterizedTest
    @CsvSource({"5, 1", "1, 3", "2, 3", "3, 1"})
    void pointsOfOtherDimensionsAreRefused(int given, int dimensions) {
        MixtureExpr mixture =
                new MixtureExpr(input("w", "batch", 2), input("m", "batch", dimensions, 2), input("v", "batch", 1, 2));
        Expr points = input("t", "batch", given);
        List<Function<Expr, Expr>> uses = List.of(
                mixture::logDensity,
                mixture::logJoint,
                mixture::negativeLogLikelihood,
                mixture::responsibilities,
                mixture::cumulative,
                mixture::survival,
                mixture::crps);
        for (Function<Expr, Expr> use : uses) {
            assertThatThrownBy(() -> use.apply(points))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("takes points of shape [batch, " + dimensions + "]");
            assertThatThrownBy(() -> use.apply(input("t", "batch"))).isInstanceOf(ShapeException.class);
        }
        if (dimensions > 1) {
            assertThatThrownBy(() -> mixture.conditional(new int[] {0}, input("t", "batch", 2)))
                    .isInstanceOf(ShapeException.class);
        }
    }

    /** Weights and variances with one row for all, as a baseline with one component has them. */
    @Test
    void oneRowMayStandForAll() {
        Expr y = input("y", "batch", 2);
        MixtureExpr one = new MixtureExpr(
                constant(Tensor.zeros(DType.FLOAT64, 1, 1)),
                y.mul(2).expand(2),
                constant(Tensor.over(new double[] {1, 4}, 1, 2, 1)));
        List<Expr> results = List.of(
                one.mode(),
                one.modes().squeeze(2),
                one.quantile(constant(0.5)),
                one.marginal(1, 0).mean(),
                one.conditional(new int[] {0}, y.slice(1, 0, 1)).mean(),
                one.entropy().lower(),
                one.entropy().upper(),
                one.crps(y.mul(2)),
                one.sample(1, constant(0)));
        List<Tensor> out = function(y)
                .returning(results.toArray(Expr[]::new))
                .compile()
                .callAll(Tensor.of(new double[][] {{1, 2}, {-3, 5}}));
        double entropy = 1 + Math.log(2 * Math.PI) + Math.log(2);
        double crps = (Math.sqrt(2) - 1) / Math.sqrt(Math.PI);
        double[][] expected = {
            {2, 4, -6, 10},
            {2, 4, -6, 10},
            {2, 4, -6, 10},
            {4, 2, 10, -6},
            {4, 10},
            {entropy, entropy},
            {entropy, entropy},
            {crps, 2 * crps, crps, 2 * crps}
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(out.get(i).toDoubles()).as("result %d", i).containsExactly(expected[i], within(1e-12));
        }
        assertThat(out.get(8).shape()).containsExactly(2, 2);
    }

    @Test
    void theAscentIsRightToSecondOrder() {
        Tensor starts = Tensor.over(new double[] {-1, 1, 2, 0.5}, 2, 2);
        Tensor logs = Tensor.over(new double[] {-1, 0, 0.5, -0.5}, 2, 2);
        Tensor means = Tensor.over(new double[] {-1, 2, 1, 0, 1.5, 0, 0, 1}, 2, 2, 2);
        Tensor variances = Tensor.over(new double[] {0.5, 1, 1, 0.75, 1, 2, 0.5, 0.5}, 2, 2, 2);
        Tensor factors = Tensor.over(new double[] {1, 0, 0.5, 0.75, 1, 0, -0.5, 1, 1, 0, 0, 1, 2, 0, 1, 1}, 2, 2, 2, 2);
        for (Tensor spread : List.of(variances, factors)) {
            OpCheck.of(Sample.of(new Ascent()).at(starts).at(logs).at(means).at(spread))
                    .orThrow();
        }
    }
}
