package adjoint.rewrite;

import static adjoint.expr.Expressions.concat;
import static adjoint.expr.Expressions.logAddExp;
import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Rule.back;
import static adjoint.rewrite.Rule.constant;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Rule.truth;
import static adjoint.rewrite.Tag.LOG_DOMAIN;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Maths;
import adjoint.expr.Reduction;
import adjoint.expr.ValueRange;
import adjoint.tensor.Shape;
import java.util.List;

/**
 * Logarithms of what is made with exponentials. Each rule moves the logarithm one step inwards, so together they take it
 * through products, quotients, powers, sums and shape operations to the exponentials, which it undoes: the naive
 * {@code log(sum(mix * density))} of a mixture becomes a log-sum-exp of sums, however it is written.
 */
final class LogRules {
    private static final double LN2 = Math.log(2);
    private static final double LN10 = Math.log(10);

    private LogRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("softplus")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().add(1).log(), x -> x.softplus())
                        .breaksAt(1000)
                        .breaksAt(-50)
                        .because("exp overflows above 709, and 1 + exp(x) is 1 below -37"),
                rule("softplus-from-log1p")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().log1p(), x -> x.softplus())
                        .breaksAt(1000)
                        .because("exp overflows above 709"),
                rule("softplus-of-log")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when(
                                "x is positive and made of exponentials that may overflow",
                                (facts, v) -> exponential(facts, v[0]) && facts.mayOverflow(v[0]))
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .rewrite(x -> x.log1p(), x -> x.log().softplus())
                        .breaksAt(1000)
                        .because("x overflows where its logarithm does not"),
                rule("log1mexp")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.expm1().neg().log(), x -> Maths.LOG1MEXP.of(x))
                        .on(-3, -0.1)
                        .breaksAt(-50)
                        .because("1 - exp(x) is 1 below -37"),
                rule("log1mexp-from-log1p")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().neg().log1p(), x -> Maths.LOG1MEXP.of(x))
                        .on(-3, -0.1)
                        .breaksAt(-1e-20)
                        .because("exp(x) is 1 close to 0"),
                rule("log1p")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.add(1).log(), x -> x.log1p())
                        .on(-0.5, 3)
                        .breaksAt(1e-20)
                        .because("1 + x is 1 for small x"),
                rule("log1p-minus")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.rsub(1).log(), x -> x.neg().log1p())
                        .on(-3, 0.5)
                        .breaksAt(1e-20)
                        .because("1 - x is 1 for small x"),
                rule("log-sigmoid")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.sigmoid().log(), x -> x.logSigmoid())
                        .breaksAt(-1000)
                        .because("sigmoid underflows below -745"),
                rule("log-erfc")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erfc().log(), x -> Maths.LOG_ERFC.of(x))
                        .breaksAt(30)
                        .because("erfc underflows above 27"),
                rule("log-erfc-from-erf")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erf().log1p(), x -> Maths.LOG_ERFC.of(x.neg()))
                        .breaksAt(-6)
                        .because("erf is -1 below -6"),
                rule("log-erfc-from-minus-erf")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erf().neg().log1p(), x -> Maths.LOG_ERFC.of(x))
                        .breaksAt(6)
                        .because("erf is 1 above 6"),
                rule("log-cosh")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.cosh().log(), x -> Maths.LOG_COSH.of(x))
                        .breaksAt(1000)
                        .breaksAt(1e-10)
                        .because("cosh overflows beyond 710 and is 1 close to 0"),
                rule("log-softmax")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.softmax(a).log(), (x, a) -> x.logSoftmax(a))
                        .because("a probability underflows where its logarithm is an ordinary number"),
                rule("log-of-product")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when(
                                "x is positive and made of exponentials, and y is not negative",
                                (facts, v) -> exponential(facts, v[0]) && facts.nonNegative(v[1]))
                        .sample(0, Expr::exp)
                        .sample(1, Expr::abs)
                        .on(0.5, 2)
                        .rewrite((x, y) -> x.mul(y).log(), (x, y) -> x.log().add(y.log()))
                        .breaksAt(1000)
                        .breaksAt(-1000, 2)
                        .because("the product over- or underflows where its logarithm does not"),
                rule("log-of-signed-product")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN, Tag.CHANGES_NAN)
                        .when("x is positive and made of exponentials", LogRules::positiveExponential)
                        .sample(0, Expr::exp)
                        .on(0.5, 2)
                        .rewrite((x, y) -> x.mul(y).log(), (x, y) -> x.log().add(y.log()))
                        .breaksAt(1000)
                        .breaksAt(-1000, 2)
                        .because("as log-of-product; the product over- or underflows where its logarithm does not"),
                rule("log-of-quotient")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when(
                                "one of x and y is positive and made of exponentials, the other not negative",
                                (facts, v) -> exponential(facts, v[0]) && facts.nonNegative(v[1])
                                        || exponential(facts, v[1]) && facts.nonNegative(v[0]))
                        .sample(0, Expr::exp)
                        .sample(1, Expr::abs)
                        .on(0.5, 2)
                        .rewrite((x, y) -> x.div(y).log(), (x, y) -> x.log().sub(y.log()))
                        .breaksAt(1000)
                        .breaksAt(-1000, 2)
                        .because("the quotient over- or underflows where its logarithm does not"),
                rule("log-of-signed-quotient")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN, Tag.CHANGES_NAN)
                        .when(
                                "x or y is positive and made of exponentials",
                                (facts, v) -> exponential(facts, v[0]) || exponential(facts, v[1]))
                        .sample(0, Expr::exp)
                        .on(0.5, 2)
                        .rewrite((x, y) -> x.div(y).log(), (x, y) -> x.log().sub(y.log()))
                        .breaksAt(1000)
                        .breaksAt(-1000, 2)
                        .because("as log-of-quotient; the quotient over- or underflows where its logarithm does not"),
                rule("log-of-sqrt")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.sqrt().log(), x -> x.log().mul(0.5))
                        .on(0.5, 2)
                        .because("a product is cheaper than a root, and the gradient at 0 does not meet the root's"),
                rule("log-of-power")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .formula("log(x^p) -> p * log(x)")
                        .when(
                                "x is not negative, and p is not 0",
                                (facts, x, b) -> facts.nonNegative(x[0]) && b.exponent("p") != 0)
                        .open(
                                1,
                                (x, b) -> b.pow(x[0], "p").log(),
                                (x, b) -> x[0].log().mul(b.exponent("p")))
                        .example(1, x -> x[0].abs().pow(-1.5).log())
                        .on(0.5, 2)
                        .breaksAt(1e250)
                        .because("the power over- or underflows where its logarithm does not"),
                rule("log-of-even-power")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .formula("log(x^p) -> p * log(abs(x))")
                        .when("p is even and not 0", (facts, x, b) -> b.exponent("p") % 2 == 0 && b.exponent("p") != 0)
                        .open(
                                1,
                                (x, b) -> b.pow(x[0], "p").log(),
                                (x, b) -> x[0].abs().log().mul(b.exponent("p")))
                        .example(1, x -> x[0].square().log())
                        .example(1, x -> x[0].pow(-4).log())
                        .on(0.5, 2)
                        .breaksAt(1e250)
                        .because("the power over- or underflows where the logarithm of its base does not"),
                rule("log-of-constant-to-a-power")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when("c is positive", (facts, v) -> ValueRange.isPositiveConstant(v[1]))
                        .sample(1, x -> Expressions.constant(10, x.dtype()))
                        .rewrite(
                                (x, c) -> constant(c).pow(x).log(),
                                (x, c) -> x.mul(constant(c).log()))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("the power over- or underflows where its logarithm does not"),
                rule("log-of-prod")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when("x is positive", (facts, v) -> facts.loggable(v[0]))
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .along(
                                (x, a) -> Expr.of(new Reduction.Prod(a), x).log(),
                                (x, a) -> x.log().sum(a))
                        .breaksAt(1000)
                        .because("the product over- or underflows where its logarithm does not"),
                rule("log-sum-exp")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.exp().sum(a).log(), (x, a) -> x.logSumExp(a))
                        .on(-3, 3)
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("exp overflows above 709 and underflows below -745"),
                rule("weighted-log-sum-exp")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .function(
                                "log(sum[axis=a](w * exp(x))) -> weightedLogSumExp[axis=a](x, w)",
                                LogDomain::logOfWeightedSum,
                                Maths.LOG)
                        .when("exp(x) is any product or quotient of exponentials, w all other factors")
                        .example(2, x -> x[0].exp().mul(x[1]).sum(1).log())
                        .example(2, x -> x[0].exp().div(x[1].mul(2.5)).sum().log())
                        .example(
                                2,
                                x -> x[0].exp().div(x[1]).reshape(3, 2).sum(1).log())
                        .on(0.5, 2)
                        .breaksAt(1000, 2)
                        .breaksAt(-1000, 2)
                        .because(
                                "weights of any sign, with exact gradients where they are 0, as in a naive mixture density"),
                rule("log-of-sum")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when("x is positive and made of exponentials", LogRules::positiveExponential)
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .along((x, a) -> x.sum(a).log(), (x, a) -> x.log().logSumExp(a))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("the terms over- or underflow where their logarithms do not"),
                rule("log-add-exp")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when(
                                "x and y are positive, and x is made of exponentials",
                                (facts, v) -> exponential(facts, v[0]) && facts.loggable(v[1]))
                        .sample(0, Expr::exp)
                        .sample(1, Expr::exp)
                        .rewrite((x, y) -> x.add(y).log(), (x, y) -> logAddExp(x.log(), y.log()))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("the terms over- or underflow where their logarithms do not"),
                rule("log-diff-exp")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN, Tag.CHANGES_NAN)
                        .when(
                                "x and y are positive, and one is made of exponentials",
                                (facts, v) -> exponential(facts, v[0]) && facts.loggable(v[1])
                                        || exponential(facts, v[1]) && facts.loggable(v[0]))
                        .sample(0, x -> x.add(5).exp())
                        .sample(1, Expr::exp)
                        .rewrite(
                                (x, y) -> x.sub(y).log(),
                                (x, y) -> x.log().add(Maths.LOG1MEXP.of(y.log().sub(x.log()))))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("the terms over- or underflow where their logarithms do not"),
                rule("log-of-where")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when(
                                "y and z are positive, and one is made of exponentials",
                                (facts, v) -> facts.loggable(v[1])
                                        && facts.loggable(v[2])
                                        && (facts.exponential(v[1]) || facts.exponential(v[2])))
                        .sample(1, Expr::exp)
                        .sample(2, x -> x.ones())
                        .rewrite(
                                (x, y, z) -> where(truth(x), y, z).log(),
                                (x, y, z) -> where(truth(x), y.log(), z.log()))
                        .sample(0, x -> x.gt(0))
                        .breaksAt(1, 1000, 1)
                        .because("a branch over- or underflows where its logarithm does not"),
                rule("log-of-max")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when("x is positive and made of exponentials", LogRules::positiveExponential)
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .along((x, a) -> x.max(a).log(), (x, a) -> x.log().max(a))
                        .breaksAt(1000)
                        .because("the logarithm keeps the order"),
                rule("log-of-min")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .when("x is positive and made of exponentials", LogRules::positiveExponential)
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .along((x, a) -> x.min(a).log(), (x, a) -> x.log().min(a))
                        .breaksAt(1000)
                        .because("the logarithm keeps the order"),
                rule("log-through-shapes")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .function("log(f(x)) -> f(log(x))", LogRules::logThroughShapes, Maths.LOG)
                        .when("f only moves elements, and x is made of exponentials")
                        .example(1, x -> x[0].softmax(1).reshape(3, 2).log())
                        .example(
                                1,
                                x -> x[0].softmax(1).transpose().slice(0, 0, 2).log())
                        .example(1, x -> concat(0, x[0].exp(), x[0].sigmoid()).log())
                        .because("a shape operation must not stand between a logarithm and the exponential it undoes"),
                base("log2", Maths.LOG2, LN2),
                base("log10", Maths.LOG10, LN10),
                rule("own-shift")
                        .in(Phase.STABILISE)
                        .tagged(Tag.CHANGES_NAN)
                        .open(
                                2,
                                (x, b) -> b.sum(
                                        "r", x[0].sub(back(x[1], b.axes("a"))).logSumExp(b.axes("a")), x[1]),
                                (x, b) -> b.sum("r", x[0].logSumExp(b.axes("a"))))
                        .shaped(Shape.of(2, 3), Shape.of(2), Shape.of(2))
                        .example(3, x -> x[0].sub(x[1].expand(1)).logSumExp(1).add(x[1]))
                        .example(
                                3,
                                x -> x[0].sub(x[1].expand(1))
                                        .logSumExp(1)
                                        .sub(x[2])
                                        .add(x[1]))
                        .because("log-sum-exp takes the maximum out by itself"),
                rule("log-add-exp-zero")
                        .in(Phase.STABILISE)
                        .rewrite(x -> logAddExp(x, x.zeros()), x -> x.softplus())
                        .because("log(exp(x) + 1) has a name"));
    }

    private static Rule base(String name, adjoint.expr.ElementwiseOp op, double ln) {
        return rule(name + "-of-exponential")
                .in(Phase.STABILISE)
                .tagged(LOG_DOMAIN)
                .when("x is made of exponentials", (facts, v) -> facts.exponential(v[0]))
                .sample(0, Expr::exp)
                .rewrite(x -> op.of(x), x -> x.log().div(ln))
                .breaksAt(1000)
                .breaksAt(-1000)
                .because("the natural logarithm undoes the exponential before it over- or underflows");
    }

    private static boolean positiveExponential(RangeAnalysis facts, Expr[] v) {
        return exponential(facts, v[0]);
    }

    private static boolean exponential(RangeAnalysis facts, Expr x) {
        return facts.exponential(x) && facts.loggable(x);
    }

    private static Expr logThroughShapes(Expr node, RangeAnalysis facts) {
        Expr moved = node.input(0);
        boolean moves = moved.op() instanceof Layout && RangeAnalysis.moves(moved.op())
                || moved.op() instanceof Indexing.Gather;
        if (!moves || !facts.exponential(moved)) {
            return null;
        }
        if (moved.op() instanceof Indexing.Gather) {
            return Expr.of(moved.op(), moved.input(0).log(), moved.input(1));
        }
        return Expr.of(moved.op(), moved.inputs().stream().map(Expr::log).toList());
    }
}
