package adjoint.kernel;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** One matrix product: how it is computed, and how threads share it. */
// @Twin
final class Gemm64 implements IntConsumer {
    /** From so many multiplications on, a second thread is worth the hand-off. */
    private static final long SHARED = 1 << 16;

    /** Threads get whole groups of rows, as the kernels compute them. */
    private static final int GROUP = 8;

    /**
     * Up to so many multiplications OpenBLAS takes matrices as they lie, on processors with AVX-512; larger ones it copies
     * into panels first, which narrow products do not repay. Cut to this size they take down to half the time there, and
     * about as long as before elsewhere.
     */
    private static final int SMALL = 1_000_000;

    /** Pieces are whole groups of so many rows or terms, and not worth their call if shorter than the least. */
    private static final int PIECE_GROUP = 16;

    private static final int LEAST_ROWS = 96;
    private static final int LEAST_TERMS = 32;

    /**
     * Longer sums are taken of blocks of so many terms, and the rounding errors of adding the blocks are carried along, so
     * that the error does not grow with the length.
     */
    private static final int BLOCK_TERMS = 2048;

    /** From so many terms on, the product of a row and a column is one of the reductions. */
    private static final int LONG_ROW = 64;

    private static final ThreadLocal<Gemm64> OF_THREAD = ThreadLocal.withInitial(Gemm64::new);

    private boolean ta;
    private boolean tb;
    private int m;
    private int n;
    private int k;
    private double alpha;
    private double[] a;
    private int aOff;
    private int lda;
    private double[] b;
    private int bOff;
    private int ldb;
    private double beta;
    private double[] c;
    private int cOff;
    private int ldc;

    /** Whether threads share the rows of C or its columns, and how many of them each takes. */
    private boolean byRows;

    private int share;

    /** The product of one block of terms, and what the sum of the blocks has lost. */
    private double[] block = {};

    private double[] error = {};

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
        if (m == 1 && n == 1 && k >= LONG_ROW) {
            double sum = Reduce64.dot(a, aOff, ta ? lda : 1, b, bOff, tb ? 1 : ldb, k);
            c[cOff] = alpha * sum + (beta == 0 ? 0 : beta * c[cOff]);
            return;
        }
        if (k > BLOCK_TERMS) {
            scale(m, n, beta, c, cOff, ldc);
            OF_THREAD.get().addBlocks(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
            return;
        }
        int threads = Blas.threads();
        if (threads == 1 || (long) m * n * k < SHARED || Workers.isInside()) {
            one(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
            return;
        }
        Gemm64 job = OF_THREAD.get();
        job.ta = ta;
        job.tb = tb;
        job.m = m;
        job.n = n;
        job.k = k;
        job.alpha = alpha;
        job.a = a;
        job.aOff = aOff;
        job.lda = lda;
        job.b = b;
        job.bOff = bOff;
        job.ldb = ldb;
        job.beta = beta;
        job.c = c;
        job.cOff = cOff;
        job.ldc = ldc;
        job.share(threads);
    }

    /** Adds a product of many terms to C. */
    private void addBlocks(
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
        if (block.length < m * n) {
            block = new double[m * n];
            error = new double[m * n];
        }
        Arrays.fill(error, 0, m * n, 0);
        for (int from = 0; from < k; from += BLOCK_TERMS) {
            int aAt = aOff + from * (ta ? lda : 1);
            int bAt = bOff + from * (tb ? 1 : ldb);
            int terms = Math.min(BLOCK_TERMS, k - from);
            gemm(ta, tb, m, n, terms, alpha, a, aAt, lda, b, bAt, ldb, 0, block, 0, n);
            for (int i = 0; i < m; i++) {
                for (int j = i * n, at = cOff + i * ldc; j < i * n + n; j++, at++) {
                    double next = c[at] + block[j];
                    error[j] += Reduce64.roundingError(c[at], block[j], next);
                    c[at] = next;
                }
            }
        }
        for (int i = 0; i < m; i++) {
            for (int j = i * n, at = cOff + i * ldc; j < i * n + n; j++, at++) {
                c[at] = Reduce64.corrected(c[at], error[j]);
            }
        }
    }

    private void share(int threads) {
        byRows = m >= 2 * GROUP * threads || m >= n;
        int length = byRows ? m : n;
        int groups = (length + GROUP - 1) / GROUP;
        share = (groups + threads - 1) / threads * GROUP;
        Workers.run((length + share - 1) / share, this);
        a = null;
        b = null;
        c = null;
    }

    @Override
    public void accept(int part) {
        int from = part * share;
        if (byRows) {
            int rows = Math.min(share, m - from);
            int aAt = aOff + from * (ta ? 1 : lda);
            one(ta, tb, rows, n, k, alpha, a, aAt, lda, b, bOff, ldb, beta, c, cOff + from * ldc, ldc);
        } else {
            int columns = Math.min(share, n - from);
            int bAt = bOff + from * (tb ? ldb : 1);
            one(ta, tb, m, columns, k, alpha, a, aOff, lda, b, bAt, ldb, beta, c, cOff + from, ldc);
        }
    }

    /** The product on this thread. */
    private static void one(
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
        NativeBlas blas = Blas.NATIVE;
        // A plain loop beats the way into native code where there is little to do.
        if (blas == null || (long) m * n * k <= JavaGemm64.DIRECT) {
            inJava(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
        } else {
            inPieces(blas, ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
        }
    }

    /** A native product of at least one row and one term, a few rows or a few terms at a time where that is faster. */
    private static void inPieces(
            NativeBlas blas,
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
        int rows = ta || tb ? m : piece(m, (long) n * k, LEAST_ROWS);
        int terms = !ta || tb ? k : piece(k, (long) m * n, LEAST_TERMS);
        for (int top = 0; top < m; top += rows) {
            for (int from = 0; from < k; from += terms) {
                int height = Math.min(rows, m - top);
                int length = Math.min(terms, k - from);
                int aAt = aOff + (top + from) * lda;
                int bAt = bOff + from * ldb;
                double keep = from == 0 ? beta : 1;
                blas.gemm(ta, tb, height, n, length, alpha, a, aAt, lda, b, bAt, ldb, keep, c, cOff + top * ldc, ldc);
            }
        }
    }

    private static int piece(int length, long each, int least) {
        if (length * each <= SMALL) {
            return length;
        }
        int piece = (int) (SMALL / each) / PIECE_GROUP * PIECE_GROUP;
        return piece < least ? length : piece;
    }

    static void inJava(
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
        scale(m, n, beta, c, cOff, ldc);
        int aRow = ta ? 1 : lda;
        int aColumn = ta ? lda : 1;
        int bRow = tb ? 1 : ldb;
        int bColumn = tb ? ldb : 1;
        if (m <= n) {
            JavaGemm64.addProduct(m, n, k, alpha, a, aOff, aRow, aColumn, b, bOff, bRow, bColumn, c, cOff, ldc, 1);
        } else {
            // The transposed product: the inner loops run along the longer side.
            JavaGemm64.addProduct(n, m, k, alpha, b, bOff, bColumn, bRow, a, aOff, aColumn, aRow, c, cOff, 1, ldc);
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int cOff, int ldc) {
        if (beta == 1) {
            return;
        }
        for (int i = 0; i < m; i++) {
            int row = cOff + i * ldc;
            if (beta == 0) {
                Arrays.fill(c, row, row + n, 0);
            } else {
                for (int j = row; j < row + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }
}
