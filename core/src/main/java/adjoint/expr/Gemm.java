package adjoint.expr;

import adjoint.kernel.Blas;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.function.DoubleSupplier;

/**
 * A batch of products {@code out = alpha a b + beta out} of [m, k] by [k, n], as BLAS is called for them.
 *
 * @param left for each product the number of the matrix that it takes from a; likewise right from b
 */
record Gemm(
        Dot dot,
        int batch,
        int[] left,
        int[] right,
        int m,
        int n,
        int k,
        Tensor a,
        Tensor b,
        Tensor out,
        DoubleSupplier alpha,
        double beta) {
    /** Code for some of the terms of a single product whose factors both have one row a term. */
    Runnable stretch(int from, int to) {
        int terms = to - from;
        if (out.dtype() == DType.FLOAT64) {
            return () -> Blas.gemm(
                    true,
                    false,
                    m,
                    n,
                    terms,
                    1,
                    a.doubles(),
                    from * m,
                    m,
                    b.doubles(),
                    from * n,
                    n,
                    0,
                    out.doubles(),
                    0,
                    n);
        }
        return () -> Blas.gemm(
                true, false, m, n, terms, 1, a.floats(), from * m, m, b.floats(), from * n, n, 0, out.floats(), 0, n);
    }

    /** Code for some products of the batch, and of each some rows and columns; sums of nothing are 0. */
    Runnable block(int first, int last, int top, int bottom, int start, int end) {
        if (first >= last || top >= bottom || start >= end) {
            return () -> {};
        }
        boolean ta = dot.ta();
        boolean tb = dot.tb();
        int lda = Math.max(1, ta ? m : k);
        int ldb = Math.max(1, tb ? k : n);
        int ldc = Math.max(1, n);
        int rows = bottom - top;
        int columns = end - start;
        int aAt = top * (ta ? 1 : lda);
        int bAt = start * (tb ? ldb : 1);
        int cAt = top * ldc + start;
        if (out.dtype() == DType.FLOAT64) {
            double[] x = a.doubles();
            double[] y = b.doubles();
            double[] o = out.doubles();
            return () -> {
                double scale = alpha.getAsDouble();
                for (int p = first; p < last; p++) {
                    int xAt = left[p] * m * k + aAt;
                    int yAt = right[p] * k * n + bAt;
                    Blas.gemm(ta, tb, rows, columns, k, scale, x, xAt, lda, y, yAt, ldb, beta, o, p * m * n + cAt, ldc);
                }
            };
        }
        float[] x = a.floats();
        float[] y = b.floats();
        float[] o = out.floats();
        float keep = (float) beta;
        return () -> {
            float scale = (float) alpha.getAsDouble();
            for (int p = first; p < last; p++) {
                int xAt = left[p] * m * k + aAt;
                int yAt = right[p] * k * n + bAt;
                Blas.gemm(ta, tb, rows, columns, k, scale, x, xAt, lda, y, yAt, ldb, keep, o, p * m * n + cAt, ldc);
            }
        };
    }
}
