package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** After the first call, kernels leave the garbage collector nothing to do. */
class AllocationTest {
    private static final int N = 1200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final double[] a = new double[N];
    private final double[] o = new double[N];
    private final float[] a32 = new float[N];
    private final float[] o32 = new float[N];

    @AfterEach
    void oneThread() {
        Blas.threads(1);
    }

    @Test
    void elementwise() {
        assertNothingAllocated(() -> {
            Tanh64.tanh(a, o, N);
            Exp32.softplus(a32, o32, N);
            Exp64.logaddexp(a, a, o, N);
            Log64.log1p(a, o, N);
            Log32.log(a32, o32, N);
            Arith64.powConst(a, 0.5, o, N);
            Random64.normal(1, 2, o, 0, N);
            Random32.uniform(1, 2, o32, 0, N);
        });
    }

    @Test
    void reductions() {
        assertNothingAllocated(() -> {
            Reduce64.sum(a, 30, 20, o, 0, 40);
            Reduce32.sum(a32, 600, 1, o32, 0, 2);
            Reduce64.max(a, 30, 20, o, 0, 40);
            Softmax64.softmax(a, 3, 1, o, 0, 400);
            Softmax32.logSumExp(a32, 3, 1, o32, 0, 400);
        });
    }

    @Test
    void factorisations() {
        Assumptions.assumeTrue(Blas.NATIVE != null, "netlib's Java code allocates");
        Lapack lapack = new Lapack();
        MatrixExp exponential = new MatrixExp(8);
        double[] b = new double[64];
        double[] c = new double[64];
        int[] exchanged = new int[8];
        assertNothingAllocated(() -> {
            for (int i = 0; i < 64; i++) {
                a[i] = i % 9 == 0 ? 2 : i % 5 * 0.1;
            }
            lapack.cholesky(a, 0, 8);
            lapack.lu(a, 8, exchanged);
            lapack.luSolve(a, exchanged, 8, false, b, 8);
            lapack.eigen(a, 8, o);
            lapack.singular(a, 8, 8, b, o, c);
            lapack.qr(a, 8, 8, b);
            lapack.lq(a, 8, 8, b);
            exponential.replace(c);
        });
    }

    @Test
    void stridedCopies() {
        Strided view = new Strided(new int[] {1, 30, 300}, new int[] {30, 4, 2});
        int[] rows = {3, 1};
        assertNothingAllocated(() -> {
            view.copy(a, 0, o);
            view.add(o32, 0, a32);
            Index.gatherRows(a, 20, rows, 2, o);
            Index.scatterAddRows(o, 20, rows, 2, a);
        });
    }

    @Test
    void products() {
        double[] c = new double[300 * 300];
        float[] c32 = new float[300 * 300];
        for (int threads = 1; threads <= 2; threads++) {
            Blas.threads(threads);
            assertNothingAllocated(() -> {
                Blas.gemm(true, false, 300, 300, 4, 1, a, 0, 300, a, 0, 300, 1, c, 0, 300);
                Blas.gemm(false, false, 1, 20, 1, 1, a, 0, 1, o, 0, 20, 0, c, 0, 20);
                Blas.gemm(true, false, 300, 300, 4, 1, a32, 0, 300, a32, 0, 300, 1, c32, 0, 300);
                Gemm64.inJava(true, false, 300, 300, 4, 1, a, 0, 300, a, 0, 300, 1, c, 0, 300);
                Gemm32.inJava(true, false, 300, 300, 4, 1, a32, 0, 300, a32, 0, 300, 1, c32, 0, 300);
            });
        }
    }

    /** The least of several counts: a class that is loaded on the way may allocate once, a steady state never does. */
    private static void assertNothingAllocated(Runnable kernels) {
        long least = Long.MAX_VALUE;
        for (int trial = 0; trial < 5; trial++) {
            kernels.run();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                kernels.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(50);
    }
}
