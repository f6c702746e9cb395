package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against the sum that defines them, on one and two threads, in native code and in plain Java. */
class BlasTest {
    private static final int A_OFF = 5;
    private static final int B_OFF = 4;
    private static final int C_OFF = 6;
    private static final double NAN = Double.NaN;

    @AfterEach
    void oneThread() {
        Blas.threads(1);
    }

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
        "200,3,2",
        "3,600,300",
        "600,5,40",
        "700,31,100",
        "240,33,700",
        "30,40,2000"
    })
    void equalsItsDefinition(int m, int n, int k) {
        for (int form = 0; form < 4; form++) {
            for (double beta : new double[] {0, 1, 0.5}) {
                check(new Case((form & 1) == 1, (form & 2) == 2, m, n, k, beta == 1 ? -0.25 : 1, beta));
            }
        }
    }

    /** A product with its operands at odd places in larger arrays; where beta is 0, C starts as NaN. */
    private static final class Case {
        final boolean ta;
        final boolean tb;
        final int m;
        final int n;
        final int k;
        final double alpha;
        final double beta;
        final int lda;
        final int ldb;
        final int ldc;
        final double[] a;
        final double[] b;
        final double[] c;

        Case(boolean ta, boolean tb, int m, int n, int k, double alpha, double beta) {
            this.ta = ta;
            this.tb = tb;
            this.m = m;
            this.n = n;
            this.k = k;
            this.alpha = alpha;
            this.beta = beta;
            lda = (ta ? m : k) + 3;
            ldb = (tb ? k : n) + 2;
            ldc = n + 1;
            Random random = new Random(31L * m + 7L * n + k);
            a = random.doubles(A_OFF + (long) (ta ? k : m) * lda, -1, 1).toArray();
            b = random.doubles(B_OFF + (long) (tb ? n : k) * ldb, -1, 1).toArray();
            c = random.doubles(C_OFF + (long) m * ldc, -1, 1).toArray();
            if (beta == 0) {
                for (int i = 0; i < m; i++) {
                    Arrays.fill(c, C_OFF + i * ldc, C_OFF + i * ldc + n, NAN);
                }
            }
        }

        double[] expected(double[] a, double[] b, double[] c) {
            double[] o = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double s = 0;
                    for (int p = 0; p < k; p++) {
                        s += a[A_OFF + (ta ? p * lda + i : i * lda + p)] * b[B_OFF + (tb ? j * ldb + p : p * ldb + j)];
                    }
                    int at = C_OFF + i * ldc + j;
                    o[at] = alpha * s + (beta == 0 ? 0 : beta * o[at]);
                }
            }
            return o;
        }

        double[] blas64() {
            double[] o = c.clone();
            Blas.gemm(ta, tb, m, n, k, alpha, a, A_OFF, lda, b, B_OFF, ldb, beta, o, C_OFF, ldc);
            return o;
        }

        double[] java64() {
            double[] o = c.clone();
            Gemm64.inJava(ta, tb, m, n, k, alpha, a, A_OFF, lda, b, B_OFF, ldb, beta, o, C_OFF, ldc);
            return o;
        }

        double[] blas32() {
            float[] o = toFloat(c);
            Blas.gemm(
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    (float) alpha,
                    toFloat(a),
                    A_OFF,
                    lda,
                    toFloat(b),
                    B_OFF,
                    ldb,
                    (float) beta,
                    o,
                    C_OFF,
                    ldc);
            return toDouble(o);
        }

        double[] java32() {
            float[] o = toFloat(c);
            Gemm32.inJava(
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    (float) alpha,
                    toFloat(a),
                    A_OFF,
                    lda,
                    toFloat(b),
                    B_OFF,
                    ldb,
                    (float) beta,
                    o,
                    C_OFF,
                    ldc);
            return toDouble(o);
        }
    }

    private static void check(Case p) {
        double[] expected = p.expected(p.a, p.b, p.c);
        double[] expected32 = p.expected(toDouble(toFloat(p.a)), toDouble(toFloat(p.b)), toDouble(toFloat(p.c)));
        // A sum of k terms below 1 passes through k roundings, each of a partial sum below k.
        double unit = (p.k + 2.0) * (p.k + 2.0);
        assertNear(p.java64(), expected, unit * 0x1p-53);
        assertNear(p.java32(), expected32, unit * 0x1p-24);
        for (int threads = 1; threads <= 3; threads++) {
            Blas.threads(threads);
            double[] o = p.blas64();
            assertNear(o, expected, unit * 0x1p-53);
            assertNear(p.blas32(), expected32, unit * 0x1p-24);
            assertThat(p.blas64()).as("again").containsExactly(o);
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
        Blas.threads(2);
        assertThat(Blas.description()).endsWith("2 threads");
        assertThat(Blas.threads()).isEqualTo(2);
        assertThatThrownBy(() -> Blas.threads(0)).hasMessageContaining("at least 1 thread");
    }

    /** Run in a Java of its own, for the choice is made once. */
    static final class Probe {
        public static void main(String[] args) {
            double[] c = new double[1];
            Blas.gemm(false, false, 1, 1, 2, 1, new double[] {2, 3}, 0, 2, new double[] {5, 7}, 0, 1, 0, c, 0, 1);
            Blas.gemm(false, false, 1, 1, 2, 1, new double[] {2, 3}, 0, 2, new double[] {5, 7}, 0, 1, 1, c, 0, 1);
            System.out.println(Blas.description() + ": " + c[0]);
        }
    }

    @Test
    void withoutNativesItSaysOnceHowToGetThemAndComputesAll() throws Exception {
        String output = probe("-Dorg.bytedeco.javacpp.platform=nowhere");
        assertThat(output).contains("plain Java, 1 thread: 62.0");
        assertThat(output).containsOnlyOnce("No native BLAS").contains("org.bytedeco:openblas", "adjoint.blas=java");
    }

    /** The build runs all that computes products twice, and says which way. */
    @Test
    void productsRunWhereTheBuildWantsThem() {
        boolean java = "java".equals(System.getProperty("adjoint.blas"));
        assumeTrue(java || Blas.NATIVE != null, "this platform has no native BLAS");
        assertThat(Blas.NATIVE == null).isEqualTo(java);
        assertThat(Blas.description()).startsWith(java ? "plain Java, " : "native OpenBLAS");
    }

    @Test
    void thePropertyChooses() throws Exception {
        assertThat(probe("-Dadjoint.blas=java").trim()).isEqualTo("plain Java, 1 thread: 62.0");
        assertThat(probe("-Dadjoint.blas=native", "-Dorg.bytedeco.javacpp.platform=nowhere"))
                .contains("adjoint.blas=native, but no native BLAS could be loaded");
        assertThat(probe("-Dadjoint.blas=fast")).contains("adjoint.blas is java or native, not fast");
    }

    private static String probe(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static float[] toFloat(double[] a) {
        return ElementwiseTest.toFloat(a);
    }

    private static double[] toDouble(float[] a) {
        double[] o = new double[a.length];
        Casts.cast(a, o, a.length);
        return o;
    }
}
