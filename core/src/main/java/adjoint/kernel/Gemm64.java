package adjoint.kernel;

import java.util.Arrays;

/** The choice of how a product is computed. */
// @Twin
final class Gemm64 {
    /** Up to so many multiplications a plain loop beats the way into native code. */
    private static final int TINY = 512;

    private Gemm64() {}

    static void gemm(
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
        if (k == 0 || beta == 0) {
            scale(m, n, beta, c, cOff, ldc);
        }
        if (m == 0 || n == 0 || k == 0) {
            return;
        }
        if (Blas.NATIVE == null || (long) m * n * k <= TINY) {
            if (beta != 0) {
                scale(m, n, beta, c, cOff, ldc);
            }
            JavaGemm64.addProduct(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
        } else {
            Blas.NATIVE.gemm(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int cOff, int ldc) {
        for (int i = 0; i < m; i++) {
            int row = cOff + i * ldc;
            if (beta == 0) {
                Arrays.fill(c, row, row + n, 0);
            } else if (beta != 1) {
                for (int j = row; j < row + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }
}
