package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against the sum that defines them. */
class BlasTest {
    private static final double NAN = Double.NaN;

    @ParameterizedTest
    @CsvSource({
        "0,3,4",
        "3,0,4",
        "3,4,0",
        "0,0,0",
        "1,1,1",
        "1,20,1",
        "20,1,20",
        "1,300,17",
        "33,1,65",
        "7,5,3",
        "8,8,8",
        "9,17,33",
        "64,64,64",
        "65,130,67",
        "128,12,300",
        "130,257,301",
        "1,1,1000",
        "200,3,2"
    })
    void equalsItsDefinition(int m, int n, int k) {
        for (int form = 0; form < 4; form++) {
            for (double beta : new double[] {0, 1, 0.5}) {
                check((form & 1) == 1, (form & 2) == 2, m, n, k, beta == 1 ? -0.25 : 1, beta);
            }
        }
    }

    private static void check(boolean ta, boolean tb, int m, int n, int k, double alpha, double beta) {
        Random random = new Random(31 * m + 7 * n + k);
        int lda = (ta ? m : k) + 3;
        int ldb = (tb ? k : n) + 2;
        int ldc = n + 1;
        double[] a = random.doubles(5 + (long) (ta ? k : m) * lda, -1, 1).toArray();
        double[] b = random.doubles(4 + (long) (tb ? n : k) * ldb, -1, 1).toArray();
        double[] c = random.doubles(6 + (long) m * ldc, -1, 1).toArray();
        float[] a32 = toFloat(a);
        float[] b32 = toFloat(b);
        float[] c32 = toFloat(c);
        double[] expected = c.clone();
        double[] expected32 = toDouble(c32);
        reference(ta, tb, m, n, k, alpha, a, 5, lda, b, 4, ldb, beta, expected, 6, ldc);
        reference(ta, tb, m, n, k, alpha, toDouble(a32), 5, lda, toDouble(b32), 4, ldb, beta, expected32, 6, ldc);
        if (beta == 0) {
            overwrite(c, m, n, ldc);
        }
        Blas.gemm(ta, tb, m, n, k, alpha, a, 5, lda, b, 4, ldb, beta, c, 6, ldc);
        Blas.gemm(ta, tb, m, n, k, (float) alpha, a32, 5, lda, b32, 4, ldb, (float) beta, c32, 6, ldc);
        // Every term is below 1, so a sum of k of them is off by less than k^2/2 roundings of the largest partial sum.
        assertNear(c, expected, 1e-16 * (k + 2) * (k + 2));
        assertNear(toDouble(c32), expected32, 6e-8 * (k + 2) * Math.sqrt(k + 2));
    }

    private static void overwrite(double[] c, int m, int n, int ldc) {
        for (int i = 0; i < m; i++) {
            Arrays.fill(c, 6 + i * ldc, 6 + i * ldc + n, NAN);
        }
    }

    static void reference(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOff,
            int lda,
            double[] b,
            int bOff,
            int ldb,
            double beta,
            double[] c,
            int cOff,
            int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double s = 0;
                for (int p = 0; p < k; p++) {
                    s += a[aOff + (ta ? p * lda + i : i * lda + p)] * b[bOff + (tb ? j * ldb + p : p * ldb + j)];
                }
                int at = cOff + i * ldc + j;
                c[at] = alpha * s + (beta == 0 ? 0 : beta * c[at]);
            }
        }
    }

    private static void assertNear(double[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                assertThat(actual[i]).as("element %d", i).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void nanInAnOperandReachesTheProduct() {
        double[] c = new double[4];
        Blas.gemm(false, false, 2, 2, 1, 1, new double[] {NAN, 0}, 0, 1, new double[] {0, 1}, 0, 2, 0, c, 0, 2);
        assertThat(c).containsExactly(NAN, NAN, 0, 0);
    }

    @Test
    void theDescriptionNamesTheThreads() {
        assertThat(Blas.description()).contains("thread");
        assertThatThrownBy(() -> Blas.threads(0)).hasMessageContaining("at least 1 thread");
    }

    private static float[] toFloat(double[] a) {
        float[] o = new float[a.length];
        Casts.cast(a, o, a.length);
        return o;
    }

    private static double[] toDouble(float[] a) {
        double[] o = new double[a.length];
        Casts.cast(a, o, a.length);
        return o;
    }
}
