package adjoint.rewrite;

import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CHANGES_NAN;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Maths;
import adjoint.expr.Norm;
import adjoint.expr.Power;
import java.util.List;

/**
 * Differences that cancel and quotients that overflow part by part, as in R. W. Hamming, Numerical Methods for Scientists and
 * Engineers, chapter 3; N. J. Higham, Accuracy and Stability of Numerical Algorithms, chapter 1; and P. Panchekha, A.
 * Sanchez-Stern, J. R. Wilcox and Z. Tatlock, Automatically Improving Accuracy for Floating Point Expressions, PLDI 2015.
 */
final class CancellationRules {
    private static final String CLOSE = "the two numbers are nearly equal, and their difference has few digits";

    private CancellationRules() {}

    static List<Rule> rules() {
        return List.of(
                // Functions near 1.
                rule("one-minus-cos")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.cos().rsub(1), x -> Maths.VERSINE.of(x))
                        .breaksAt(1e-10)
                        .because("cos(x) is 1 close to 0"),
                rule("tan-of-half")
                        .in(Phase.STABILISE)
                        .rewrite(
                                x -> Maths.VERSINE.of(x).div(x.sin()),
                                x -> x.mul(0.5).tan())
                        .on(0.2, 2)
                        .because("0 over 0 at 0, and derivatives that cancel near it"),
                rule("one-minus-squared-tanh")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.tanh().square().rsub(1), x -> Maths.SECH_SQUARED.of(x))
                        .breaksAt(25)
                        .because("tanh(x) is 1 above 19"),
                // Logarithms.
                rule("atanh-from-quotient")
                        .in(Phase.STABILISE)
                        .rewrite(
                                x -> x.add(1).div(x.rsub(1)).log(),
                                x -> x.atanh().mul(2))
                        .on(-0.8, 0.8)
                        .breaksAt(1e-20)
                        .because("the quotient is 1 close to 0"),
                rule("atanh-from-log1p")
                        .in(Phase.STABILISE)
                        .rewrite(
                                x -> x.log1p().sub(x.neg().log1p()),
                                x -> x.atanh().mul(2))
                        .on(-0.8, 0.8)
                        .because("one function in place of two"),
                rule("log-expm1")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.expm1().log(), x -> x.add(Maths.LOG1MEXP.of(x.neg())))
                        .on(0.1, 3)
                        .breaksAt(1000)
                        .because("expm1 overflows above 709 where its logarithm does not"),
                // Quotients of powers of 1 + exp(x).
                rule("power-of-sigmoid")
                        .in(Phase.STABILISE)
                        .formula("y / (exp(x) + 1)^p -> y * sigmoid(-x)^p")
                        .when("p is above 0", (facts, x, b) -> b.exponent("p") > 0)
                        .open(
                                2,
                                (x, b) -> x[1].div(b.pow(x[0].exp().add(1), "p")),
                                (x, b) -> x[1].mul(x[0].neg().sigmoid().pow(b.exponent("p"))))
                        .example(2, x -> x[1].div(x[0].exp().add(1).square()))
                        .example(2, x -> x[1].div(x[0].exp().add(1).pow(2.5)))
                        .because("no infinity on the way, and a gradient that is not infinity over infinity"),
                rule("inverse-power-of-sigmoid")
                        .in(Phase.STABILISE)
                        .formula("(exp(x) + 1)^p -> sigmoid(-x)^-p")
                        .when("p is below 0", (facts, x, b) -> b.exponent("p") < 0)
                        .open(
                                1,
                                (x, b) -> b.pow(x[0].exp().add(1), "p"),
                                (x, b) -> x[0].neg().sigmoid().pow(-b.exponent("p")))
                        .example(1, x -> x[0].exp().add(1).pow(-2))
                        .because("no infinity on the way, and a gradient that is not infinity over infinity"),
                rule("exp-times-sigmoid")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .when("x is -y", (facts, x, b) -> Apart.ratio(x[0], x[1]) == -1)
                        .open(
                                2,
                                (x, b) -> b.product("r", x[0].exp(), x[1].sigmoid()),
                                (x, b) -> b.product("r", x[0].sigmoid()))
                        .example(2, x -> x[0].exp().mul(x[0].neg().sigmoid()))
                        .example(2, x -> x[0].exp().mul(x[1]).mul(x[0].neg().sigmoid()))
                        .breaksAt(1000, 1)
                        .because("infinity times 0 above 709"),
                rule("exp-times-power-of-sigmoid")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .formula("r.. * exp(x) * sigmoid(y)^p -> r.. * sigmoid(x)^k * sigmoid(y)^(p - k)")
                        .when("x is -k y, k is 1 or 2, and p is not below k", CancellationRules::sharesPower)
                        .open(
                                2,
                                (x, b) -> b.product("r", x[0].exp(), b.pow(x[1].sigmoid(), "p")),
                                CancellationRules::sharedPower)
                        .example(2, x -> x[0].exp().mul(x[0].neg().sigmoid().square()))
                        .example(
                                2,
                                x -> x[0].mul(2)
                                        .exp()
                                        .mul(x[1])
                                        .mul(x[0].neg().sigmoid().pow(3)))
                        .breaksAt(1000, 1)
                        .because("infinity times 0 above 709"),
                // Roots.
                rule("root-less-own-term")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "sqrt(x^2 + d) - x -> rootLess(x, d)",
                                (node, facts) -> rootLess(node.input(0), node.input(1)),
                                Arithmetic.SUB)
                        .when("x^2 may also be subtracted from, be y where x is sqrt(y), or a constant")
                        .example(1, x -> x[0].square().add(1).sqrt().sub(x[0]))
                        .example(1, x -> x[0].add(1).sqrt().sub(1))
                        .example(1, x -> x[0].add(1).sqrt().sub(x[0].sqrt()))
                        .example(
                                2,
                                x -> x[0].square()
                                        .sub(x[1].mul(0.1).square())
                                        .sqrt()
                                        .sub(x[0]))
                        .on(0.5, 2)
                        .because(CLOSE),
                rule("hypot")
                        .in(Phase.STABILISE)
                        .rewrite((x, y) -> x.square().add(y.square()).sqrt(), (x, y) -> Arithmetic.HYPOT.of(x, y))
                        .on(0.2, 2)
                        .breaksAt(1e200)
                        .because("as norm: squares over- and underflow, and the root's gradient at 0 is NaN"),
                rule("hypot-of-three")
                        .in(Phase.STABILISE)
                        .rewrite(
                                (x, y, z) -> x.square()
                                        .add(y.square())
                                        .add(z.square())
                                        .sqrt(),
                                (x, y, z) -> Arithmetic.HYPOT.of(Arithmetic.HYPOT.of(x, y), z))
                        .on(0.2, 2)
                        .breaksAt(1e200)
                        .because("as hypot"),
                rule("even-power-of-norm")
                        .in(Phase.STABILISE)
                        .formula("norm[axis=a](x)^p -> sum[axis=a](x^2)^(p / 2)")
                        .when("p is even and above 0", (facts, x, b) -> isEven(b.exponent("p")))
                        .open(
                                1,
                                (x, b) -> b.pow(x[0].norm(b.axes("a")), "p"),
                                (x, b) -> x[0].square().sum(b.axes("a")).pow(b.exponent("p") / 2))
                        .example(1, x -> x[0].norm(1).square())
                        .example(1, x -> x[0].norm().pow(4))
                        .on(0.2, 2)
                        .because("all derivatives at 0 are those of a polynomial"),
                rule("square-of-scaled-norm")
                        .in(Phase.STABILISE)
                        .function(
                                "(norm[axis=a](x) / y)^2 -> sum[axis=a](x^2) / y^2",
                                (node, facts) -> squareOfScaledNorm(node),
                                Power.class)
                        .when("y is a number or a root")
                        .example(1, x -> x[0].norm(1).div(3).square())
                        .on(0.5, 2)
                        .because("all derivatives at 0 are those of a polynomial"),
                rule("square-of-guarded-root")
                        .in(Phase.STABILISE)
                        .when("x is not negative", (facts, v) -> facts.nonNegative(v[0]))
                        .sample(0, Expr::abs)
                        .rewrite(
                                x -> where(
                                                x.eq(0),
                                                x.zeros(),
                                                where(x.eq(0), x.ones(), x).sqrt())
                                        .square(),
                                x -> x)
                        .on(0.2, 2)
                        .because("all derivatives at 0 are those of the argument, as of a variance"),
                rule("square-of-hypot")
                        .in(Phase.STABILISE)
                        .rewrite(
                                (x, y) -> Arithmetic.HYPOT.of(x, y).square(),
                                (x, y) -> x.square().add(y.square()))
                        .on(0.2, 2)
                        .because("all derivatives at 0 are those of a polynomial"),
                rule("even-power-of-abs")
                        .in(Phase.STABILISE)
                        .formula("abs(x)^p -> x^p")
                        .when("p is even and above 0", (facts, x, b) -> isEven(b.exponent("p")))
                        .open(1, (x, b) -> b.pow(x[0].abs(), "p"), (x, b) -> x[0].pow(b.exponent("p")))
                        .example(1, x -> x[0].abs().square())
                        .on(0.2, 2)
                        .because("all derivatives at 0 are those of a polynomial"),
                rule("square-of-any-sqrt")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.sqrt().square(), x -> x)
                        .on(0.2, 2)
                        .because("the gradient at 0 is not 0 times infinity"),
                // What is right in value only comes after the gradient has been taken.
                rule("sinh-from-exponentials")
                        .in(Phase.SPECIALISE)
                        .rewrite(x -> x.exp().sub(x.neg().exp()), x -> x.sinh().mul(2))
                        .breaksAt(1e-20)
                        .because("both exponentials are 1 close to 0"),
                rule("difference-of-squares")
                        .in(Phase.SPECIALISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                (x, y) -> x.mul(x).sub(y.mul(y)),
                                (x, y) -> x.sub(y).mul(x.add(y)))
                        .because("x - y is exact where the rounded squares are close"),
                rule("difference-of-reciprocals")
                        .in(Phase.SPECIALISE)
                        .function(
                                "c / (x + d) - c / x -> -c * d / (x + d) / x",
                                (node, facts) -> reciprocals(node.input(0), node.input(1)),
                                Arithmetic.SUB)
                        .when("c and d are numbers; either may be the one with the further term")
                        .example(
                                1,
                                x -> x[0].ones()
                                        .div(x[0].add(1))
                                        .sub(x[0].ones().div(x[0])))
                        .example(1, x -> x[0].ones().div(x[0]).sub(x[0].ones().div(x[0].add(1))))
                        .on(0.5, 2)
                        .because(CLOSE),
                rule("difference-of-near-exponentials")
                        .in(Phase.SPECIALISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "exp(x + c) - exp(x) -> exp(x) * expm1(c)",
                                (node, facts) -> exponentials(node.input(0), node.input(1)),
                                Arithmetic.SUB)
                        .when("c is a number from -1 to 1; either may be the one with the further term")
                        .example(1, x -> x[0].add(1e-3).exp().sub(x[0].exp()))
                        .example(1, x -> x[0].exp().sub(x[0].add(1e-3).exp()))
                        .because(CLOSE));
    }

    private static boolean isEven(double p) {
        return p > 0 && p % 2 == 0;
    }

    private static boolean sharesPower(RangeAnalysis facts, Expr[] x, Wildcards blanks) {
        double k = -Apart.ratio(x[0], x[1]);
        return (k == 1 || k == 2) && blanks.exponent("p") >= k;
    }

    private static Expr sharedPower(Expr[] x, Wildcards blanks) {
        double k = -Apart.ratio(x[0], x[1]);
        Expr other = x[1].neg().sigmoid();
        return blanks.product("r", k == 1 ? other : other.pow(k), x[1].sigmoid().pow(blanks.exponent("p") - k));
    }

    private static Expr squareOfScaledNorm(Expr node) {
        Expr quotient = node.input(0);
        if (((Power) node.op()).exponent() != 2
                || quotient.op() != Arithmetic.DIV
                || !(quotient.input(0).op() instanceof Norm norm)
                || !isNumber(quotient.input(1)) && quotient.input(1).op() != Arithmetic.SQRT) {
            return null;
        }
        return quotient.input(0)
                .input(0)
                .square()
                .sum(norm.axes())
                .div(quotient.input(1).square());
    }

    private static Expr rootLess(Expr root, Expr x) {
        if (root.op() != Arithmetic.SQRT) {
            return null;
        }
        Expr rest = null;
        for (int i = 0; rest == null && i < root.input(0).inputs().size(); i++) {
            Expr term = root.input(0).input(i);
            rest = isSquare(term, x) ? Apart.rest(root.input(0), term) : null;
        }
        return rest == null ? null : Arithmetic.ROOT_LESS.of(x, rest);
    }

    private static boolean isSquare(Expr term, Expr x) {
        return term.op() instanceof Power power && power.exponent() == 2 && term.input(0) == x
                || x.op() == Arithmetic.SQRT && x.input(0) == term
                || term.isConstant(1) && x.isConstant(1);
    }

    private static Expr reciprocals(Expr a, Expr b) {
        if (a.op() != Arithmetic.DIV || b.op() != Arithmetic.DIV || a.input(0) != b.input(0) || !isNumber(a.input(0))) {
            return null;
        }
        Expr more = Apart.rest(a.input(1), b.input(1));
        Expr less = Apart.rest(b.input(1), a.input(1));
        Expr d = more != null ? more : less;
        if (d == null || !isNumber(d)) {
            return null;
        }
        double top = a.input(0).constant().scalar() * d.constant().scalar();
        return Expressions.constant(more != null ? -top : top, a.dtype())
                .div(a.input(1))
                .div(b.input(1));
    }

    private static Expr exponentials(Expr a, Expr b) {
        if (a.op() != Maths.EXP || b.op() != Maths.EXP) {
            return null;
        }
        Expr more = Apart.rest(a.input(0), b.input(0));
        if (isSmall(more)) {
            return b.mul(more.expm1());
        }
        Expr less = Apart.rest(b.input(0), a.input(0));
        return isSmall(less) ? a.mul(less.expm1()).neg() : null;
    }

    private static boolean isSmall(Expr c) {
        return c != null && isNumber(c) && Math.abs(c.constant().scalar()) <= 1;
    }

    private static boolean isNumber(Expr x) {
        return x.rank() == 0 && x.constant() != null;
    }
}
