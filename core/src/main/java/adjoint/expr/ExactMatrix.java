package adjoint.expr;

import adjoint.exact.Exact;
import java.util.Arrays;

/** Factorisations in 60-digit arithmetic, of row-major matrices; the measure for those in floats. */
final class ExactMatrix {
    private ExactMatrix() {}

    /** The lower factor of the symmetric part; the lower triangle is NaN where that is not positive definite. */
    static Exact[] cholesky(Exact[] a, int n) {
        Exact[] y = new Exact[n * n];
        Arrays.fill(y, Exact.ZERO);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                Exact sum = a[i * n + j].plus(a[j * n + i]).times(Exact.HALF);
                for (int k = 0; k < j; k++) {
                    sum = sum.minus(y[i * n + k].times(y[j * n + k]));
                }
                if (i == j && !(sum.isFinite() && sum.sign() > 0)) {
                    return spoilt(y, n);
                }
                y[i * n + j] = i == j ? sum.sqrt() : sum.over(y[j * n + j]);
            }
        }
        return y;
    }

    private static Exact[] spoilt(Exact[] y, int n) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(y, i * n, i * n + i + 1, Exact.NAN);
        }
        return y;
    }

    /** The factors as {@link LuFactors.Lu} packs them: [n, n + 1]. */
    static Exact[] lu(Exact[] a, int n) {
        int width = n + 1;
        Exact[] y = new Exact[n * width];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a, i * n, y, i * width, n);
        }
        if (!Arrays.stream(a).allMatch(Exact::isFinite)) {
            Arrays.fill(y, Exact.NAN);
            return y;
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int j = k + 1; j < n; j++) {
                pivot = y[k * width + j].abs().compareTo(y[k * width + pivot].abs()) > 0 ? j : pivot;
            }
            y[k * width + n] = Exact.of(pivot);
            for (int i = 0; i < n; i++) {
                Exact kept = y[i * width + k];
                y[i * width + k] = y[i * width + pivot];
                y[i * width + pivot] = kept;
            }
            if (y[k * width + k].sign() != 0) {
                eliminate(y, n, k);
            }
        }
        return y;
    }

    private static void eliminate(Exact[] y, int n, int k) {
        int width = n + 1;
        for (int j = k + 1; j < n; j++) {
            y[k * width + j] = y[k * width + j].over(y[k * width + k]);
            for (int i = k + 1; i < n; i++) {
                y[i * width + j] = y[i * width + j].minus(y[i * width + k].times(y[k * width + j]));
            }
        }
    }

    /** The solution for a matrix given by its factors; NaN where it is singular. */
    static Exact[] luSolve(Exact[] factors, int n, boolean transposed, Exact[] b, int m) {
        Exact[] x = b.clone();
        for (int i = 0; i < n; i++) {
            Exact diagonal = factors[i * (n + 1) + i];
            if (!diagonal.isFinite() || diagonal.sign() == 0) {
                Arrays.fill(x, Exact.NAN);
                return x;
            }
        }
        for (int i = 0; transposed && i < n; i++) {
            exchange(x, i, (int) factors[i * (n + 1) + n].toDouble(), m);
        }
        substitute(!transposed, transposed, transposed, factors, n + 1, n, x, m);
        substitute(transposed, transposed, !transposed, factors, n + 1, n, x, m);
        for (int i = n - 1; !transposed && i >= 0; i--) {
            exchange(x, i, (int) factors[i * (n + 1) + n].toDouble(), m);
        }
        return x;
    }

    private static void exchange(Exact[] x, int i, int k, int m) {
        for (int j = 0; j < m; j++) {
            Exact kept = x[i * m + j];
            x[i * m + j] = x[k * m + j];
            x[k * m + j] = kept;
        }
    }

    /** Replaces a right-hand side [n, m] by the solution for a triangle whose rows are some width apart. */
    static void substitute(
            boolean lower, boolean transposed, boolean unit, Exact[] t, int width, int n, Exact[] x, int m) {
        boolean forward = lower != transposed;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            for (int j = 0; j < m; j++) {
                Exact sum = x[i * m + j];
                for (int done = 0; done < step; done++) {
                    int k = forward ? done : n - 1 - done;
                    sum = sum.minus(t[transposed ? k * width + i : i * width + k].times(x[k * m + j]));
                }
                x[i * m + j] = unit ? sum : sum.over(t[i * width + i]);
            }
        }
    }
}
