package adjoint.mdn.mixture;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.autodiff.OpCheck;
import adjoint.expr.Expr;
import adjoint.expr.Sample;
import adjoint.run.Mode;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileTest {
    private final Expr p = input("p", "batch", 1);

    private static Tensor column(double... values) {
        return Tensor.over(values, values.length, 1);
    }

    private static MixtureExpr scalar(double[] logWeights, double[] means, double[] variances) {
        int k = means.length;
        return new MixtureExpr(
                constant(Tensor.over(logWeights, 1, k)),
                constant(Tensor.over(means, 1, 1, k)),
                constant(Tensor.over(variances, 1, 1, k)));
    }

    private static MixtureExpr three() {
        return scalar(
                new double[] {Math.log(0.5), Math.log(0.25), Math.log(0.25)},
                new double[] {-1, 0.5, 2},
                new double[] {0.25, 0.015625, 1});
    }

    /** The same three components for as many rows as there are probabilities. */
    private MixtureExpr rows() {
        MixtureExpr one = three();
        return new MixtureExpr(one.logWeights(), one.means().add(p.mul(0).expand(2)), one.variances());
    }

    private Tensor quantiles(Mode mode, double... probabilities) {
        return function(p)
                .returning(rows().quantile(p))
                .mode(mode)
                .compile()
                .call(column(probabilities))
                .copy();
    }

    @Test
    void theOpIsRightToSecondOrder() {
        OpCheck.of(Sample.of(new Quantile())
                        .on(0.02, 0.98, "n", 2)
                        .on(-1, 1, "n", 2, 3)
                        .on(-2, 2, "n", 2, 3)
                        .on(0.5, 2, "n", 2, 3))
                .orThrow();
        OpCheck.of(Sample.of(new Quantile())
                        .on(0.02, 0.98)
                        .on(-1, 1, 1)
                        .on(-2, 2, 1)
                        .on(0.5, 2, 1))
                .orThrow();
    }

    /** Expected values by bisection with 60 digits; what a rounding of the smaller tail does to them is allowed. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, -35.00968485741032025",
        "1e-100, -19.208331913011575585",
        "1e-20, -7.1131826096474220793",
        "1e-06, -3.3071473874666285916",
        "0.025, -1.8225869105222915461",
        "0.3, -0.87463474837950566746",
        "0.5, 0.092957455617284638049",
        "0.75, 0.66724716321047686157",
        "0.999, 4.6520698079021957269",
        "0.9999999999990905, 8.852127665896067531",
        "0.9999999999999999, 10.041399959096542344"
    })
    void quantilesAreExactToRoundingFarOutToo(double probability, double expected) {
        double density = 0.5 * new NormalDistribution(-1, 0.5).density(expected)
                + 0.25 * new NormalDistribution(0.5, 0.125).density(expected)
                + 0.25 * new NormalDistribution(2, 1).density(expected);
        double allowed = 2 * Math.ulp(expected) + 2 * Math.ulp(Math.min(probability, 1 - probability)) / density;
        for (Mode mode : List.of(Mode.FAST, Mode.REFERENCE)) {
            double actual = quantiles(mode, probability, 0.5).at(0, 0);
            assertThat(actual).isCloseTo(expected, within(allowed));
        }
    }

    @Test
    void atTheEndsAndOutsideThemNothingIsFinite() {
        Tensor ends = quantiles(Mode.FAST, 0, 1, -0.1, 1.1, Double.NaN);
        assertThat(ends.toDoubles())
                .containsExactly(
                        Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN, Double.NaN);
        Expr m = input("m", 1, 1, 2);
        MixtureExpr mixture = new MixtureExpr(
                constant(Tensor.over(new double[] {-1, -1}, 1, 2)).logSoftmax(1),
                m,
                constant(Tensor.over(new double[] {1, 4}, 1, 1, 2)));
        Expr q = mixture.quantile(constant(Tensor.over(new double[] {0}, 1, 1)));
        Tensor slope =
                function(m).returning(grad(q.sum(), m)).compile().call(Tensor.over(new double[] {0, 1}, 1, 1, 2));
        assertThat(slope.toDoubles()).containsExactly(0, 0);
    }

    /** The quantile of one component is m + s z, where z is that of the standard normal distribution. */
    @ParameterizedTest
    @ValueSource(doubles = {-37, -20, -6, -0.5, 0, 1.5, 4})
    void derivativesOfOneComponentAreThoseOfItsClosedForm(double z) {
        double probability = Erf.erfc(-z / Math.sqrt(2)) / 2;
        Expr at = input("p", 1, 1);
        Expr m = input("m", 1, 1, 1);
        Expr v = input("v", 1, 1, 1);
        Expr q = new MixtureExpr(constant(Tensor.zeros(DType.FLOAT64, 1, 1)), m, v).quantile(at);
        Expr first = grad(q.sum(), at);
        double[] actual = function(at, m, v)
                .returning(q, first, grad(first.sum(), at), grad(q.sum(), m), grad(q.sum(), v))
                .compile()
                .callAll(
                        column(probability),
                        Tensor.full(DType.FLOAT64, 3, 1, 1, 1),
                        Tensor.full(DType.FLOAT64, 4, 1, 1, 1))
                .stream()
                .mapToDouble(Tensor::scalar)
                .toArray();
        double density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
        double[] expected = {3 + 2 * z, 2 / density, 2 * z / density / density, 1, z / 4};
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("result %d", i)
                    .isCloseTo(expected[i], within(1e-10 * (Math.abs(expected[i]) + (i == 2 ? 1 : 1e-3))));
        }
    }

    /** In the tails too, a shift of weight moves the quantile as the value's own differences say. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-12, 0.4, 0.6, 1 - 1e-6})
    void weightsMoveQuantilesInTheTails(double probability) {
        Expr logits = input("l", 1, 3);
        MixtureExpr three = three();
        Expr q =
                new MixtureExpr(logits.logSoftmax(1), three.means(), three.variances()).quantile(constant(probability));
        Tensor slope = function(logits)
                .returning(grad(q.sum(), logits))
                .compile()
                .call(Tensor.over(new double[] {Math.log(2), 0, 0}, 1, 3));
        double h = 1e-5;
        for (int k = 0; k < 3; k++) {
            double[] quantiles = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] weights = {2, 1, 1};
                weights[k] *= Math.exp(side == 0 ? -h : h);
                quantiles[side] = new Mixture(
                                weights,
                                Normal.diagonal(new double[] {-1}, 0.25),
                                Normal.diagonal(new double[] {0.5}, 0.015625),
                                Normal.diagonal(new double[] {2}, 1))
                        .quantile(probability);
            }
            double expected = (quantiles[1] - quantiles[0]) / (2 * h);
            assertThat(slope.at(0, k)).isCloseTo(expected, within(1e-6 * (1e-3 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT64", "FLOAT32"})
    void gradientsThroughAMixtureAreRightToSecondOrder(DType dtype) {
        Expr logits = input("l", dtype, "batch", 3);
        Expr m = input("m", dtype, "batch", 2, 3);
        Expr v = input("v", dtype, "batch", 1, 3);
        Expr at = input("p", dtype, "batch", 2);
        Expr q = new MixtureExpr(logits.logSoftmax(1), m, v).quantile(at);
        GradientCheck.of(q.square().sum(), at, logits, m, v)
                .secondOrder()
                .at(
                        Tensor.of(new double[][] {{0.1, 0.7}, {0.5, 0.97}}).cast(dtype),
                        Tensor.of(new double[][] {{0.1, -1, 0.5}, {0, 0, 0}}).cast(dtype),
                        Tensor.over(new double[] {-1, 0, 1, 2, 3, 5, 0, 0, 0, 1, 1, 1}, 2, 2, 3)
                                .cast(dtype),
                        Tensor.over(new double[] {1, 0.5, 2, 1, 1, 1}, 2, 1, 3).cast(dtype))
                .orThrow();
    }

    @Test
    void componentsWithoutWeightAndTinyOnesDoNoHarm() {
        Expr m = input("m", 1, 1, 3);
        MixtureExpr mixture = new MixtureExpr(
                constant(Tensor.over(new double[] {Math.log(0.25), Math.log(0.75), Double.NEGATIVE_INFINITY}, 1, 3)),
                m,
                constant(Tensor.over(new double[] {1e-12, 1e-4, 1}, 1, 1, 3)));
        Expr q = mixture.quantile(constant(0.125));
        List<Tensor> out = function(m)
                .returning(q, grad(q.sum(), m))
                .compile()
                .callAll(Tensor.over(new double[] {-1e6, 1e6, 7}, 1, 1, 3));
        assertThat(out.get(0).scalar()).isEqualTo(-1e6);
        assertThat(out.get(1).toDoubles()).containsExactly(1, 0, 0);
    }

    @Test
    void undefinedMixturesGiveNaN() {
        MixtureExpr negative = scalar(new double[] {0}, new double[] {1}, new double[] {-1});
        MixtureExpr none = scalar(new double[] {Double.NEGATIVE_INFINITY}, new double[] {1}, new double[] {1});
        MixtureExpr lost = scalar(new double[] {0}, new double[] {Double.NaN}, new double[] {1});
        for (MixtureExpr mixture : List.of(negative, none, lost)) {
            Tensor q = function()
                    .returning(mixture.quantile(constant(0.3)))
                    .compile()
                    .call();
            assertThat(q.scalar()).isNaN();
        }
        assertThatThrownBy(() -> three().quantile(input("p", 2, 2))).isInstanceOf(ShapeException.class);
    }
}
