package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of millions of terms in float32, whose error must not grow with their number. */
class LongSumsTest {
    private static final double UNIT = 0x1p-24;

    private static float[] tenths(int n) {
        float[] a = new float[n];
        Arrays.fill(a, 0.1f);
        return a;
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 129, 100_000, 10_000_000})
    void aRowTimesAColumn(int n) {
        float[] a = tenths(n);
        float[] c = new float[1];
        Gemm32.gemm(false, false, 1, 1, n, 1, a, 0, n, a, 0, 1, 0, c, 0, 1);
        double exact = n * ((double) 0.1f * 0.1f);
        assertThat(Math.abs(c[0] - exact)).isLessThanOrEqualTo(20 * UNIT * exact);
    }

    @ParameterizedTest
    @ValueSource(ints = {2049, 100_000, 1_000_000})
    void aMatrixProductWithManyTerms(int k) {
        float[] a = tenths(3 * k);
        float[] b = tenths(2 * k);
        float[] c = {1, 1, 1, 1, 1, 1};
        Gemm32.gemm(true, false, 3, 2, k, 2, a, 0, 3, b, 0, 2, 1, c, 0, 2);
        double exact = 1 + 2 * k * ((double) 0.1f * 0.1f);
        for (float found : c) {
            assertThat(Math.abs(found - exact)).isLessThanOrEqualTo(2048 * UNIT * exact);
        }
    }

    @Test
    void blocksAreAddedToWhatIsThere() {
        int k = 5000;
        Random random = new Random(3);
        double[] a = random.doubles(4L * k, -1, 1).toArray();
        double[] b = random.doubles(3L * k, -1, 1).toArray();
        double[] c = random.doubles(4 * 5, -1, 1).toArray();
        double[] before = c.clone();
        Gemm64.gemm(false, true, 4, 3, k, 0.5, a, 0, k, b, 0, k, 2, c, 0, 5);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                double wanted = before[i * 5 + j];
                if (j < 3) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        sum += a[i * k + l] * b[j * k + l];
                    }
                    wanted = 2 * wanted + 0.5 * sum;
                }
                assertThat(Math.abs(c[i * 5 + j] - wanted)).isLessThanOrEqualTo(1e-11);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000_000})
    void aRunningSum(int n) {
        Expr x = Expressions.input("x", DType.FLOAT32, n);
        Tensor ones = Tensor.full(DType.FLOAT32, 0.1f, n);
        Tensor found =
                Interpreter.evaluate(List.of(x.cumsum(0)), List.of(x), ones).get(0);
        for (int i = 0; i < n; i += 99) {
            double exact = (i + 1) * (double) 0.1f;
            assertThat(Math.abs(found.get(i) - exact)).isLessThanOrEqualTo(UNIT * exact);
        }
    }
}
