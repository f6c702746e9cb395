package adjoint.expr;

import adjoint.kernel.Lapack;
import adjoint.kernel.MatrixExp;
import adjoint.kernel.Triangle;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decompositions by orthonormal vectors, and the exponential, of matrices on the last two axes. A decomposition has one
 * result, whose rows hold the vectors and what belongs to them side by side. Derivatives after Seeger, Hetzel, Dai, Meissner
 * and Lawrence, Auto-differentiating linear algebra, 2017, and Giles, An extended collection of matrix derivative results,
 * 2008.
 */
public final class Spectral {
    private Spectral() {}

    static List<Sample> samples() {
        Tensor one = Tensor.over(new double[] {4, 1, 0.5, 0.5, 3, -1, 0.25, -1.5, 1}, 3, 3);
        Tensor batch = Tensor.over(new double[] {2, -1, -0.5, 3, 1, 0.75, 0.25, -5}, 2, 2, 2);
        Tensor wide = Tensor.over(new double[] {1, -2, 0.5, 0, 1, 3, -1, 1, 0.25, 2, 0, 5}, 2, 2, 3);
        Tensor tall = Tensor.over(new double[] {1, -2, 0.5, 0, 1, 3, -1, 1, 0.25, 2, 0, 5}, 4, 3);
        return List.of(
                Sample.of(new Eigh()).at(one),
                Sample.of(new Eigh()).at(batch),
                Sample.of(new Svd()).at(one),
                Sample.of(new Svd()).at(wide),
                Sample.of(new Svd()).at(tall),
                Sample.of(new Qr()).at(one),
                Sample.of(new Qr()).at(tall),
                Sample.of(new Qr()).at(batch),
                Sample.of(new Expm()).at(one),
                Sample.of(new Expm()).at(batch));
    }

    private static Dim height(Expr x) {
        return x.shape().dim(x.rank() - 2);
    }

    private static Dim width(Expr x) {
        return x.shape().dim(x.rank() - 1);
    }

    /** 1 / (x[j] - x[i]), and 0 where they are equal. */
    private static Expr inverseDifferences(Expr x) {
        return inverseOrZero(x.expand(-2).sub(x.expand(-1)));
    }

    private static Expr inverseOrZero(Expr x) {
        Expr zero = x.eq(0);
        return Expressions.where(
                zero, x.zeros(), Expressions.where(zero, x.ones(), x).reciprocal());
    }

    /** Makes the largest element of a vector positive, the first of several; says whether the vector was turned round. */
    private static boolean turned(double[] a, int at, int count) {
        int largest = at;
        for (int i = at + 1; i < at + count; i++) {
            largest = Math.abs(a[i]) > Math.abs(a[largest]) ? i : largest;
        }
        boolean negative = count > 0 && a[largest] < 0;
        if (negative) {
            turn(a, at, count);
        }
        return negative;
    }

    private static void turn(double[] a, int at, int count) {
        for (int i = at; i < at + count; i++) {
            a[i] = -a[i];
        }
    }

    /**
     * Eigenvalues and eigenvectors of the symmetric part (A + A') / 2, as rows of [n, n + 1]: an eigenvector of length 1
     * whose element of largest magnitude is positive, then its eigenvalue. Eigenvalues ascend.
     *
     * <p>Eigenvectors of equal eigenvalues can be turned into each other, so they have no derivative; they get that of a
     * function that does not depend on their choice, by leaving such pairs out.
     */
    public record Eigh() implements MatrixOp {
        @Override
        public String name() {
            return "eigh";
        }

        @Override
        public String convention() {
            return "of the symmetric part; pairs of equal eigenvalues are left out of the derivative of eigenvectors;"
                    + " all NaN where an element is not finite";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = MatrixOp.square(in.get(0));
            Dim n = a.shape().dim(a.rank() - 1);
            return MatrixOp.ending(a, n, n.plus(Dim.ONE));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[0]);
            Lapack lapack = new Lapack();
            double[] vectors = new double[n * n];
            double[] values = new double[n];
            return (a, y) -> {
                Triangle.symmetrise(a[0], n, vectors, 0);
                if (!Lapack.isFinite(vectors, n * n) || !lapack.eigen(vectors, n, values)) {
                    Arrays.fill(y, Double.NaN);
                    return;
                }
                for (int i = 0; i < n; i++) {
                    turned(vectors, i * n, n);
                    System.arraycopy(vectors, i * n, y, i * (n + 1), n);
                    y[i * (n + 1) + n] = values[i];
                }
            };
        }

        /** V (diag(g of values) + F * (V' g of vectors)) V', its symmetric part, with F the inverse differences. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Dim n = height(y);
            Expr rows = MatrixOp.columns(y, Dim.of(0), n);
            Expr onRows = MatrixOp.columns(g, Dim.of(0), n);
            Expr values = MatrixOp.columns(y, n, Dim.ONE).squeeze(-1);
            Expr onValues = MatrixOp.columns(g, n, Dim.ONE).squeeze(-1);
            Expr turns = inverseDifferences(values).mul(MatrixOp.product(rows, false, onRows, true));
            Expr inner = onValues.fromDiagonal()
                    .add(turns.add(turns.matrixTranspose()).mul(0.5));
            return List.of(MatrixOp.product(rows, true, inner.dot(rows), false));
        }
    }

    /**
     * Singular values and vectors of A [m, n] = U diag(s) V', as rows of [k, m + 1 + n] with k the smaller of m and n: a
     * column of U whose element of largest magnitude is positive, its singular value, and a column of V. Values descend.
     *
     * <p>Vectors of equal singular values have no derivative, as those of {@link Eigh}; nor have those of the value 0.
     */
    public record Svd() implements MatrixOp {
        @Override
        public String name() {
            return "svd";
        }

        @Override
        public String convention() {
            return "pairs of equal singular values, and values of 0, are left out of the derivative of vectors;"
                    + " all NaN where an element is not finite";
        }

        static Dim smaller(Dim m, Dim n) {
            if (!m.equals(n) && !(m.isKnown() && n.isKnown())) {
                throw new ShapeException("needs to know which of the sizes " + m + " and " + n
                        + " is smaller; give both as numbers, or use a.transpose().dot(a).eigh()");
            }
            return m.equals(n) || m.size() < n.size() ? m : n;
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = MatrixOp.matrix(in.get(0));
            Dim m = a.shape().dim(a.rank() - 2);
            Dim n = a.shape().dim(a.rank() - 1);
            return MatrixOp.ending(a, smaller(m, n), m.plus(n).plus(Dim.ONE));
        }

        @Override
        public Step step(Tensor[] in) {
            int m = MatrixOp.rows(in[0]);
            int n = MatrixOp.columns(in[0]);
            int k = Math.min(m, n);
            boolean wide = m < n;
            Lapack lapack = new Lapack();
            double[] turned = new double[wide ? m * n : 0];
            double[] columns = new double[Math.max(m, n) * k];
            double[] s = new double[k];
            double[] rows = new double[k * k];
            return (a, y) -> {
                boolean done = Lapack.isFinite(a[0], m * n);
                if (done && wide) {
                    Triangle.transpose(a[0], m, n, turned);
                    done = lapack.singular(turned, n, m, columns, s, rows);
                } else if (done) {
                    done = lapack.singular(a[0], m, n, columns, s, rows);
                }
                if (!done) {
                    Arrays.fill(y, Double.NaN);
                    return;
                }
                for (int i = 0; i < k; i++) {
                    int at = i * (m + 1 + n);
                    copy(wide ? rows : columns, wide ? i * k : i, wide ? 1 : k, y, at, m);
                    y[at + m] = s[i];
                    copy(wide ? columns : rows, wide ? i : i * k, wide ? k : 1, y, at + m + 1, n);
                    if (turned(y, at, m)) {
                        turn(y, at + m + 1, n);
                    }
                }
            };
        }

        private static void copy(double[] from, int at, int step, double[] to, int start, int count) {
            for (int i = 0; i < count; i++) {
                to[start + i] = from[at + i * step];
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Dim m = height(x.get(0));
            Dim n = width(x.get(0));
            Expr u = MatrixOp.columns(y, Dim.of(0), m);
            Expr s = MatrixOp.columns(y, m, Dim.ONE);
            Expr v = MatrixOp.columns(y, m.plus(Dim.ONE), n);
            Expr onU = MatrixOp.columns(g, Dim.of(0), m);
            Expr onS = MatrixOp.columns(g, m, Dim.ONE);
            Expr onV = MatrixOp.columns(g, m.plus(Dim.ONE), n);
            Expr pairs = inverseDifferences(s.squeeze(-1).square());
            Expr inner = onS.squeeze(-1)
                    .fromDiagonal()
                    .add(pairs.mul(skew(u, onU)).mul(s.squeeze(-1).expand(-2)))
                    .add(pairs.mul(skew(v, onV)).mul(s));
            Expr total = MatrixOp.product(u, true, inner.dot(v), false);
            if (!m.equals(height(y))) {
                total = total.add(MatrixOp.product(outside(u, onU).mul(inverseOrZero(s)), true, v, false));
            }
            if (!n.equals(height(y))) {
                total = total.add(MatrixOp.product(u, true, outside(v, onV).mul(inverseOrZero(s)), false));
            }
            return List.of(total);
        }

        private static Expr skew(Expr rows, Expr on) {
            Expr product = MatrixOp.product(rows, false, on, true);
            return product.sub(product.matrixTranspose());
        }

        /** What of some rows is orthogonal to all vectors. */
        private static Expr outside(Expr vectors, Expr rows) {
            return rows.sub(MatrixOp.product(rows, false, vectors, true).dot(vectors));
        }
    }

    /**
     * The factors of A [m, n] = Q R with m at least n, as [n, m + n]: columns of Q as rows, and R. The columns of Q are
     * orthonormal and R is upper triangular with a diagonal from 0 on, which makes both unique where A has full rank.
     */
    public record Qr() implements MatrixOp {
        @Override
        public String name() {
            return "qr";
        }

        @Override
        public String convention() {
            return "diagonal of R from 0 on; derivatives NaN or infinite where the columns are dependent; all NaN where"
                    + " an element is not finite";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = MatrixOp.matrix(in.get(0));
            Dim m = a.shape().dim(a.rank() - 2);
            Dim n = a.shape().dim(a.rank() - 1);
            if (m.isKnown() && n.isKnown() && m.size() < n.size()) {
                throw new ShapeException("takes a matrix with at least as many rows as columns, not " + a);
            }
            return MatrixOp.ending(a, n, m.plus(n));
        }

        @Override
        public Step step(Tensor[] in) {
            int m = MatrixOp.rows(in[0]);
            int n = MatrixOp.columns(in[0]);
            if (m < n) {
                throw new ShapeException("takes a matrix with at least as many rows as columns, not [" + m + ", " + n
                        + "]; decompose its transpose");
            }
            Lapack lapack = new Lapack();
            double[] r = new double[n * n];
            return (a, y) -> {
                if (!Lapack.isFinite(a[0], m * n)) {
                    Arrays.fill(y, Double.NaN);
                    return;
                }
                lapack.qr(a[0], m, n, r);
                for (int i = 0; i < n; i++) {
                    int at = i * (m + n);
                    for (int j = 0; j < m; j++) {
                        y[at + j] = a[0][j * n + i];
                    }
                    System.arraycopy(r, i * n, y, at + m, n);
                }
            };
        }

        /** (g of Q + Q sym(M)) inv(R'), where sym mirrors the lower triangle of M = R (g of R)' - (g of Q)' Q. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Dim m = height(x.get(0));
            Dim n = width(x.get(0));
            Expr q = MatrixOp.columns(y, Dim.of(0), m);
            Expr r = MatrixOp.columns(y, m, n);
            Expr onQ = MatrixOp.columns(g, Dim.of(0), m);
            Expr onR = MatrixOp.columns(g, m, n).triu();
            Expr both = MatrixOp.product(r, false, onR, true).sub(MatrixOp.product(onQ, false, q, true));
            Expr lower = both.tril();
            Expr mirrored =
                    lower.add(lower.matrixTranspose()).sub(both.diagonal().fromDiagonal());
            Expr rows = onQ.add(MatrixOp.product(mirrored, true, q, false));
            return List.of(r.solveUpper(rows, false).matrixTranspose());
        }
    }

    /** The exponential of a square matrix: the sum of its powers A^k / k!. */
    public record Expm() implements MatrixOp {
        @Override
        public String name() {
            return "expm";
        }

        @Override
        public String convention() {
            return "all NaN where an element is not finite";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            return MatrixOp.square(in.get(0));
        }

        @Override
        public Step step(Tensor[] in) {
            MatrixExp exponential = new MatrixExp(MatrixOp.rows(in[0]));
            return (a, y) -> {
                System.arraycopy(a[0], 0, y, 0, y.length);
                exponential.replace(y);
            };
        }

        /** The tangent along g at A': the adjoint of the derivative at A is the derivative at A'. */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(along(x.get(0).matrixTranspose(), g));
        }

        @Override
        public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
            return Optional.of(along(x.get(0), t.get(0).broadcastTo(y.shape())));
        }

        /** The upper right block of the exponential of the blocks [A, T; 0, A] (Higham, Functions of Matrices, 3.16). */
        private static Expr along(Expr a, Expr t) {
            int row = a.rank() - 2;
            Expr top = Expressions.concat(row + 1, a, t);
            Expr bottom = Expressions.concat(row + 1, a.zeros().broadcastTo(a.shape()), a);
            Dim n = height(a);
            Expr all = Expr.of(new Expm(), Expressions.concat(row, top, bottom));
            return Expr.of(new Slicing.Slice(row, Dim.of(0), 1, n), MatrixOp.columns(all, n, n));
        }
    }
}
