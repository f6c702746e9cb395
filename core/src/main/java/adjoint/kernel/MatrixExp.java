package adjoint.kernel;

import java.util.Arrays;

/**
 * The exponential of a square matrix by scaling and squaring with the diagonal Pade approximant of degree 13 (Higham, The
 * Scaling and Squaring Method for the Matrix Exponential Revisited, 2005). An object holds scratch for one size and thread.
 */
public final class MatrixExp {
    /** Up to this 1-norm the approximant is exact to rounding. */
    private static final double THETA = 5.371920351148152;

    private static final double[] PADE = {
        64764752532480000.,
        32382376266240000.,
        7771770303897600.,
        1187353796428800.,
        129060195264000.,
        10559470521600.,
        670442572800.,
        33522128640.,
        1323241920.,
        40840800.,
        960960.,
        16380.,
        182.,
        1.
    };

    private final Lapack lapack = new Lapack();
    private final int n;
    private final double[] a;
    private final double[] a2;
    private final double[] a4;
    private final double[] a6;
    private final double[] odd;
    private final double[] even;
    private final double[] sum;
    private final int[] exchanged;

    public MatrixExp(int n) {
        this.n = n;
        a = new double[n * n];
        a2 = new double[n * n];
        a4 = new double[n * n];
        a6 = new double[n * n];
        odd = new double[n * n];
        even = new double[n * n];
        sum = new double[n * n];
        exchanged = new int[n];
    }

    /** Replaces a matrix by its exponential; all NaN where an element is not finite. */
    public void replace(double[] matrix) {
        if (!Lapack.isFinite(matrix, n * n)) {
            Arrays.fill(matrix, Double.NaN);
            return;
        }
        int halvings = halvings(matrix);
        double scale = Math.scalb(1, -halvings);
        for (int i = 0; i < a.length; i++) {
            a[i] = matrix[i] * scale;
        }
        approximate(matrix);
        for (int i = 0; i < halvings; i++) {
            System.arraycopy(matrix, 0, a, 0, a.length);
            product(a, a, 0, matrix);
        }
    }

    private int halvings(double[] matrix) {
        double norm = 0;
        for (int j = 0; j < n; j++) {
            double column = 0;
            for (int i = 0; i < n; i++) {
                column += Math.abs(matrix[i * n + j]);
            }
            norm = Math.max(norm, column);
        }
        // Beyond this exponent no element is left but overflow.
        return norm > THETA ? Math.min(1000, Math.getExponent(norm / THETA) + 1) : 0;
    }

    /** Puts q(-A) \ q(A) into the result. */
    private void approximate(double[] result) {
        product(a, a, 0, a2);
        product(a2, a2, 0, a4);
        product(a4, a2, 0, a6);
        terms(13, 11, 9, sum);
        terms(7, 5, 3, odd);
        product(a6, sum, 1, odd);
        addToDiagonal(PADE[1], odd);
        product(a, odd, 0, sum);
        System.arraycopy(sum, 0, odd, 0, sum.length);
        terms(12, 10, 8, sum);
        terms(6, 4, 2, even);
        product(a6, sum, 1, even);
        addToDiagonal(PADE[0], even);
        for (int i = 0; i < sum.length; i++) {
            result[i] = even[i] + odd[i];
            even[i] -= odd[i];
        }
        lapack.lu(even, n, exchanged);
        lapack.luSolve(even, exchanged, n, false, result, n);
    }

    private void terms(int high, int middle, int low, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = PADE[high] * a6[i] + PADE[middle] * a4[i] + PADE[low] * a2[i];
        }
    }

    private void addToDiagonal(double value, double[] to) {
        for (int i = 0; i < n; i++) {
            to[i * n + i] += value;
        }
    }

    private void product(double[] x, double[] y, double keep, double[] to) {
        if (n > 0) {
            Blas.gemm(false, false, n, n, n, 1, x, 0, n, y, 0, n, keep, to, 0, n);
        }
    }
}
