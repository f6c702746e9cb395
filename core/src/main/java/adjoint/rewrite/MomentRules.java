package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.T;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Variances that cancel where they are written as moments about 0. Norms are left as they are: a scaled norm costs more
 * than the root of a sum of squares and has another gradient at 0, so that it is for the user to choose; the stability
 * report names the place.
 */
final class MomentRules {
    private MomentRules() {}

    static List<Rule> rules() {
        return List.of(rule("variance")
                .in(Phase.STABILISE)
                .tagged(Tag.CHANGES_NAN)
                .function(
                        "mean(x^2) - mean(x)^2 -> mean((x - mean(x))^2)",
                        (node, facts) -> variance(node),
                        Arithmetic.SUB)
                .when("both means are along the same axes")
                .example(1, x -> x[0].square().mean(1).sub(x[0].mean(1).square()))
                .example(1, x -> x[0].square().mean(0).sub(x[0].mean(0).square()))
                .example(1, x -> x[0].square().mean().sub(x[0].mean().square()))
                .because("two numbers that are large beside their difference lose its digits, or its sign"));
    }

    private static Expr variance(Expr node) {
        Expr squares = node.input(0);
        Expr square = node.input(1);
        if (!isSquare(square) || !isMean(squares) || !isSquare(squares.input(0).input(0))) {
            return null;
        }
        Expr mean = square.input(0);
        Expr x = squares.input(0).input(0).input(0);
        Axes axes = ((Reduction.Sum) squares.input(0).op()).axes();
        boolean same = isMean(mean)
                && mean.input(0).input(0) == x
                && mean.input(0).op().equals(squares.input(0).op())
                && isCount(squares.input(1), x, axes)
                && isCount(mean.input(1), x, axes);
        return same ? x.sub(mean.expand(axes)).square().mean(axes) : null;
    }

    private static boolean isSquare(Expr x) {
        return x.op() instanceof Power power && power.exponent() == 2;
    }

    /** Whether this is a sum divided by something. */
    private static boolean isMean(Expr x) {
        return x.op() == Arithmetic.DIV && x.input(0).op() instanceof Reduction.Sum;
    }

    private static boolean isCount(Expr n, Expr x, Axes axes) {
        Dim count = IntStream.of(axes.toArray()).mapToObj(x.shape()::dim).reduce(Dim.ONE, Dim::times);
        Expr size = T.size(count, x.dtype());
        return size.constant() != null ? n.isConstant(size.constant().scalar()) : n.op().equals(size.op());
    }
}
