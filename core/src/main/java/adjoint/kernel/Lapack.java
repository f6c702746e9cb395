package adjoint.kernel;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.netlib.util.intW;

/**
 * Factorisations of matrices by LAPACK: that of OpenBLAS where {@link Blas} runs natively, else netlib's translation to Java.
 * Matrices are row-major without gaps. LAPACK is column-major and so sees each transposed; the routines are chosen such that
 * nothing needs to be turned. An object holds scratch for one thread, and no method allocates once that is large enough.
 *
 * <p>Some routines never return when an element is NaN, so callers must ask {@link #isFinite} first.
 */
public final class Lapack {
    private static final BLAS BLAS;
    private static final LAPACK LAPACK;

    static {
        boolean hasNatives = Blas.NATIVE != null;
        BLAS = quietly("blas", hasNatives, () -> hasNatives ? NativeBLAS.getInstance() : JavaBLAS.getInstance());
        LAPACK =
                quietly("lapack", hasNatives, () -> hasNatives ? NativeLAPACK.getInstance() : JavaLAPACK.getInstance());
    }

    /** Loads an implementation without the loader's reports, and without its search for natives where there are none. */
    private static <R> R quietly(String library, boolean hasNatives, Supplier<R> load) {
        String property = "dev.ludovic.netlib." + library + ".allowNative";
        String before = System.getProperty(property);
        if (!hasNatives) {
            System.setProperty(property, "false");
        }
        Logger.getLogger("dev.ludovic.netlib." + library + ".InstanceBuilder").setLevel(Level.SEVERE);
        R loaded = load.get();
        if (before == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, before);
        }
        return loaded;
    }

    private final intW info = new intW(0);
    private double[] work = {};
    private double[] tau = {};
    private int[] whole = {};

    /** Whether all of the first elements are finite. */
    public static boolean isFinite(double[] a, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) { // four sums at a time, as none waits for another
            first += a[i] * 0;
            second += a[i + 1] * 0;
            third += a[i + 2] * 0;
            fourth += a[i + 3] * 0;
        }
        for (; i < count; i++) {
            first += a[i] * 0;
        }
        return first + second + third + fourth == 0;
    }

    private static double[] grown(double[] scratch, int size) {
        return scratch.length < size ? new double[size] : scratch;
    }

    private int[] wholes(int size) {
        whole = whole.length < size ? new int[size] : whole;
        return whole;
    }

    /** Replaces the lower triangle of a positive definite matrix by its factor; false where it is not positive definite. */
    public boolean cholesky(double[] a, int at, int n) {
        LAPACK.dpotrf("U", n, a, at, Math.max(1, n), info);
        return info.val == 0;
    }

    /**
     * Replaces B [n, m] by the solution of T X = B, or of T' X = B.
     *
     * @param lower whether T is lower triangular, else upper; the other triangle is not read
     * @param unit whether the diagonal of T counts as ones
     */
    public void triangularSolve(boolean lower, boolean transposed, boolean unit, int n, double[] t, double[] b, int m) {
        if (!isFinite(b, n * m)) {
            substitute(lower, transposed, unit, n, t, b, m);
            return;
        }
        String triangle = lower ? "U" : "L";
        String diagonal = unit ? "U" : "N";
        if (m == 1) {
            BLAS.dtrsv(triangle, transposed ? "N" : "T", diagonal, n, t, 0, Math.max(1, n), b, 0, 1);
        } else if (n > 0 && m > 0) {
            BLAS.dtrsm("R", triangle, transposed ? "T" : "N", diagonal, m, n, 1, t, 0, n, b, 0, m);
        }
    }

    /** One row after the other: BLAS makes now an infinity, now NaN of an infinity. */
    private static void substitute(
            boolean lower, boolean transposed, boolean unit, int n, double[] t, double[] b, int m) {
        boolean forward = lower != transposed;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            for (int done = 0; done < step; done++) {
                int k = forward ? done : n - 1 - done;
                double factor = t[transposed ? k * n + i : i * n + k];
                for (int j = 0; j < m; j++) {
                    b[i * m + j] -= factor * b[k * m + j];
                }
            }
            for (int j = 0; !unit && j < m; j++) {
                b[i * m + j] /= t[i * n + i];
            }
        }
    }

    /**
     * Replaces a matrix A by its factors: A with some columns exchanged is L U, where U has ones on its diagonal.
     *
     * @param exchanged for each column in turn which later one, or itself, it was exchanged with, counted from 1
     */
    public void lu(double[] a, int n, int[] exchanged) {
        LAPACK.dgetrf(n, n, a, 0, Math.max(1, n), exchanged, 0, info);
    }

    /** Replaces B [n, m] by the solution of A X = B, or of A' X = B, where A is given by its {@linkplain #lu factors}. */
    public void luSolve(double[] factors, int[] exchanged, int n, boolean transposed, double[] b, int m) {
        if (transposed) {
            for (int i = 0; i < n; i++) {
                exchangeRows(b, i, exchanged[i] - 1, m);
            }
        }
        triangularSolve(!transposed, transposed, transposed, n, factors, b, m);
        triangularSolve(transposed, transposed, !transposed, n, factors, b, m);
        if (!transposed) {
            for (int i = n - 1; i >= 0; i--) {
                exchangeRows(b, i, exchanged[i] - 1, m);
            }
        }
    }

    private static void exchangeRows(double[] b, int i, int k, int m) {
        if (i != k) {
            for (int j = 0; j < m; j++) {
                double kept = b[i * m + j];
                b[i * m + j] = b[k * m + j];
                b[k * m + j] = kept;
            }
        }
    }

    /**
     * Replaces a symmetric matrix, given by its lower triangle, by its eigenvectors as rows.
     *
     * @param values receives the eigenvalues, in ascending order
     * @return whether the iteration converged
     */
    public boolean eigen(double[] a, int n, double[] values) {
        int size = 1 + 6 * n + 2 * n * n;
        work = grown(work, size);
        int[] wholes = wholes(3 + 5 * n);
        LAPACK.dsyevd(
                "V", "U", n, a, 0, Math.max(1, n), values, 0, work, 0, work.length, wholes, 0, wholes.length, info);
        return info.val == 0;
    }

    /**
     * Singular values of A [m, n], with m at least n, which is lost. (For a wide matrix netlib asks for more room than LAPACK.)
     *
     * @param u receives the left vectors, [m, n]
     * @param s receives the values, in descending order
     * @param v receives the right vectors as rows, [n, n]
     * @return whether the iteration converged
     */
    public boolean singular(double[] a, int m, int n, double[] u, double[] s, double[] v) {
        if (n == 0) {
            return true;
        }
        work = grown(work, 4 * n * n + 7 * n + 64 * (m + n));
        LAPACK.dgesdd("S", n, m, a, 0, n, s, 0, v, 0, n, u, 0, n, work, 0, work.length, wholes(8 * n), 0, info);
        return info.val == 0;
    }

    /**
     * Replaces A [m, n], with m at least n, by Q with orthonormal columns.
     *
     * @param r receives the upper triangular factor [n, n] with a diagonal from 0 on
     */
    public void qr(double[] a, int m, int n, double[] r) {
        if (n == 0) {
            return;
        }
        tau = grown(tau, n);
        work = grown(work, 64 * n);
        LAPACK.dgelqf(n, m, a, 0, n, tau, 0, work, 0, work.length, info);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                r[i * n + j] = j < i ? 0 : a[i * n + j];
            }
        }
        LAPACK.dorglq(n, m, n, a, 0, n, tau, 0, work, 0, work.length, info);
        for (int i = 0; i < n; i++) {
            if (r[i * n + i] < 0) {
                for (int j = i; j < n; j++) {
                    r[i * n + j] = -r[i * n + j];
                }
                for (int j = 0; j < m; j++) {
                    a[j * n + i] = -a[j * n + i];
                }
            }
        }
    }

    /**
     * The lower triangular factor of A [m, n], with m at most n, whose diagonal is from 0 on. A is lost.
     *
     * @param lower receives the factor, [m, m]
     */
    public void lq(double[] a, int m, int n, double[] lower) {
        if (m == 0) {
            return;
        }
        tau = grown(tau, m);
        work = grown(work, 64 * m);
        LAPACK.dgeqrf(n, m, a, 0, n, tau, 0, work, 0, work.length, info);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                lower[i * m + j] = j > i ? 0 : a[j * n + j] < 0 ? -a[i * n + j] : a[i * n + j];
            }
        }
    }
}
