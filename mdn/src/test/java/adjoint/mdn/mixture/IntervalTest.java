package adjoint.mdn.mixture;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    private static Mixture mixture(double... weightsMeansDeviations) {
        int size = weightsMeansDeviations.length / 3;
        double[] weights = new double[size];
        Normal[] components = new Normal[size];
        for (int k = 0; k < size; k++) {
            weights[k] = weightsMeansDeviations[3 * k];
            double deviation = weightsMeansDeviations[3 * k + 2];
            components[k] = Normal.diagonal(new double[] {weightsMeansDeviations[3 * k + 1]}, deviation * deviation);
        }
        return new Mixture(weights, components);
    }

    @Test
    void theProbabilityIsThatOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 200; trial++) {
            double mean = random.nextGaussian();
            double deviation = Math.exp(random.nextGaussian());
            double low = random.nextGaussian();
            double high = low + Math.exp(2 * random.nextGaussian());
            double expected = 0.25 * new NormalDistribution(mean, deviation).probability(low, high)
                    + 0.75 * new NormalDistribution(-1, 2).probability(low, high);
            assertThat(Math.exp(mixture(0.25, mean, deviation, 0.75, -1, 2).logProbability(low, high)))
                    .isCloseTo(expected, within(1e-9 * expected + 1e-13));
        }
    }

    /** Values of 40 digits, by mpmath. */
    @ParameterizedTest
    @CsvSource({"35, 36, -616.9751012619225138450625", "31, 31.001, -488.3421539362171495615320"})
    void farTailsKeepTheirDigits(double low, double high, double expected) {
        assertThat(mixture(1, 0, 1).logProbability(low, high)).isCloseTo(expected, within(1e-7));
        assertThat(mixture(1, 0, 1).logProbability(-high, -low)).isCloseTo(expected, within(1e-7));
        assertThat(mixture(1, 0, 1).logProbability(1e8, 1e8 + 1)).isBetween(-Double.MAX_VALUE, -1e15);
    }

    @Test
    void allCellsTogetherAreCertain() {
        Mixture mixture = mixture(0.3, 32_760, 20, 0.7, -3, 0.1);
        double sum = 0;
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            sum += Math.exp(mixture.logProbability(
                    sample == Short.MIN_VALUE ? Double.NEGATIVE_INFINITY : sample - 0.5,
                    sample == Short.MAX_VALUE ? Double.POSITIVE_INFINITY : sample + 0.5));
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void narrowCellsAreDensityTimesWidth() {
        Mixture mixture = mixture(0.5, 0, 1, 0.5, 3, 0.5);
        assertThat(mixture.logProbability(1, 1 + 1e-6))
                .isCloseTo(mixture.logDensity(1 + 0.5e-6) + Math.log(1e-6), within(1e-8));
        assertThatThrownBy(() -> mixture.logProbability(1, 1)).hasMessageContaining("from 1.0 to 1.0");
    }

    /** In the middle, across a mean, in both tails, far out, and without end. */
    @ParameterizedTest
    @CsvSource({"-0.1, 0.1", "-3, 4", "1, 1.01", "-9, -8.99", "60, 60.02", "-400, -399.9", "-1e5, 0.3", "7, 1e5"})
    void theExpressionAndItsGradientAreTheValues(double low, double high) {
        Expr weights =
                Expressions.constant(Tensor.of(new double[][] {{0.3, 0.7}})).log();
        Expr means = Expressions.input("means", DType.FLOAT64, 1, 1, 2);
        Expr deviations = Expressions.input("deviations", DType.FLOAT64, 1, 1, 2);
        Expr log = new MixtureExpr(weights, means, deviations.square())
                .logProbability(
                        Expressions.constant(Tensor.full(DType.FLOAT64, low, 1, 1)),
                        Expressions.constant(Tensor.full(DType.FLOAT64, high, 1, 1)));
        double[] parameters = {-0.2, 0.5, 0.8, 1.5};
        List<Tensor> values = function(means, deviations)
                .returning(log, grad(log.sum(), means), grad(log.sum(), deviations))
                .compile()
                .callAll(
                        Tensor.of(new double[] {-0.2, 0.5}).reshape(1, 1, 2),
                        Tensor.of(new double[] {0.8, 1.5}).reshape(1, 1, 2));
        double expected = value(parameters, low, high);
        assertThat(values.get(0).get(0)).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        for (int i = 0; i < 4; i++) {
            double step = 1e-5;
            double[] more = parameters.clone();
            double[] less = parameters.clone();
            more[i] += step;
            less[i] -= step;
            double slope = (value(more, low, high) - value(less, low, high)) / (2 * step);
            assertThat(values.get(1 + i / 2).get(i % 2)).isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
        }
    }

    private static double value(double[] parameters, double low, double high) {
        return mixture(0.3, parameters[0], parameters[2], 0.7, parameters[1], parameters[3])
                .logProbability(low, high);
    }
}
