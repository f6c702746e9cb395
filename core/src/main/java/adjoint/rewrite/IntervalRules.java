package adjoint.rewrite;

import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CHANGES_NAN;
import static adjoint.rewrite.Tag.LOG_DOMAIN;

import adjoint.expr.Arithmetic;
import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Intervals;
import adjoint.expr.Maths;
import adjoint.expr.Op;
import java.util.Set;

/**
 * Differences of two values of one sigmoid, error function or tanh, and their logarithms: the probabilities of intervals. An
 * interval becomes its end nearer to 0 and its length, which is a constant where both ends share their other terms.
 */
final class IntervalRules {
    private static final Set<Op> FUNCTIONS = Set.of(Maths.SIGMOID, Maths.ERF, Maths.ERFC, Maths.TANH);
    private static final String UNDERFLOW = "the difference underflows where its logarithm does not";

    private IntervalRules() {}

    static java.util.List<Rule> rules() {
        return java.util.List.of(
                rule("interval")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "c * f(x) - c * f(y) -> c * fDifference(end, x - y)",
                                (node, facts) -> interval(node),
                                Arithmetic.SUB)
                        .when(
                                "f is sigmoid, erf, erfc or tanh, and the end is x or -y, whichever is nearer to 0; c may be"
                                        + " left out, or divide")
                        .example(2, x -> x[0].sigmoid().sub(x[1].sigmoid()))
                        .example(2, x -> x[0].erf().sub(x[1].erf()))
                        .example(2, x -> x[1].erfc().sub(x[0].erfc()))
                        .example(2, x -> x[0].tanh().sub(x[1].tanh()))
                        .example(
                                2,
                                x -> x[0].sigmoid().mul(x[1]).sub(x[1].sigmoid().mul(x[1])))
                        .example(2, x -> x[0].erf().div(2).sub(x[1].erf().div(2)))
                        .because("the values meet in the tails and where x and y are close"),
                rule("log-sigmoid-difference")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                (x, y) -> Intervals.SIGMOID_DIFFERENCE.of(x, y).log(),
                                (x, y) -> Intervals.LOG_SIGMOID_DIFFERENCE.of(x, y))
                        .on(1, 0.3, 3)
                        .breaksAt(-1000, 1)
                        .because(UNDERFLOW),
                rule("log-erfc-difference")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                (x, y) -> Intervals.ERFC_DIFFERENCE.of(x, y).log(),
                                (x, y) -> Intervals.LOG_ERFC_DIFFERENCE.of(x, y))
                        .on(0, -0.1, 2)
                        .on(1, 0.3, 3)
                        .breaksAt(30, 1)
                        .because(UNDERFLOW),
                scaled("log-of-scaled-sigmoid-difference", Intervals.SIGMOID_DIFFERENCE, -1000),
                scaled("log-of-scaled-erfc-difference", Intervals.ERFC_DIFFERENCE, 30));
    }

    private static Rule scaled(String name, ElementwiseOp difference, double far) {
        return rule(name)
                .in(Phase.STABILISE)
                .tagged(LOG_DOMAIN)
                .when("z is positive", (facts, v) -> facts.loggable(v[2]))
                .sample(2, x -> Expressions.constant(0.5, x.dtype()))
                .on(0, -0.1, 2)
                .on(1, 0.3, 3)
                .rewrite(
                        (x, y, z) -> difference.of(x, y).mul(z).log(),
                        (x, y, z) -> difference.of(x, y).log().add(z.log()))
                .breaksAt(far, 1, 1)
                .because(UNDERFLOW);
    }

    /** A function of an argument, perhaps times or over something. */
    private record Term(Expr value, Expr factor, boolean divides) {
        static Term of(Expr x) {
            if (x.op() == Arithmetic.DIV && isFunction(x.input(0))) {
                return new Term(x.input(0), x.input(1), true);
            }
            for (int i = 0; x.op() == Arithmetic.MUL && i < 2; i++) {
                if (isFunction(x.input(i))) {
                    return new Term(x.input(i), x.input(1 - i), false);
                }
            }
            return isFunction(x) ? new Term(x, null, false) : null;
        }

        private static boolean isFunction(Expr x) {
            return FUNCTIONS.contains(x.op());
        }

        boolean goesWith(Term other) {
            return other != null
                    && value.op() == other.value.op()
                    && factor == other.factor
                    && divides == other.divides;
        }

        Expr scale(Expr difference) {
            return factor == null ? difference : divides ? difference.div(factor) : difference.mul(factor);
        }
    }

    private static Expr interval(Expr node) {
        Term first = Term.of(node.input(0));
        Term second = Term.of(node.input(1));
        if (first == null || !first.goesWith(second)) {
            return null;
        }
        Expr a = first.value.input(0);
        Expr b = second.value.input(0);
        Op f = first.value.op();
        Expr length = Apart.difference(a, b);
        Expr end = where(a.abs().le(b.abs()), a, b.neg());
        if (f == Maths.SIGMOID) {
            return first.scale(Intervals.SIGMOID_DIFFERENCE.of(end, length));
        }
        if (f == Maths.TANH) {
            return first.scale(
                    Intervals.SIGMOID_DIFFERENCE.of(end.mul(2), length.mul(2)).mul(2));
        }
        // erf(a) - erf(b) is erfc(b) - erfc(a), and erfc(-a) - erfc(-b).
        return first.scale(
                f == Maths.ERF
                        ? Intervals.ERFC_DIFFERENCE.of(where(b.abs().le(a.abs()), b, a.neg()), length)
                        : Intervals.ERFC_DIFFERENCE.of(end, Apart.difference(b, a)));
    }
}
