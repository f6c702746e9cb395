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

    /** Despite its name the library holds all of LAPACK too. */
    private static final String LAPACK_PATH = "dev.ludovic.netlib.lapack.nativeLibPath";

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
        if (System.getProperty(LAPACK_PATH) == null) {
            System.setProperty(LAPACK_PATH, library);
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

    /** Row-major, as {@link Blas#gemm}: BLAS, which is column-major, sees every matrix transposed. */
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
        blas.dgemm(tb ? "T" : "N", ta ? "T" : "N", n, m, k, alpha, b, bOff, ldb, a, aOff, lda, beta, c, cOff, ldc);
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
        blas.sgemm(tb ? "T" : "N", ta ? "T" : "N", n, m, k, alpha, b, bOff, ldb, a, aOff, lda, beta, c, cOff, ldc);
    }
}
