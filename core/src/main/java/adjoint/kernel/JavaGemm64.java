package adjoint.kernel;

/** Matrix products in plain Java, for tiny ones and for platforms without native BLAS. */
// @Twin
final class JavaGemm64 {
    private JavaGemm64() {}

    /** {@code c += alpha op(a) op(b)}, with the arguments of {@link Blas#gemm}. */
    static void addProduct(
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
            double[] c,
            int cOff,
            int ldc) {
        int aRow = ta ? 1 : lda;
        int aColumn = ta ? lda : 1;
        int bRow = tb ? 1 : ldb;
        int bColumn = tb ? ldb : 1;
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                double s = alpha * a[aOff + i * aRow + p * aColumn];
                int bAt = bOff + p * bRow;
                int cAt = cOff + i * ldc;
                for (int j = 0; j < n; j++) {
                    c[cAt + j] += s * b[bAt + j * bColumn];
                }
            }
        }
    }
}
