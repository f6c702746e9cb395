package adjoint.kernel;

import static adjoint.kernel.ElementwiseTest.toFloat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of exponentials against 40 digits. */
class SoftmaxTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({"1,1,1", "5,3,1", "200,3,1", "2,7,5", "1,600,2", "2,30,40", "1,1500,1", "3,0,2"})
    void equalTheirDefinitions(int outer, int r, int inner) {
        Random random = new Random(outer + 3L * r + 7L * inner);
        double[] a = random.doubles((long) outer * r * inner, -30, 30).toArray();
        float[] a32 = toFloat(a);
        int rows = outer * inner;
        double[] lse = new double[rows];
        float[] lse32 = new float[rows];
        double[][] o = {new double[a.length], a.clone()};
        float[][] o32 = {new float[a.length], a32.clone()};
        Softmax64.logSumExp(a, r, inner, lse, 0, outer * inner);
        Softmax64.softmax(a, r, inner, o[0], 0, outer * inner);
        Softmax64.logSoftmax(o[1], r, inner, o[1], 0, outer * inner);
        Softmax32.logSumExp(a32, r, inner, lse32, 0, outer * inner);
        Softmax32.softmax(a32, r, inner, o32[0], 0, outer * inner);
        Softmax32.logSoftmax(o32[1], r, inner, o32[1], 0, outer * inner);
        for (int q = 0; q < rows; q++) {
            double[] row = new double[r];
            double[] row32 = new double[r];
            for (int k = 0; k < r; k++) {
                int at = (q / inner * r + k) * inner + q % inner;
                row[k] = a[at];
                row32[k] = a32[at];
            }
            checkRow(row, lse[q], o, q, r, inner, 0x1p-52);
            checkRow(row32, lse32[q], new double[][] {toDouble(o32[0]), toDouble(o32[1])}, q, r, inner, 0x1p-23);
        }
    }

    private static void checkRow(double[] row, double lse, double[][] o, int q, int r, int inner, double ulp) {
        Dfp sum = Arrays.stream(row).mapToObj(x -> Exact.exp(Exact.of(x))).reduce(Exact.of(0), Dfp::add);
        if (r == 0) {
            assertThat(lse).isEqualTo(-INF);
            return;
        }
        Dfp exact = Exact.log(sum);
        assertThat(Math.abs(Exact.of(lse).subtract(exact).toDouble())).isLessThanOrEqualTo(2 * ulp * 32);
        for (int k = 0; k < r; k += 1 + r / 50) {
            int at = (q / inner * r + k) * inner + q % inner;
            Dfp share = Exact.exp(Exact.of(row[k])).divide(sum);
            // Of the relative error, the rounding of a - max, up to 60, has the largest part.
            assertThat(Exact.of(o[0][at]).divide(share).subtract(Exact.of(1)).toDouble())
                    .isBetween(-40 * ulp, 40 * ulp);
            double logShare = Exact.of(row[k]).subtract(exact).toDouble();
            assertThat(o[1][at]).isBetween(logShare - 64 * ulp, logShare + 64 * ulp);
        }
    }

    private static double[] toDouble(float[] a) {
        double[] o = new double[a.length];
        Casts.cast(a, o, a.length);
        return o;
    }

    @Test
    void extremesStayRight() {
        double[] a = {
            1000, 1000, -1000, -1000, -INF, -INF, -INF, 3, INF, 3, INF, INF, Double.NaN, 3, INF, Double.NaN, -INF, INF
        };
        double[] o = new double[9];
        Softmax64.logSumExp(a, 2, 1, o, 0, 9);
        double ln2 = Math.log(2);
        assertThat(o).containsExactly(1000 + ln2, -1000 + ln2, -INF, 3, INF, INF, Double.NaN, Double.NaN, INF);
        float[] o32 = new float[9];
        Softmax32.logSumExp(toFloat(a), 2, 1, o32, 0, 9);
        float nan = Float.NaN;
        float inf = Float.POSITIVE_INFINITY;
        assertThat(o32).containsExactly((float) (1000 + ln2), (float) (-1000 + ln2), -inf, 3, inf, inf, nan, nan, inf);
        double[] masked = {1, -INF, 1};
        Softmax64.softmax(masked, 3, 1, masked, 0, 1);
        assertThat(masked).containsExactly(0.5, 0, 0.5);
    }
}
