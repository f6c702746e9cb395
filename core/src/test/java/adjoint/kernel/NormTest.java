package adjoint.kernel;

import static adjoint.kernel.ElementwiseTest.toFloat;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Euclidean norms against exact arithmetic, over row-like and column-like layouts. */
class NormTest {
    private static final MathContext DIGITS = new MathContext(50);
    private static final double INF = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,0,2", "0,3,2", "4,7,1", "2,129,1", "1,10000,1", "3,65,17", "2,500,40", "2,300,5", "1,4,513"
    })
    void normsAreExactWhateverTheScale(int outer, int r, int inner) {
        double[] a = new Random(outer + 3L * r + 7L * inner)
                .doubles((long) outer * r * inner, -1, 1)
                .toArray();
        for (double scale : new double[] {1, 1e300, 1e-300, 1e155, 1e-160}) {
            double[] scaled = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                scaled[i] = a[i] * scale;
            }
            double[] o = new double[outer * inner];
            Norm64.norm(scaled, r, inner, o, 0, o.length / 2);
            Norm64.norm(scaled, r, inner, o, o.length / 2, o.length);
            check(scaled, r, inner, o, 10 * 0x1p-53);
        }
        for (float scale : new float[] {1, 1e35f, 1e-30f, 1e19f}) {
            float[] scaled = toFloat(a);
            double[] same = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                scaled[i] *= scale;
                same[i] = scaled[i];
            }
            float[] o = new float[outer * inner];
            Norm32.norm(scaled, r, inner, o, 0, o.length);
            double[] wide = new double[o.length];
            for (int i = 0; i < o.length; i++) {
                wide[i] = o[i];
            }
            check(same, r, inner, wide, 10 * 0x1p-24);
        }
    }

    private static void check(double[] a, int r, int inner, double[] o, double tolerance) {
        for (int q = 0; q < o.length; q++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < r; k++) {
                BigDecimal x = new BigDecimal(a[(q / inner * r + k) * inner + q % inner]);
                sum = sum.add(x.multiply(x), DIGITS);
            }
            double exact = sum.sqrt(DIGITS).doubleValue();
            assertThat(Math.abs(o[q] - exact)).isLessThanOrEqualTo(tolerance * exact);
        }
    }

    @Test
    void whatIsNotFiniteStaysSo() {
        double[] a = {3, INF, -INF, 1, Double.NaN, 0, 0, INF, Double.NaN, -0.0, 0, 0};
        double[] o = new double[4];
        Norm64.norm(a, 3, 1, o, 0, 4);
        assertThat(o).containsExactly(INF, Double.NaN, Double.NaN, 0);
        float[] o32 = new float[4];
        Norm32.norm(toFloat(a), 3, 1, o32, 0, 4);
        assertThat(o32).containsExactly(Float.POSITIVE_INFINITY, Float.NaN, Float.NaN, 0);
    }
}
