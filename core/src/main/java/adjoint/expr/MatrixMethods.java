package adjoint.expr;

import adjoint.tensor.Arguments;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Linear algebra as methods, over the last two axes of a matrix or a batch of matrices. */
public interface MatrixMethods {
    /** Eigenvalues [..., n] in ascending order, and eigenvectors as the columns of [..., n, n]. */
    record Eigen(Expr values, Expr vectors) {}

    /** A = u diag(s) vt, with u [..., m, k], s [..., k] in descending order, vt [..., k, n] and k the smaller of m and n. */
    record Singular(Expr u, Expr s, Expr vt) {}

    /** A = q r with orthonormal columns of q and r upper triangular with a diagonal from 0 on. */
    record OrthogonalTriangular(Expr q, Expr r) {}

    /** The sign of a determinant, -1, 0 or 1, and the logarithm of its magnitude. */
    record SignedLog(Expr sign, Expr logAbs) {}

    private Expr self() {
        return (Expr) this;
    }

    /**
     * The lower triangular factor L with L L' = A of a positive definite matrix; the lower triangle is NaN where the
     * matrix is not positive definite. Only the symmetric part of A counts.
     */
    default Expr cholesky() {
        return Expr.of(new LinearAlgebra.Cholesky(), self());
    }

    /**
     * The lower triangular factor L of A = L Q with orthonormal rows of Q, for a matrix with at least as many columns as
     * rows: [..., n, m] to [..., n, n]. The Cholesky factor of A A', without the digits lost in that product.
     */
    default Expr lq() {
        return Expr.of(new LinearAlgebra.Lq(), self());
    }

    /** Solves L X = B, or L' X = B if transposed, where L is the lower triangle of this and B is [..., n, m]. */
    default Expr solveLower(Expr b, boolean transposed) {
        return Expr.of(new LinearAlgebra.TriangularSolve(true, transposed), self(), b);
    }

    /** Solves U X = B, or U' X = B if transposed, where U is the upper triangle of this and B is [..., n, m]. */
    default Expr solveUpper(Expr b, boolean transposed) {
        return Expr.of(new LinearAlgebra.TriangularSolve(false, transposed), self(), b);
    }

    /**
     * Solves A X = B for this square matrix A: B is a vector [n] or matrices [..., n, m], and axes in front broadcast. The
     * solution is NaN where A is singular.
     */
    default Expr solve(Expr b) {
        Arguments.given(b, "b", "solve");
        if (b.rank() == 1) {
            return solve(b.expand(1)).squeeze(-1);
        }
        Expr a = self();
        if (a.rank() < 2) {
            throw new ShapeException("solve takes a square matrix, or a batch of them on the last two axes, not "
                    + a.type() + "\n  made at " + a.site());
        }
        Shape batch = batch(a).broadcast(batch(b));
        return Expr.of(new Systems.Solve(false), spread(a, batch), spread(b, batch));
    }

    private static Shape batch(Expr x) {
        return new Shape(x.shape().dims().subList(0, x.rank() - 2));
    }

    private static Expr spread(Expr x, Shape batch) {
        List<Dim> dims = x.shape().dims();
        return x.broadcastTo(new Shape(Stream.concat(
                        batch.dims().stream(), dims.subList(dims.size() - 2, dims.size()).stream())
                .toList()));
    }

    /** The inverse, NaN where this is singular. Where it is only multiplied by something, a rule solves instead. */
    default Expr inverse() {
        return Expr.of(new Systems.Inverse(), self());
    }

    /** The determinant; the last two axes disappear. */
    default Expr det() {
        return Expr.of(new Systems.Determinant(Systems.Determinant.Part.VALUE), self());
    }

    /** The determinant as its sign and the logarithm of its magnitude, which do not over- or underflow. */
    default SignedLog slogdet() {
        return new SignedLog(
                Expr.of(new Systems.Determinant(Systems.Determinant.Part.SIGN), self()),
                Expr.of(new Systems.Determinant(Systems.Determinant.Part.LOG_ABS), self()));
    }

    /** The logarithm of the determinant of a positive definite matrix, NaN for any other; the last two axes disappear. */
    default Expr logDet() {
        return cholesky().diagonal().log().sum(-1).mul(2);
    }

    /** Eigenvalues and eigenvectors of the symmetric part; each eigenvector's element of largest magnitude is positive. */
    default Eigen eigh() {
        Expr packed = Expr.of(new Spectral.Eigh(), self());
        Dim n = rows();
        return new Eigen(
                MatrixOp.columns(packed, n, Dim.ONE).squeeze(-1),
                MatrixOp.columns(packed, Dim.of(0), n).matrixTranspose());
    }

    /** The singular value decomposition, without vectors that belong to no value. */
    default Singular svd() {
        Expr packed = Expr.of(new Spectral.Svd(), self());
        Dim m = rows();
        return new Singular(
                MatrixOp.columns(packed, Dim.of(0), m).matrixTranspose(),
                MatrixOp.columns(packed, m, Dim.ONE).squeeze(-1),
                MatrixOp.columns(packed, m.plus(Dim.ONE), columns()));
    }

    /**
     * The factors of A [..., m, n]: q is [..., m, k] and r is [..., k, n], with k the smaller of m and n. Sizes that are not
     * both known are taken to be at least as many rows as columns.
     */
    default OrthogonalTriangular qr() {
        Dim m = rows();
        Dim n = columns();
        if (m.isKnown() && n.isKnown() && m.size() < n.size()) {
            OrthogonalTriangular left = self().slice(-1, 0, m.size()).qr();
            Expr rest = MatrixOp.product(left.q, true, self().slice(-1, m.size(), n.size()), false);
            return new OrthogonalTriangular(left.q, Expressions.concat(self().rank() - 1, left.r, rest));
        }
        Expr packed = Expr.of(new Spectral.Qr(), self());
        return new OrthogonalTriangular(
                MatrixOp.columns(packed, Dim.of(0), m).matrixTranspose(), MatrixOp.columns(packed, m, n));
    }

    /**
     * The X for which the sum of squares of A X - B is least; the shortest one, where A is known to have fewer rows than
     * columns. By {@link #qr}, so A needs full rank; where it has not, see {@link #pinv}.
     *
     * @param b a vector [m] or matrices [..., m, k] with the same axes in front as A
     */
    default Expr lstsq(Expr b) {
        Arguments.given(b, "b", "lstsq");
        if (b.rank() == 1) {
            return lstsq(b.expand(1)).squeeze(-1);
        }
        Dim m = rows();
        Dim n = columns();
        if (m.isKnown() && n.isKnown() && m.size() < n.size()) {
            OrthogonalTriangular factors = matrixTranspose().qr();
            return factors.q.dot(factors.r.solveUpper(b, true));
        }
        OrthogonalTriangular factors = qr();
        return factors.r.solveUpper(factors.q.matrixTranspose().dot(b), false);
    }

    /**
     * The pseudo-inverse [..., n, m] of a matrix of any rank. Singular values up to a share of the largest count as 0.
     *
     * @param share such as 1e-12; the derivative is right as long as no value crosses it
     */
    default Expr pinv(double share) {
        Singular parts = svd();
        Expr large = parts.s.gt(parts.s.max(-1).expand(-1).mul(share));
        Expr inverse = Expressions.where(
                large, Expressions.where(large, parts.s, parts.s.ones()).reciprocal(), parts.s.zeros());
        return MatrixOp.product(parts.vt, true, parts.u.mul(inverse.expand(-2)), true);
    }

    /** The exponential of a square matrix, the sum of its powers A^k / k!. */
    default Expr expm() {
        return Expr.of(new Spectral.Expm(), self());
    }

    /** The Kronecker product of two matrices [..., m, n] and [..., p, q]: [..., m p, n q]; axes in front broadcast. */
    default Expr kron(Expr other) {
        Expr a = self();
        int rank = a.rank();
        int last = other.rank();
        Expr blocks = a.expand(rank - 1, rank + 1).mul(other.expand(last - 2, last));
        List<Dim> dims = blocks.shape().dims();
        int at = dims.size() - 4;
        Dim height = dims.get(at).times(dims.get(at + 1));
        Dim width = dims.get(at + 2).times(dims.get(at + 3));
        return blocks.reshape(new Shape(Stream.concat(dims.subList(0, at).stream(), Stream.of(height, width))
                .toList()));
    }

    /** The products of all pairs from two vectors on the last axes: [..., n] and [..., m] to [..., n, m]. */
    default Expr outer(Expr other) {
        return self().expand(-1).mul(Arguments.given(other, "other", "outer").expand(-2));
    }

    /** The sum of the diagonal of a square matrix; the last two axes disappear. */
    default Expr trace() {
        return diagonal().sum(-1);
    }

    /** The root of the sum of squares of a matrix's elements. */
    default Expr frobeniusNorm() {
        return self().norm(-2, -1);
    }

    /** The sum of the singular values of a matrix. */
    default Expr nuclearNorm() {
        return svd().s.sum(-1);
    }

    /** The largest singular value of a matrix. */
    default Expr spectralNorm() {
        return svd().s.max(-1);
    }

    /** The diagonal of a square matrix: [..., n, n] to [..., n]. */
    default Expr diagonal() {
        if (!rows().equals(columns())) {
            throw new ShapeException("the diagonal is taken of a square matrix, or a batch of them, not of "
                    + self().type() + "\n  made at " + self().site());
        }
        return triangle(Expr::eq).sum(-1);
    }

    /** The matrix with this on its diagonal and zeros elsewhere: [..., n] to [..., n, n]. */
    default Expr fromDiagonal() {
        Expr order = Expressions.range(columns());
        return Expressions.where(order.expand(1).eq(order), self().expand(-1), self().zeros());
    }

    /** The lower triangle with the diagonal, zeros above. */
    default Expr tril() {
        return triangle(Expr::ge);
    }

    /** The upper triangle with the diagonal, zeros below. */
    default Expr triu() {
        return triangle(Expr::le);
    }

    /** The last two axes exchanged. */
    default Expr matrixTranspose() {
        return self().moveAxis(-1, -2);
    }

    /** The elements whose row and column compare as given, zeros elsewhere. */
    private Expr triangle(BinaryOperator<Expr> comparison) {
        Expr chosen = comparison.apply(Expressions.range(rows()).expand(1), Expressions.range(columns()));
        return Expressions.where(chosen, self(), self().zeros());
    }

    private Dim rows() {
        return self().shape().dim(self().shape().axis(-2));
    }

    private Dim columns() {
        return self().shape().dim(self().shape().axis(-1));
    }
}
