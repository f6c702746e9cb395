package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GammaSlopeTest {
    /** The implicit derivative by differences of Commons Math's incomplete gamma function. */
    @ParameterizedTest
    @CsvSource({
        "0.1, -20",
        "0.1, -2",
        "0.1, 0.5",
        "0.5, -1",
        "0.5, 1",
        "1, -3",
        "1, 0",
        "1, 1.5",
        "2.5, 0.1",
        "2.5, 1.2",
        "2.5, 2",
        "10, 1.5",
        "10, 2.3",
        "10, 2.6",
        "100, 4.4",
        "100, 4.6",
        "100, 4.8",
        "1000, 6.9",
        "1000, 6.95"
    })
    void theProbabilityStaysAsTheShapeMoves(double a, double y) {
        double x = Math.exp(y);
        double h = 1e-4 * a;
        double byShape = (8 * (cumulative(a + h, x) - cumulative(a - h, x))
                        - (cumulative(a + 2 * h, x) - cumulative(a - 2 * h, x)))
                / (12 * h);
        double density = Math.exp(a * y - x - Gamma.logGamma(a));
        double expected = -byShape / density;
        assertThat(GammaSlope.of(a, y)).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }

    private static double cumulative(double a, double x) {
        return Gamma.regularizedGammaP(a, x, 1e-16, 1_000_000);
    }

    /** Where the number is far below its mean the derivative is (digamma(a + 1) - y) / a; at the mean of a large shape, 1 / a. */
    @Test
    void farTailsNeitherUnderflowNorLoseTheirDigits() {
        assertThat(GammaSlope.of(1e-3, -5000)).isCloseTo((5000 + GammaSlope.digamma(1 + 1e-3)) / 1e-3, within(1e-8));
        assertThat(GammaSlope.of(1e6, Math.log(1e6))).isCloseTo(1e-6, within(1e-11));
        assertThat(GammaSlope.of(2, Math.log(800))).isPositive().isLessThan(1);
        assertThat(GammaSlope.of(0.5, 50)).isCloseTo((50 - GammaSlope.digamma(0.5)) * Math.exp(-50), within(1e-30));
        assertThat(GammaSlope.of(0.5, 1e300)).isZero();
        assertThat(GammaSlope.of(0.5, Double.NEGATIVE_INFINITY)).isInfinite();
        assertThat(GammaSlope.of(-1, 0)).isNaN();
        assertThat(GammaSlope.of(1, Double.NaN)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, -100.56088545786867",
        "0.5, -1.9635100260214235",
        "1, -0.5772156649015329",
        "20, 2.970523992242149"
    })
    void digamma(double x, double expected) {
        assertThat(GammaSlope.digamma(x)).isCloseTo(expected, within(1e-13 * Math.abs(expected)));
    }
}
