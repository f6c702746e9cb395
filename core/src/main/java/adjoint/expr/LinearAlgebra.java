package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.Lapack;
import adjoint.kernel.Triangle;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Triangular factors and triangular systems over the last two axes; axes before them, if any, count a batch of matrices.
 * Reverse mode after Murray, Differentiation of the Cholesky decomposition, 2016.
 */
public final class LinearAlgebra {
    private LinearAlgebra() {}

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

    /**
     * The lower triangular factor L of a positive definite matrix, L L' = (A + A') / 2. Only the symmetric part of A counts,
     * so that the gradient is symmetric and right for every change of A. Where the matrix is not positive definite the
     * lower triangle of its factor is NaN, and other matrices of the batch are unharmed.
     */
    public record Cholesky() implements MatrixOp {
        @Override
        public String name() {
            return "cholesky";
        }

        @Override
        public String convention() {
            return "of the symmetric part; lower triangle NaN where not positive definite";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            return MatrixOp.square(in.get(0));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[0]);
            Lapack lapack = new Lapack();
            return (a, y) -> factor(lapack, a[0], y, 0, n);
        }

        /** In place where nothing needs to be cast. */
        @Override
        public Runnable bind(Tensor[] in, Tensor out) {
            if (out.dtype() != DType.FLOAT64) {
                return MatrixOp.super.bind(in, out);
            }
            int n = MatrixOp.rows(out);
            Lapack lapack = new Lapack();
            return () -> {
                for (int at = 0; at < out.size(); at += n * n) {
                    factor(lapack, in[0].doubles(), out.doubles(), at, n);
                }
            };
        }

        /** What is not finite anywhere in a row is not on the diagonal of the factor either. */
        private static void factor(Lapack lapack, double[] a, double[] y, int at, int n) {
            Triangle.symmetrise(a, n, y, at);
            boolean positive = lapack.cholesky(y, at, n);
            for (int i = 0; i < n; i++) {
                positive &= Double.isFinite(y[at + i * (n + 1)]);
            }
            if (!positive) {
                Arrays.fill(y, at, at + n * n, Double.NaN);
            }
            Triangle.clearAbove(y, n, at);
        }

        @Override
        public Exact[] exactly(ExactTensor[] in) {
            return ExactMatrix.cholesky(in[0].values(), in[0].dim(0));
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
    public record Lq() implements MatrixOp {
        @Override
        public String name() {
            return "lq";
        }

        @Override
        public String convention() {
            return "diagonal from 0 on; derivatives NaN or infinite where the rows are dependent";
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
        public Step step(Tensor[] in) {
            int rows = MatrixOp.rows(in[0]);
            int columns = MatrixOp.columns(in[0]);
            Lapack lapack = new Lapack();
            return (a, y) -> {
                if (Lapack.isFinite(a[0], a[0].length)) {
                    lapack.lq(a[0], rows, columns, y);
                } else {
                    Arrays.fill(y, Double.NaN);
                    Triangle.clearAbove(y, rows, 0);
                }
            };
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
    public record TriangularSolve(boolean lower, boolean transposed) implements MatrixOp {
        @Override
        public String name() {
            return "triangularSolve";
        }

        @Override
        public String label() {
            return name() + "[" + (lower ? "lower" : "upper") + (transposed ? ", transposed" : "") + "]";
        }

        @Override
        public String convention() {
            return "infinite or NaN where the diagonal has a 0";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            return MatrixOp.rightHandSide(MatrixOp.square(in.get(0)), in.get(1));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[1]);
            int m = MatrixOp.columns(in[1]);
            Lapack lapack = new Lapack();
            return (x, y) -> {
                System.arraycopy(x[1], 0, y, 0, y.length);
                lapack.triangularSolve(lower, transposed, false, n, x[0], y, m);
            };
        }

        @Override
        public Exact[] exactly(ExactTensor[] in) {
            Exact[] b = in[1].values().clone();
            ExactMatrix.substitute(
                    lower, transposed, false, in[0].values(), in[0].dim(1), in[0].dim(0), b, in[1].dim(1));
            return b;
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
