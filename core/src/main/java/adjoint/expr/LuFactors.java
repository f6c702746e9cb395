package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.Lapack;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;

/** The triangular factors of square matrices with exchanges, and solutions by them: what {@link Systems} come down to. */
public final class LuFactors {
    private LuFactors() {}

    static List<Sample> samples() {
        Tensor one = Tensor.over(new double[] {1, 4, 0.5, -3, 1, -1, 0.5, -1, 2}, 3, 3);
        Tensor batch = Tensor.over(new double[] {2, -1, -3, 3, 1, 2, 0.25, 5}, 2, 2, 2);
        Tensor factors = Tensor.over(new double[] {3, 0.5, -1, 2, -2, 0.25, 2, 1, 0.5, 4, 1.5, 2}, 3, 4);
        return List.of(
                Sample.of(new Lu()).at(one),
                Sample.of(new Lu()).at(batch),
                Sample.of(new LuSolve(false)).at(factors).on(-2, 2, 3, "m"),
                Sample.of(new LuSolve(true)).at(factors).on(-2, 2, 3, "n"));
    }

    /**
     * The factors of a square matrix A with some columns exchanged, so that A P = L U where U has ones on its diagonal: what
     * LAPACK makes of a row-major matrix without turning it. The result is [n, n + 1]: L with its diagonal, above it U
     * without; and for each column the number of the later column, or itself, that it was exchanged with in turn.
     */
    public record Lu() implements MatrixOp {
        @Override
        public String name() {
            return "lu";
        }

        @Override
        public String convention() {
            return "all NaN where an element is not finite; derivatives NaN or infinite where singular";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = MatrixOp.square(in.get(0));
            int last = a.rank() - 1;
            return a.with(a.shape().with(last, a.shape().dim(last).plus(Dim.ONE)));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[0]);
            Lapack lapack = new Lapack();
            int[] exchanged = new int[n];
            return (a, y) -> {
                if (!Lapack.isFinite(a[0], n * n)) {
                    Arrays.fill(y, Double.NaN);
                    return;
                }
                lapack.lu(a[0], n, exchanged);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(a[0], i * n, y, i * (n + 1), n);
                    y[i * (n + 1) + n] = exchanged[i] - 1;
                }
            };
        }

        @Override
        public Exact[] exactly(ExactTensor[] in) {
            return ExactMatrix.lu(in[0].values(), in[0].dim(0));
        }

        /** With M = tril(L' gL) + triu(gU U') above the diagonal, inv(L') M inv(U') P'. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr lower = lower(y);
            Expr upper = upper(y);
            Expr given = factors(g);
            Expr inner = MatrixOp.product(lower, true, given.tril(), false)
                    .tril()
                    .add(above(MatrixOp.product(above(given), false, upper, true)));
            Expr left = lower.solveLower(inner, true);
            Expr both = upper.solveUpper(left.matrixTranspose(), false);
            return List.of(exchanged(y, both, false).matrixTranspose());
        }

        static Expr factors(Expr y) {
            Dim n = y.shape().dim(y.rank() - 2);
            return MatrixOp.columns(y, Dim.of(0), n);
        }

        private static Expr exchanges(Expr y) {
            return MatrixOp.columns(y, y.shape().dim(y.rank() - 2), Dim.ONE);
        }

        static Expr lower(Expr y) {
            return factors(y).tril();
        }

        static Expr upper(Expr y) {
            Expr factors = factors(y);
            return above(factors).add(MatrixOp.identity(factors));
        }

        /** What stands above the diagonal. */
        static Expr above(Expr a) {
            return a.sub(a.tril());
        }

        /** P times a matrix, or P' times it: a solution by factors that are identities. */
        static Expr exchanged(Expr y, Expr b, boolean transposed) {
            Expr bare = Expressions.concat(y.rank() - 1, MatrixOp.identity(factors(y)), exchanges(y));
            return Expr.of(new LuSolve(transposed), bare, b);
        }

        /** 1 for each column that stayed in its place, -1 for one that was exchanged. */
        static Expr signs(Expr y) {
            Expr exchanges = exchanges(y).squeeze(-1);
            Expr order = Expressions.range(y.shape().dim(y.rank() - 2), y.dtype());
            return Expressions.where(
                    exchanges.eq(order), exchanges.ones(), exchanges.ones().neg());
        }
    }

    /**
     * The solution X of A X = B, or of A' X = B, where A is given by its factors.
     *
     * @param transposed whether A is read transposed
     */
    public record LuSolve(boolean transposed) implements MatrixOp {
        @Override
        public String name() {
            return "luSolve";
        }

        @Override
        public String label() {
            return name() + (transposed ? "[transposed]" : "");
        }

        @Override
        public String convention() {
            return "all NaN where the matrix is singular";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            Type factors = MatrixOp.matrix(in.get(0));
            Dim n = factors.shape().dim(factors.rank() - 2);
            if (!factors.shape().dim(factors.rank() - 1).equals(n.plus(Dim.ONE))) {
                throw new ShapeException("takes the result of lu, [..., n, n + 1], not " + factors);
            }
            return MatrixOp.rightHandSide(MatrixOp.ending(factors, n, n), in.get(1));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[1]);
            int m = MatrixOp.columns(in[1]);
            Lapack lapack = new Lapack();
            double[] factors = new double[n * n];
            int[] exchanged = new int[n];
            return (x, y) -> {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(x[0], i * (n + 1), factors, i * n, n);
                    exchanged[i] = (int) Math.rint(x[0][i * (n + 1) + n]) + 1;
                }
                System.arraycopy(x[1], 0, y, 0, y.length);
                solve(lapack, factors, exchanged, n, transposed, y, m);
            };
        }

        @Override
        public Exact[] exactly(ExactTensor[] in) {
            return ExactMatrix.luSolve(in[0].values(), in[0].dim(0), transposed, in[1].values(), in[1].dim(1));
        }

        /** With H = inv(A') g: the gradient by A P is -H X' P, and that by L and U is its product with the other. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr f = x.get(0);
            Expr onB = Expr.of(new LuSolve(!transposed), f, g);
            Expr onA = MatrixOp.product(transposed ? y : onB, false, Lu.exchanged(f, transposed ? onB : y, true), true)
                    .neg();
            Expr lower = MatrixOp.product(onA, false, Lu.upper(f), true).tril();
            Expr upper = Lu.above(MatrixOp.product(Lu.lower(f), true, onA, false));
            Expr exchanges = Lu.exchanges(f);
            Expr none = exchanges.zeros().broadcastTo(exchanges.shape());
            return List.of(Expressions.concat(f.rank() - 1, lower.add(upper), none), onB);
        }

        /** Replaces a right-hand side by the solution, or by NaN where a matrix is singular. */
        static void solve(
                Lapack lapack, double[] factors, int[] exchanged, int n, boolean transposed, double[] b, int m) {
            for (int i = 0; i < n; i++) {
                double diagonal = factors[i * n + i];
                if (diagonal == 0 || Double.isNaN(diagonal)) {
                    Arrays.fill(b, Double.NaN);
                    return;
                }
            }
            lapack.luSolve(factors, exchanged, n, transposed, b, m);
        }
    }
}
