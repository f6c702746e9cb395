package adjoint.kernel;

import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.File;
import java.util.Arrays;
import java.util.Comparator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS on Java heap arrays: the library is JavaCPP's build, the calls are netlib's, which reach it without copying.
 * It computes on the calling thread only.
 */
final class NativeBlas {
    private static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";

    /**
     * Up to so many multiplications OpenBLAS takes matrices as they lie, on processors with AVX-512; larger ones it copies
     * into panels first, which narrow products do not repay. Cut to this size they take down to half the time there, and
     * about as long as before elsewhere.
     */
    private static final int SMALL = 1_000_000;

    /** Pieces are whole groups of rows or terms, and not worth their call if shorter than this. */
    private static final int GROUP = 16;

    private static final int LEAST_ROWS = 96;
    private static final int LEAST_TERMS = 32;

    private final NativeBLAS blas;
    private final String description;

    private NativeBlas(NativeBLAS blas, String description) {
        this.blas = blas;
        this.description = description;
    }

    /** Loads the library, or throws one of the many things that a platform without it makes the loaders throw. */
    static NativeBlas load() {
        String library = System.getProperty(LIBRARY_PATH);
        if (library == null) {
            library = extractOpenBlas();
            System.setProperty(LIBRARY_PATH, library);
            openblas_nolapack.blas_set_num_threads(1);
        }
        // The loader reports at INFO, on standard error, which implementation it took; our description says it.
        Logger netlib = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");
        netlib.setLevel(Level.SEVERE);
        return new NativeBlas(NativeBLAS.getInstance(), "native OpenBLAS (" + new File(library).getName() + ")");
    }

    private static String extractOpenBlas() {
        File bindings = new File(Loader.load(openblas_nolapack.class));
        File[] libraries = bindings.getParentFile().listFiles((directory, name) -> name.startsWith("libopenblas"));
        if (libraries == null || libraries.length == 0) {
            throw new IllegalStateException("no libopenblas beside " + bindings);
        }
        // Another library of the process may have put its own copy there; the thread count is that of ours.
        return Arrays.stream(libraries)
                .map(File::getPath)
                .min(Comparator.comparing((String path) -> !path.contains("nolapack"))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    String description() {
        return description;
    }

    /** Row-major, as {@link Blas#gemm}, of at least one row and one term: BLAS, column-major, sees all transposed. */
    void gemm(
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
        String first = tb ? "T" : "N";
        String second = ta ? "T" : "N";
        int rows = rows(ta, tb, m, n, k);
        int terms = terms(ta, tb, m, n, k);
        for (int top = 0; top < m; top += rows) {
            for (int from = 0; from < k; from += terms) {
                int height = Math.min(rows, m - top);
                int length = Math.min(terms, k - from);
                int aAt = aOff + (top + from) * lda;
                int bAt = bOff + from * ldb;
                double keep = from == 0 ? beta : 1;
                blas.dgemm(
                        first,
                        second,
                        n,
                        height,
                        length,
                        alpha,
                        b,
                        bAt,
                        ldb,
                        a,
                        aAt,
                        lda,
                        keep,
                        c,
                        cOff + top * ldc,
                        ldc);
            }
        }
    }

    /** Row-major, as {@link Blas#gemm}. */
    void gemm(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        String first = tb ? "T" : "N";
        String second = ta ? "T" : "N";
        int rows = rows(ta, tb, m, n, k);
        int terms = terms(ta, tb, m, n, k);
        for (int top = 0; top < m; top += rows) {
            for (int from = 0; from < k; from += terms) {
                int height = Math.min(rows, m - top);
                int length = Math.min(terms, k - from);
                int aAt = aOff + (top + from) * lda;
                int bAt = bOff + from * ldb;
                float keep = from == 0 ? beta : 1;
                blas.sgemm(
                        first,
                        second,
                        n,
                        height,
                        length,
                        alpha,
                        b,
                        bAt,
                        ldb,
                        a,
                        aAt,
                        lda,
                        keep,
                        c,
                        cOff + top * ldc,
                        ldc);
            }
        }
    }

    /** How many rows of C to compute at a time. */
    private static int rows(boolean ta, boolean tb, int m, int n, int k) {
        return ta || tb ? m : piece(m, (long) n * k, LEAST_ROWS);
    }

    /** How many terms of the elements of C to add up at a time. */
    private static int terms(boolean ta, boolean tb, int m, int n, int k) {
        return !ta || tb ? k : piece(k, (long) m * n, LEAST_TERMS);
    }

    private static int piece(int length, long each, int least) {
        if (length * each <= SMALL) {
            return length;
        }
        int piece = (int) (SMALL / each) / GROUP * GROUP;
        return piece < least ? length : piece;
    }
}
