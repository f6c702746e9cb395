package adjoint.kernel;

import org.slf4j.LoggerFactory;

/**
 * Matrix products, by native OpenBLAS where the platform has it and in plain Java elsewhere. The system property
 * {@code adjoint.blas} chooses: {@code native} insists, {@code java} does without, and by default natives are used where
 * they load.
 */
public final class Blas {
    private static final String CURE = "No native BLAS for {}, so matrix products run in plain Java, two to three times"
            + " slower ({}). To cure it, put the jars org.bytedeco:openblas and org.bytedeco:javacpp with this platform's"
            + " classifier on the class path; to accept it silently, set -Dadjoint.blas=java";

    /** Null where products run in Java. */
    static final NativeBlas NATIVE = choose(System.getProperty("adjoint.blas"));

    private static volatile int threads = 1;

    private Blas() {}

    /**
     * {@code C = alpha op(A) op(B) + beta C}, where op transposes if the flag says so.
     *
     * @param ta whether A is stored transposed, as [k, m] instead of [m, k]
     * @param tb whether B is stored transposed, as [n, k] instead of [k, n]
     * @param m rows of C and op(A)
     * @param n columns of C and op(B)
     * @param k columns of op(A), rows of op(B); 0 leaves beta C
     * @param lda the distance between the rows of A as stored; likewise ldb and ldc
     * @param aOff where in the array A starts; likewise bOff and cOff
     * @param beta 0 overwrites C, whatever it holds
     */
    public static void gemm(
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
        Gemm64.gemm(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
    }

    /** As the form for double[]. */
    public static void gemm(
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
        Gemm32.gemm(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
    }

    /** What computes the products, for people to read. */
    public static String description() {
        return (NATIVE == null ? "plain Java" : NATIVE.description()) + ", " + threads
                + (threads == 1 ? " thread" : " threads");
    }

    /** The number of threads that share large work; 1 at first. */
    public static int threads() {
        return threads;
    }

    /**
     * Sets the number of threads that share a large product, and the steps of functions that are bound from now on. Their
     * work is divided by its size alone, so results do not depend on scheduling; they may differ in the last place from
     * those of another number of threads.
     */
    public static void threads(int count) {
        if (count < 1 || count > Workers.MOST) {
            throw new IllegalArgumentException(
                    "a product needs at least 1 thread and at most " + Workers.MOST + ", not " + count);
        }
        threads = count;
    }

    private static NativeBlas choose(String wish) {
        if ("java".equals(wish)) {
            return null;
        }
        if (wish != null && !wish.equals("native")) {
            throw new IllegalArgumentException("adjoint.blas is java or native, not " + wish);
        }
        try {
            return NativeBlas.load();
        } catch (LinkageError | RuntimeException e) {
            if (wish != null) {
                throw new IllegalStateException("adjoint.blas=native, but no native BLAS could be loaded", e);
            }
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            LoggerFactory.getLogger(Blas.class).warn(CURE, platform, e.toString());
            return null;
        }
    }
}
