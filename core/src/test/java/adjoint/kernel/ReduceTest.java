package adjoint.kernel;

import static adjoint.kernel.ElementwiseTest.toFloat;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reductions against exact sums and plain loops, over row-like and column-like layouts. */
class ReduceTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "3,0,2",
        "0,3,2",
        "3,2,0",
        "2,3,20",
        "4,7,1",
        "4,8,1",
        "2,127,1",
        "2,128,1",
        "2,129,1",
        "1,1000,1",
        "1,100000,1",
        "3,65,17",
        "2,500,40",
        "1,1000,600",
        "2,300,5",
        "5,64,16",
        "1,4,513"
    })
    void everyReductionEqualsItsDefinition(int outer, int r, int inner) {
        double[] a = new Random(outer + 3L * r + 7L * inner)
                .doubles((long) outer * r * inner, 0.5, 1.5)
                .toArray();
        float[] a32 = toFloat(a);
        int size = outer * inner;
        double[][] o = new double[4][size];
        float[][] o32 = new float[4][size];
        Reduce64.sum(a, r, inner, o[0], 0, outer * inner);
        Reduce64.max(a, r, inner, o[1], 0, outer * inner);
        Reduce64.min(a, r, inner, o[2], 0, outer * inner);
        Reduce64.prod(a, r, inner, o[3], 0, outer * inner);
        Reduce32.sum(a32, r, inner, o32[0], 0, outer * inner);
        Reduce32.max(a32, r, inner, o32[1], 0, outer * inner);
        Reduce32.min(a32, r, inner, o32[2], 0, outer * inner);
        Reduce32.prod(a32, r, inner, o32[3], 0, outer * inner);
        for (int q = 0; q < size; q++) {
            double[] row = row(a, q, r, inner);
            double[] row32 = row(a32, q, r, inner);
            // All terms are positive, so the bound is one of relative error, and it does not grow with r.
            assertThat(relativeError(o[0][q], row)).isLessThanOrEqualTo(20 * 0x1p-53);
            assertThat(relativeError(o32[0][q], row32)).isLessThanOrEqualTo(20 * 0x1p-24);
            assertThat(o[1][q]).isEqualTo(Arrays.stream(row).max().orElse(-INF));
            assertThat((double) o32[1][q]).isEqualTo(Arrays.stream(row32).max().orElse(-INF));
            assertThat(o[2][q]).isEqualTo(Arrays.stream(row).min().orElse(INF));
            assertThat((double) o32[2][q]).isEqualTo(Arrays.stream(row32).min().orElse(INF));
            double product = Arrays.stream(row).reduce(1, (x, y) -> x * y);
            double product32 = Arrays.stream(row32).reduce(1, (x, y) -> (float) x * (float) y);
            assertThat(o[3][q]).isEqualTo(product);
            assertThat((double) o32[3][q]).isEqualTo(product32);
        }
    }

    private static double[] row(double[] a, int q, int r, int inner) {
        double[] row = new double[r];
        for (int k = 0; k < r; k++) {
            row[k] = a[(q / inner * r + k) * inner + q % inner];
        }
        return row;
    }

    private static double[] row(float[] a, int q, int r, int inner) {
        double[] row = new double[r];
        for (int k = 0; k < r; k++) {
            row[k] = a[(q / inner * r + k) * inner + q % inner];
        }
        return row;
    }

    private static double relativeError(double sum, double[] terms) {
        BigDecimal exact = Arrays.stream(terms).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        double error = new BigDecimal(sum).subtract(exact).abs().doubleValue();
        return exact.signum() == 0 ? error : error / exact.doubleValue();
    }

    @ParameterizedTest
    @CsvSource({"1", "20"})
    void infinityAndNanPass(int inner) {
        for (int r : new int[] {3, 1000}) {
            double[] a = new double[r * inner];
            Arrays.fill(a, 1);
            double[] o = new double[inner];
            a[(r - 1) * inner] = INF;
            Reduce64.sum(a, r, inner, o, 0, inner);
            assertThat(o[0]).isEqualTo(INF);
            a[0] = -INF;
            Reduce64.sum(a, r, inner, o, 0, inner);
            assertThat(o[0]).isNaN();
            a[inner] = NAN;
            Reduce64.max(a, r, inner, o, 0, inner);
            assertThat(o[0]).isNaN();
            Reduce64.min(a, r, inner, o, 0, inner);
            assertThat(o[0]).isNaN();
        }
    }

    @Test
    void argmaxTakesTheFirstAndNanIsLargest() {
        double[] a = {1, 3, 3, 2, INF, NAN, 5, NAN, -INF, -INF, -INF, -INF};
        int[] o = new int[3];
        Reduce64.argmax(a, 4, 1, o, 0, 3);
        assertThat(o).containsExactly(1, 1, 0);
        Reduce32.argmax(toFloat(a), 4, 1, o, 0, 3);
        assertThat(o).containsExactly(1, 1, 0);
        Reduce64.argmax(a, 4, 3, o, 0, 3);
        assertThat(o).containsExactly(2, 2, 1);
    }
}
