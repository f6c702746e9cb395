package adjoint.mdn.mixture;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.RandomUniform;
import adjoint.run.CompiledFunction;
import adjoint.run.Mode;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random points of mixtures in the graph. */
class SampleExprTest {
    private static final int ROWS = 20_000;
    private static final double[] WEIGHTS = {0.5, 0.2, 0.3, 0};
    private static final int K = WEIGHTS.length;

    private final Expr step = scalar("step");
    private final Expr means = Expressions.input("means", 1, 2, K);
    private final Tensor centres = Tensor.over(new double[] {-1, 0, 2, 9, 1, -1, 0, 9}, 1, 2, K);

    private static Tensor spread(Covariance form) {
        return switch (form) {
            case ISOTROPIC -> Tensor.over(new double[] {0.5, 0.1, 1, 1}, 1, 1, K);
            case DIAGONAL -> Tensor.over(new double[] {0.5, 0.1, 1, 1, 2, 0.1, 0.3, 1}, 1, 2, K);
            case FULL ->
                Tensor.over(new double[] {1, 7, -0.8, 0.3, 0.2, 7, 0.1, 0.5, 1, 7, 0.9, 0.4, 1, 7, 0, 1}, 1, K, 2, 2);
        };
    }

    /** The same mixture in every row. */
    private MixtureExpr mixture(Expr spread, int rows) {
        double[] logs = Arrays.stream(WEIGHTS).map(Math::log).toArray();
        Expr all = means.broadcastTo(means.shape().with(0, Dim.of(rows)));
        return MixtureExpr.of(List.of(constant(Tensor.over(logs, 1, K)), all, spread))
                .perRow();
    }

    private Mixture value(Covariance form) {
        double[] logs = Arrays.stream(WEIGHTS).map(Math::log).toArray();
        return Mixture.ofRow(0, List.of(Tensor.over(logs, 1, K), centres, spread(form)));
    }

    /** Uniform after the cumulative distribution function in each dimension, and of the right covariance. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void pointsHaveTheMixturesDistribution(Covariance form) {
        Expr points = mixture(constant(spread(form)), ROWS).sample(5, step);
        Tensor drawn = function(step, means).returning(points).compile().call(Tensor.of(1), centres);
        Mixture mixture = value(form);
        double product = 0;
        for (int d = 0; d < 2; d++) {
            Mixture marginal = mixture.marginal(d);
            double[] uniform = new double[ROWS];
            for (int row = 0; row < ROWS; row++) {
                uniform[row] = marginal.cumulative(drawn.at(row, d));
                product += (drawn.at(row, 0) - mixture.mean()[0]) * (drawn.at(row, 1) - mixture.mean()[1]) / ROWS / 2;
            }
            double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), uniform);
            assertThat(p)
                    .as("probability of so uneven a sample in dimension %d", d)
                    .isGreaterThan(0.01);
        }
        assertThat(product).isCloseTo(mixture.covariance()[0][1], within(0.05));
    }

    @Test
    void aSeedAndAStepGiveTheSameBits() {
        Expr points = mixture(constant(spread(Covariance.FULL)), 50).sample(5, step);
        Expr others = mixture(constant(spread(Covariance.FULL)), 50).sample(6, step);
        CompiledFunction fast = function(step, means).returning(points, others).compile();
        CompiledFunction slow = function(step, means)
                .returning(points, others)
                .mode(Mode.REFERENCE)
                .compile();
        Tensor first = fast.callAll(Tensor.of(1), centres).get(0).copy();
        Tensor second = fast.callAll(Tensor.of(2), centres).get(0).copy();
        assertThat(fast.callAll(Tensor.of(1), centres).get(0)).isEqualTo(first).isNotEqualTo(second);
        assertThat(fast.callAll(Tensor.of(1), centres).get(1)).isNotEqualTo(first);
        assertThat(slow.callAll(Tensor.of(1), centres).get(0).toDoubles())
                .containsExactly(first.toDoubles(), within(1e-12));
        assertThat(first.at(0, 0)).isNotEqualTo(first.at(1, 0));
    }

    /** The draw moves with its component's mean and spread, as differences at a fixed seed say. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void derivativesArePathwise(Covariance form) {
        Tensor values = spread(form);
        Expr spread = Expressions.input(
                "spread", Arrays.stream(values.shape()).boxed().toArray());
        Expr points = mixture(spread, 40).sample(5, constant(3));
        GradientCheck.of(points.square().sum(), means, spread)
                .secondOrder()
                .at(centres, values)
                .orThrow();
        Tensor shares = function(means)
                .returning(grad(points.sum().mul(1.0 / 40), means))
                .compile()
                .call(centres);
        assertThat(Arrays.stream(shares.toDoubles()).limit(K).sum()).isCloseTo(1, within(1e-12));
        assertThat(shares.at(0, 0, 3)).isZero();
    }

    @Test
    void quantilesOfUniformNumbersAreDrawsWithDerivativesByWeights() {
        Expr logits = Expressions.input("l", 1, K);
        Expr spread = constant(spread(Covariance.ISOTROPIC));
        MixtureExpr one = MixtureExpr.of(List.of(logits.logSoftmax(1), constant(centres), spread))
                .marginal(0);
        Expr uniform = RandomUniform.like(constant(Tensor.zeros(DType.FLOAT64, 1, 1)), 8, constant(1));
        GradientCheck.of(one.quantile(uniform).sum(), logits)
                .full()
                .at(Tensor.over(new double[] {0.5, 0.2, 0.3, 0}, 1, K))
                .orThrow();
    }
}
