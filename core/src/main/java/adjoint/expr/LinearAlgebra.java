package adjoint.expr;

import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Factorisation and triangular systems over the last two axes; axes before them, if any, count a batch of matrices.
 * Computed in float64 and rounded once. Reverse mode after Murray, Differentiation of the Cholesky decomposition, 2016.
 */
public sealed interface LinearAlgebra extends Op {
    static List<Sample> samples() {
        double[] positive = {4, 1, 0.5, 1, 3, -1, 0.5, -1, 2};
        Tensor one = Tensor.over(positive, 3, 3);
        Tensor wide = Tensor.over(new double[] {1, -2, 0.5, 0, 1, 3, -1, 1, 0.25, 2, 0, 5}, 2, 2, 3);
        Tensor batch = Tensor.over(new double[] {2, -1, -1, 3, 1, 0.25, 0.25, 5}, 2, 2, 2);
        return Stream.concat(
                        Stream.of(
                                Sample.of(new Cholesky()).at(one),
                                Sample.of(new Cholesky()).at(batch),
                                Sample.of(new Lq()).at(one),
                                Sample.of(new Lq()).at(wide)),
                        Stream.of(true, false)
                                .flatMap(lower -> Stream.of(
                                        Sample.of(new TriangularSolve(lower, false))
                                                .at(one)
                                                .on(-2, 2, 3, "m"),
                                        Sample.of(new TriangularSolve(lower, true))
                                                .at(batch)
                                                .on(-2, 2, 2, 2, "n"))))
                .toList();
    }

    /** Refuses what is not a float matrix, or batch of matrices, as high as wide. */
    private static Type square(Type a) {
        int rank = a.rank();
        if (rank < 2 || !a.shape().dim(rank - 1).equals(a.shape().dim(rank - 2))) {
            throw new ShapeException("takes a square matrix, or a batch of them on the last two axes, not " + a);
        }
        if (!a.dtype().isFloat()) {
            throw new ShapeException("takes floats, not " + a.dtype() + "; use cast(FLOAT64) or cast(FLOAT32)");
        }
        return a;
    }

    /** Number of matrices in a batch. */
    private static int count(Tensor batch) {
        return Tensor.sizeOf(Arrays.copyOf(batch.shape(), batch.rank() - 2));
    }

    private static void read(Tensor from, int start, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = from.get(start + i);
        }
    }

    private static void write(double[] from, Tensor to, int start) {
        for (int i = 0; i < from.length; i++) {
            to.set(start + i, from[i]);
        }
    }

    @Override
    default Work work() {
        return Work.PRODUCT;
    }

    /** The same op, whose leading axes count matrices. */
    @Override
    default Expr vectorize(Batching batch) {
        return batch.apply(this);
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        bind(in, out).run();
    }

    /**
     * The lower triangular factor L of a positive definite matrix, L L' = (A + A') / 2. Only the symmetric part of A counts,
     * so that the gradient is symmetric and right for every change of A. Where the matrix is not positive definite the
     * lower triangle of its factor is NaN, and other matrices of the batch are unharmed.
     */
    record Cholesky() implements LinearAlgebra {
        @Override
        public String name() {
            return "cholesky";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            return square(in.get(0));
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int n = out.dim(out.rank() - 1);
            int count = count(out);
            double[] a = new double[n * n];
            return () -> {
                for (int p = 0; p < count; p++) {
                    read(in[0], p * n * n, a);
                    factor(a, n);
                    write(a, out, p * n * n);
                }
            };
        }

        /** Replaces a matrix by its factor, row by row (Golub and Van Loan, Matrix Computations, section 4.2). */
        private static void factor(double[] a, int n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0.5 * a[i * n + j] + 0.5 * a[j * n + i];
                    for (int k = 0; k < j; k++) {
                        sum -= a[i * n + k] * a[j * n + k];
                    }
                    a[i * n + j] = i > j ? sum / a[j * n + j] : sum > 0 ? Math.sqrt(sum) : Double.NaN;
                }
                if (Double.isNaN(a[i * n + i])) {
                    spoil(a, n);
                    return;
                }
            }
            clearAbove(a, n);
        }

        private static void spoil(double[] a, int n) {
            Arrays.fill(a, Double.NaN);
            clearAbove(a, n);
        }

        private static void clearAbove(double[] a, int n) {
            for (int i = 0; i < n; i++) {
                Arrays.fill(a, i * n + i + 1, (i + 1) * n, 0);
            }
        }

        /** F(L' g), where F takes the lower triangle and half the diagonal. */
        private static Expr half(Expr y, Expr g) {
            Expr product = Expr.of(new Dot(true, false), y, g.tril());
            return product.tril().sub(product.diagonal().mul(0.5).fromDiagonal());
        }

        /** The symmetric part of inv(L') F(L' g) inv(L). */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr half = half(y, g);
            Expr left = y.solveLower(half, true);
            Expr both = y.solveLower(left.matrixTranspose(), true);
            return List.of(both.add(both.matrixTranspose()).mul(0.5));
        }
    }

    /**
     * The lower triangular factor L, with a diagonal from 0 on, of a matrix A = L Q with as many columns as rows or more,
     * where the rows of Q are orthonormal. So L L' = A A', of which it is the Cholesky factor; but formed by reflections
     * from A itself (Golub and Van Loan, section 5.2), it keeps the digits that are lost in the product.
     */
    record Lq() implements LinearAlgebra {
        @Override
        public String name() {
            return "lq";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = in.get(0);
            int rank = a.rank();
            if (rank < 2
                    || !a.dtype().isFloat()
                    || !isWide(a.shape().dim(rank - 2), a.shape().dim(rank - 1))) {
                throw new ShapeException(
                        "takes a float matrix with at least as many columns as rows, or a batch of them on"
                                + " the last two axes, not " + a);
            }
            return a.with(a.shape().with(rank - 1, a.shape().dim(rank - 2)));
        }

        private static boolean isWide(Dim rows, Dim columns) {
            return rows.equals(columns) || rows.isKnown() && columns.isKnown() && rows.size() <= columns.size();
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int rows = out.dim(out.rank() - 1);
            int columns = in[0].dim(in[0].rank() - 1);
            int count = count(out);
            double[] a = new double[rows * columns];
            double[] lower = new double[rows * rows];
            return () -> {
                for (int p = 0; p < count; p++) {
                    read(in[0], p * a.length, a);
                    for (int i = 0; i < rows; i++) {
                        reflect(a, rows, columns, i);
                        System.arraycopy(a, i * columns, lower, i * rows, i + 1);
                    }
                    write(lower, out, p * lower.length);
                }
            };
        }

        /** VariableLocks the columns from i on so that row i ends at its diagonal, by a Householder reflection of all later rows. */
        private static void reflect(double[] a, int rows, int columns, int i) {
            int start = i * columns;
            double norm = 0;
            for (int j = i; j < columns; j++) {
                norm = Math.hypot(norm, a[start + j]);
            }
            double pivot = a[start + i];
            // The reflection that does not cancel gives the diagonal the sign opposite to the pivot's.
            double diagonal = pivot > 0 ? -norm : norm;
            a[start + i] -= diagonal;
            double scale = diagonal * a[start + i];
            for (int r = i + 1; r < rows; r++) {
                double product = 0;
                for (int j = i; j < columns; j++) {
                    product += a[r * columns + j] * a[start + j];
                }
                for (int j = i; scale != 0 && j < columns; j++) {
                    a[r * columns + j] += product / scale * a[start + j];
                }
                a[r * columns + i] *= diagonal < 0 ? -1 : 1;
            }
            a[start + i] = norm;
        }

        /** With S = F(L' g) of the Cholesky factor's derivative, inv(L') (S + S') Q. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr half = Cholesky.half(y, g);
            Expr q = y.solveLower(x.get(0), false);
            return List.of(y.solveLower(half.add(half.matrixTranspose()).dot(q), true));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(Expr.of(new Dot(false, true), x.get(0), x.get(0)).cholesky());
        }
    }

    /**
     * The solution X of T X = B, or of T' X = B: T is [n, n] and B is [n, m]. Only one triangle of T is read.
     *
     * @param lower whether T is lower triangular, else upper
     * @param transposed whether T is read transposed
     */
    record TriangularSolve(boolean lower, boolean transposed) implements LinearAlgebra {
        @Override
        public String name() {
            return "triangularSolve";
        }

        @Override
        public String label() {
            return name() + "[" + (lower ? "lower" : "upper") + (transposed ? ", transposed" : "") + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            Type t = square(in.get(0));
            Type b = in.get(1);
            int rank = t.rank();
            boolean fits = b.rank() == rank
                    && b.dtype() == t.dtype()
                    && b.shape().with(rank - 1, t.shape().dim(rank - 1)).equals(t.shape());
            if (!fits) {
                throw new ShapeException("a system of " + t + " needs a right-hand side of the same element type and"
                        + " shape apart from the last axis, not " + b
                        + (b.rank() == rank - 1 ? "; make a vector a column with expand(-1)" : ""));
            }
            return b;
        }

        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            int n = out.dim(out.rank() - 2);
            int m = out.dim(out.rank() - 1);
            int count = count(out);
            double[] t = new double[n * n];
            double[] x = new double[n * m];
            return () -> {
                for (int p = 0; p < count; p++) {
                    read(in[0], p * n * n, t);
                    read(in[1], p * n * m, x);
                    substitute(t, n, x, m);
                    write(x, out, p * n * m);
                }
            };
        }

        /** Replaces a right-hand side by the solution: forward substitution, or backward from the last row. */
        private void substitute(double[] t, int n, double[] x, int m) {
            boolean forward = lower != transposed;
            for (int step = 0; step < n; step++) {
                int i = forward ? step : n - 1 - step;
                for (int done = 0; done < step; done++) {
                    int k = forward ? done : n - 1 - done;
                    double factor = t[transposed ? k * n + i : i * n + k];
                    for (int j = 0; j < m; j++) {
                        x[i * m + j] -= factor * x[k * m + j];
                    }
                }
                for (int j = 0; j < m; j++) {
                    x[i * m + j] /= t[i * n + i];
                }
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr onB = Expr.of(new TriangularSolve(lower, !transposed), x.get(0), g);
            Expr product = Expr.of(new Dot(false, true), transposed ? y : onB, transposed ? onB : y)
                    .neg();
            return List.of(lower ? product.tril() : product.triu(), onB);
        }
    }
}
