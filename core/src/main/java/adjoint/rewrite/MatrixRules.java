package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.LinearAlgebra;
import adjoint.expr.Logic;
import adjoint.expr.Maths;
import adjoint.expr.Reduction;
import adjoint.expr.Systems;
import adjoint.expr.Systems.Determinant.Part;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.List;

/** Inverses, determinants and systems of equations in the forms that keep digits and share work. */
final class MatrixRules {
    private static final Shape SQUARE = Shape.of(3, 3);

    private MatrixRules() {}

    static List<Rule> rules() {
        return List.of(
                matrices("inverse-times", "dot(inverse(a), b) -> solve(a, b)", MatrixRules::inverseTimes, Dot.class)
                        .when("dot(b, inverse(a)) likewise, and with either factor transposed")
                        .tagged(Tag.CHANGES_NAN)
                        .example(2, x -> dominant(x[0]).inverse().dot(x[1]))
                        .example(2, x -> x[1].dot(dominant(x[0]).inverse()))
                        .example(
                                2,
                                x -> Expr.of(new Dot(true, true), dominant(x[0]).inverse(), x[1]))
                        .example(
                                2,
                                x -> Expr.of(
                                        new Dot(true, true),
                                        x[1],
                                        dominant(x[0]).inverse()))
                        .because("a solution takes a third of the work of an inverse and keeps more digits"),
                matrices(
                                "inverse-of-inverse",
                                "inverse(inverse(a)) -> a",
                                MatrixRules::inverseOfInverse,
                                Systems.Inverse.class)
                        .tagged(Tag.CHANGES_NAN)
                        .example(1, x -> dominant(x[0]).inverse().inverse())
                        .because("nothing to do, and nothing lost"),
                matrices(
                                "inverse-of-transpose",
                                "inverse(transpose(a)) -> transpose(inverse(a))",
                                MatrixRules::inverseOfTranspose,
                                Systems.Inverse.class)
                        .example(1, x -> dominant(x[0]).matrixTranspose().inverse())
                        .because("the inverse is that of a itself, which others may need too"),
                matrices(
                                "solve-of-transpose",
                                "solve(transpose(a), b) -> solve[transposed](a, b)",
                                MatrixRules::solveOfTranspose,
                                Systems.Solve.class)
                        .tagged(Tag.CHANGES_NAN)
                        .example(2, x -> dominant(x[0]).matrixTranspose().solve(x[1]))
                        .because("the factors of a solve both systems"),
                matrices(
                                "det-of-transpose",
                                "det(transpose(a)) -> det(a)",
                                MatrixRules::detOfTranspose,
                                Systems.Determinant.class)
                        .when("the determinant, its sign or the logarithm of its magnitude")
                        .example(1, x -> dominant(x[0]).matrixTranspose().det())
                        .because("the same value by the factors of a itself"),
                matrices("log-of-det", "log(det(a)) -> logDet(a)", MatrixRules::logOfDet, Maths.LOG)
                        .in(Phase.STABILISE)
                        .when("log(abs(det(a))) -> logAbsDet(a) likewise")
                        .example(1, x -> dominant(x[0]).det().log())
                        .example(1, x -> dominant(x[0]).det().abs().log())
                        .because("the determinant of a large matrix over- or underflows; its logarithm does not"),
                matrices(
                                "solve-by-triangle",
                                "solve(l, b) -> triangularSolve(l, b)",
                                MatrixRules::byTriangle,
                                Systems.Solve.class)
                        .when("l is a Cholesky or LQ factor, or tril or triu of a matrix")
                        .tagged(Tag.CHANGES_NAN)
                        .example(2, x -> dominant(x[0]).tril().solve(x[1]))
                        .example(2, x -> dominant(x[0]).triu().solve(x[1]))
                        .example(2, x -> spread(x[0]).cholesky().solve(x[1]))
                        .because("substitution takes a fraction of the work of a factorisation"),
                matrices(
                                "solve-by-factors",
                                "solve(l l', b) -> triangularSolve[transposed](l, triangularSolve(l, b))",
                                MatrixRules::byFactors,
                                Systems.Solve.class)
                        .when("l is a Cholesky or LQ factor, or tril of a matrix")
                        .example(2, x -> product(dominant(x[0]).tril()).solve(x[1]))
                        .because("the factors are known, and their product need not be formed"),
                matrices(
                                "sum-of-diagonal-of-dot",
                                "trace(dot(a, b)) -> sum(a * transpose(b))",
                                MatrixRules::diagonalOfDot,
                                Reduction.Sum.class)
                        .when("the sum takes the last axis or the last two; the diagonal of dot(a, b) likewise")
                        .shaped(Shape.of(3, 2), Shape.of(2, 3))
                        .example(2, x -> x[0].dot(x[1]).trace())
                        .example(2, x -> x[0].dot(x[1]).diagonal())
                        .because("only the products on the diagonal are formed"),
                matrices(
                                "shared-factors",
                                "solve(a, b) -> luSolve(lu(a), b)",
                                (node, facts) -> node.op().define(node.inputs()).orElseThrow(),
                                Systems.Solve.class,
                                Systems.Inverse.class,
                                Systems.Determinant.class)
                        .in(Phase.SPECIALISE)
                        .when("inverse(a) and determinants of a likewise")
                        .tagged(Tag.CHANGES_NAN)
                        .example(2, x -> dominant(x[0]).solve(x[1]))
                        .example(1, x -> dominant(x[0]).inverse())
                        .example(1, x -> dominant(x[0]).det())
                        .example(1, x -> dominant(x[0]).slogdet().sign())
                        .example(1, x -> dominant(x[0]).slogdet().logAbs())
                        .example(1, x -> Expr.of(new Systems.Determinant(Part.LOG), dominant(x[0])))
                        .because("all that is asked of one matrix shares one factorisation"));
    }

    private static RuleDraft matrices(String name, String words, Rule.Body body, Object... roots) {
        return rule(name).function(words, body, roots).shaped(SQUARE, SQUARE).on(-1, 1);
    }

    /** For examples: a matrix whose diagonal outweighs the rest, so that it is far from singular. */
    private static Expr dominant(Expr a) {
        Tensor diagonal = Tensor.full(DType.FLOAT64, 5, 3).cast(a.dtype());
        return a.add(Expressions.constant(diagonal).fromDiagonal());
    }

    private static Expr product(Expr lower) {
        return Expr.of(new Dot(false, true), lower, lower);
    }

    /** For examples: a positive definite matrix. */
    private static Expr spread(Expr a) {
        return product(dominant(a));
    }

    private static Expr inverseTimes(Expr node, RangeAnalysis facts) {
        Dot dot = (Dot) node.op();
        Expr a = node.input(0);
        Expr b = node.input(1);
        if (a.op() instanceof Systems.Inverse && sameBatch(a, b)) {
            return Expr.of(new Systems.Solve(dot.ta()), a.input(0), dot.tb() ? b.matrixTranspose() : b);
        }
        if (b.op() instanceof Systems.Inverse && sameBatch(a, b)) {
            Expr turned = dot.ta() ? a : a.matrixTranspose();
            return Expr.of(new Systems.Solve(!dot.tb()), b.input(0), turned).matrixTranspose();
        }
        return null;
    }

    private static boolean sameBatch(Expr a, Expr b) {
        int last = a.rank() - 2;
        return a.shape().dims().subList(0, last).equals(b.shape().dims().subList(0, last));
    }

    private static Expr inverseOfInverse(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        return a.op() instanceof Systems.Inverse ? a.input(0) : null;
    }

    private static Expr inverseOfTranspose(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        return Views.exchangesLastTwo(a) ? Expr.of(node.op(), a.input(0)).matrixTranspose() : null;
    }

    private static Expr solveOfTranspose(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        boolean transposed = ((Systems.Solve) node.op()).transposed();
        return Views.exchangesLastTwo(a) ? Expr.of(new Systems.Solve(!transposed), a.input(0), node.input(1)) : null;
    }

    private static Expr detOfTranspose(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        return Views.exchangesLastTwo(a) ? Expr.of(node.op(), a.input(0)) : null;
    }

    private static Expr logOfDet(Expr node, RangeAnalysis facts) {
        Expr of = node.input(0);
        boolean magnitude = of.op() == Arithmetic.ABS;
        Expr det = magnitude ? of.input(0) : of;
        if (!det.op().equals(new Systems.Determinant(Part.VALUE))) {
            return null;
        }
        return Expr.of(new Systems.Determinant(magnitude ? Part.LOG_ABS : Part.LOG), det.input(0));
    }

    private static Expr byTriangle(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        boolean transposed = ((Systems.Solve) node.op()).transposed();
        boolean lower = isTriangle(a, true);
        return lower || isTriangle(a, false)
                ? Expr.of(new LinearAlgebra.TriangularSolve(lower, transposed), a, node.input(1))
                : null;
    }

    private static Expr byFactors(Expr node, RangeAnalysis facts) {
        Expr a = node.input(0);
        boolean squared = a.op().equals(new Dot(false, true)) && a.input(0) == a.input(1);
        if (!squared || !isTriangle(a.input(0), true)) {
            return null;
        }
        Expr half = Expr.of(new LinearAlgebra.TriangularSolve(true, false), a.input(0), node.input(1));
        return Expr.of(new LinearAlgebra.TriangularSolve(true, true), a.input(0), half);
    }

    /** Whether a matrix is lower triangular, or upper, by how it is made. */
    private static boolean isTriangle(Expr a, boolean lower) {
        if (a.op() instanceof LinearAlgebra.Cholesky || a.op() instanceof LinearAlgebra.Lq) {
            return lower;
        }
        return a.op() == Arithmetic.WHERE
                && isZero(a.input(2))
                && comparesPlaces(a.input(0), lower ? Logic.GE : Logic.LE);
    }

    private static boolean isZero(Expr x) {
        return x.op() instanceof Leaf.Constant constant
                && constant.value().size() == 1
                && constant.value().get(0) == 0;
    }

    /** Whether a condition compares the number of the row with that of the column. */
    private static boolean comparesPlaces(Expr condition, Object comparison) {
        if (condition.op() != comparison) {
            return false;
        }
        Expr row = condition.input(0);
        return row.op() instanceof Layout.Expand expand
                && expand.axes().equals(Axes.at(1))
                && row.input(0).op() instanceof Leaf.Range
                && condition.input(1).op() instanceof Leaf.Range;
    }

    private static Expr diagonalOfDot(Expr node, RangeAnalysis facts) {
        Expr chosen = node.input(0);
        if (chosen.op() != Arithmetic.WHERE
                || !(chosen.input(1).op() instanceof Dot dot)
                || !chosen.input(1).shape().equals(chosen.shape())
                || !isZero(chosen.input(2))
                || !comparesPlaces(chosen.input(0), Logic.EQ)) {
            return null;
        }
        int last = chosen.rank() - 1;
        Axes over = ((Reduction.Sum) node.op()).axes();
        if (!over.equals(Axes.at(last)) && !over.equals(Axes.at(last - 1, last))) {
            return null;
        }
        Expr a = chosen.input(1).input(0);
        Expr b = chosen.input(1).input(1);
        Expr rows = dot.ta() ? a.matrixTranspose() : a;
        Expr columns = dot.tb() ? b : b.matrixTranspose();
        return rows.mul(columns).sum(over);
    }
}
