package adjoint.expr;

import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import java.util.function.BinaryOperator;

/** Linear algebra as methods, over the last two axes of a matrix or a batch of matrices. */
public interface MatrixMethods {
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

    /** The logarithm of the determinant of a positive definite matrix, NaN for any other; the last two axes disappear. */
    default Expr logDet() {
        return cholesky().diagonal().log().sum(-1).mul(2);
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
