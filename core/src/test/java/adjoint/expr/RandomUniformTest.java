package adjoint.expr;

import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomUniformTest {
    private static final int COUNT = 20_000;

    private static double[] draw(Op op, double at) {
        Expr step = scalar("step");
        return Interpreter.evaluate(Expr.of(op, step), List.of(step), Tensor.of(at))
                .toDoubles();
    }

    private static Op uniform(long seed, DType dtype) {
        return new RandomUniform(seed, dtype, Shape.of(COUNT));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT64", "FLOAT32"})
    void numbersAreUniformBetweenTheEnds(DType dtype) {
        double[] numbers = draw(uniform(3, dtype), 1);
        assertThat(Arrays.stream(numbers).min().orElseThrow()).isGreaterThan(0);
        assertThat(Arrays.stream(numbers).max().orElseThrow()).isLessThan(1);
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), numbers);
        assertThat(p).as("probability of so uneven a sample").isGreaterThan(0.01);
    }

    @Test
    void anotherSeedOrStepGivesIndependentNumbersAndTheSameTheSame() {
        double[] numbers = draw(uniform(3, DType.FLOAT64), 1);
        assertThat(draw(uniform(3, DType.FLOAT64), 1)).isEqualTo(numbers);
        List<double[]> others = List.of(
                draw(uniform(3, DType.FLOAT64), 2),
                draw(uniform(4, DType.FLOAT64), 1),
                draw(new RandomNormal(3, DType.FLOAT64, Shape.of(COUNT)), 1));
        double[] shifted = Arrays.copyOfRange(numbers, 1, COUNT);
        assertUncorrelated(shifted, Arrays.copyOf(numbers, COUNT - 1));
        for (double[] other : others) {
            assertUncorrelated(numbers, other);
            assertUncorrelated(numbers, Arrays.stream(other).map(x -> x * x).toArray());
        }
    }

    /** Four standard deviations. */
    private static void assertUncorrelated(double[] a, double[] b) {
        assertThat(Math.abs(new PearsonsCorrelation().correlation(a, b))).isLessThan(4 / Math.sqrt(COUNT));
    }
}
