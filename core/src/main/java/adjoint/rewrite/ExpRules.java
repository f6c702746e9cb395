package adjoint.rewrite;

import static adjoint.expr.Expressions.maximum;
import static adjoint.rewrite.Rule.back;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CHANGES_NAN;
import static adjoint.rewrite.Tag.LOG_DOMAIN;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Reduction;
import adjoint.tensor.Shape;
import java.util.List;

/** Exponentials, and what is written with them: sigmoid, tanh, softmax, differences that cancel. */
final class ExpRules {
    private ExpRules() {}

    static List<Rule> rules() {
        return List.of(
                // Exponentials meet before they overflow.
                rule("exp-times-exp")
                        .in(Phase.STABILISE)
                        .open(
                                2,
                                (x, b) -> b.product("r", x[0].exp(), x[1].exp()),
                                (x, b) -> b.product("r", x[0].add(x[1]).exp()))
                        .example(3, x -> x[0].exp().mul(x[1].exp()))
                        .example(3, x -> x[0].exp().mul(x[2]).mul(x[1].exp()))
                        .breaksAt(1000, -1000, 1)
                        .because("the factors over- or underflow where the product does not"),
                rule("exp-over-exp")
                        .in(Phase.STABILISE)
                        .rewrite(
                                (x, y) -> x.exp().div(y.exp()),
                                (x, y) -> x.sub(y).exp())
                        .breaksAt(1000, 999)
                        .breaksAt(-1000, -999)
                        .because("both over- or underflow where the quotient does not"),
                rule("over-exp")
                        .in(Phase.STABILISE)
                        .rewrite(
                                (x, y) -> x.div(y.exp()),
                                (x, y) -> x.mul(y.neg().exp()))
                        .because("a product is cheaper than a quotient, and exponentials meet in it"),
                rule("power-of-exp")
                        .in(Phase.STABILISE)
                        .formula("exp(x)^p -> exp(p * x)")
                        .when("p is not 0", (facts, x, b) -> b.exponent("p") != 0)
                        .open(
                                1,
                                (x, b) -> b.pow(x[0].exp(), "p"),
                                (x, b) -> x[0].mul(b.exponent("p")).exp())
                        .example(1, x -> x[0].exp().pow(-1.5))
                        .example(1, x -> x[0].exp().square())
                        .because("one function in place of two, and no rounding between them"),
                rule("sqrt-of-exp")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().sqrt(), x -> x.mul(0.5).exp())
                        .breaksAt(1000)
                        .because("exp overflows above 709 where its root does not"),
                rule("prod-of-exp")
                        .in(Phase.STABILISE)
                        .along(
                                (x, a) -> Expr.of(new Reduction.Prod(a), x.exp()),
                                (x, a) -> x.sum(a).exp())
                        .because("one exponential for each product in place of one for each factor"),
                // Differences from 1.
                rule("expm1")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().sub(1), x -> x.expm1())
                        .breaksAt(1e-20)
                        .because("exp(x) is 1 close to 0"),
                rule("expm1-plus")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().add(-1), x -> x.expm1())
                        .breaksAt(1e-20)
                        .because("exp(x) is 1 close to 0"),
                rule("expm1-reversed")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.exp().rsub(1), x -> x.expm1().neg())
                        .breaksAt(1e-20)
                        .because("exp(x) is 1 close to 0"),
                rule("expm1-of-log1p")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.log1p().exp(), x -> x.add(1))
                        .tagged(CHANGES_NAN)
                        .on(-0.5, 2)
                        .because("the exponential undoes the logarithm"),
                rule("one-minus-sigmoid")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.sigmoid().rsub(1), x -> x.neg().sigmoid())
                        .breaksAt(50)
                        .because("sigmoid is 1 above 37"),
                rule("one-minus-erf")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erf().rsub(1), x -> x.erfc())
                        .breaksAt(7)
                        .because("erf is 1 above 6"),
                rule("one-plus-erf")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erf().add(1), x -> x.neg().erfc())
                        .breaksAt(-7)
                        .because("erf is -1 below -6"),
                rule("one-minus-erfc")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.erfc().rsub(1), x -> x.erf())
                        .breaksAt(1e-20)
                        .because("erfc is 1 close to 0"),
                // Sigmoid and softplus.
                rule("sigmoid")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.ones().div(x.exp().add(1)), x -> x.neg().sigmoid())
                        .because("no infinity on the way, and a gradient that is not infinity over infinity"),
                rule("sigmoid-from-exp")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.exp().div(x.exp().add(1)), x -> x.sigmoid())
                        .breaksAt(1000)
                        .because("infinity over infinity above 709"),
                rule("share-of-two")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN, CHANGES_NAN)
                        .when(
                                "x and y are positive, and one is made of exponentials",
                                (facts, v) -> facts.loggable(v[0])
                                        && facts.loggable(v[1])
                                        && (facts.exponential(v[0]) || facts.exponential(v[1])))
                        .sample(0, Expr::exp)
                        .sample(1, Expr::exp)
                        .rewrite(
                                (x, y) -> x.div(x.add(y)),
                                (x, y) -> x.log().sub(y.log()).sigmoid())
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("infinity over infinity, or 0 over 0, where the share is an ordinary number"),
                rule("softplus-split")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .open(
                                1,
                                (x, b) -> b.sum("r", x[0], x[0].neg().softplus()),
                                (x, b) -> b.sum("r", x[0].softplus()))
                        .example(2, x -> x[0].add(x[0].neg().softplus()))
                        .example(2, x -> x[0].add(x[1]).add(x[0].neg().softplus()))
                        .breaksAt(-50, 0)
                        .because("the sum cancels below -37"),
                rule("softplus-rest")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .open(
                                1,
                                (x, b) -> b.sum("r", x[0].softplus(), x[0].neg()),
                                (x, b) -> b.sum("r", x[0].neg().softplus()))
                        .example(2, x -> x[0].softplus().sub(x[0]))
                        .example(2, x -> x[0].softplus().sub(x[1].add(x[0])))
                        .breaksAt(50, 0)
                        .because("the difference cancels above 37"),
                rule("softplus-by-hand")
                        .in(Phase.STABILISE)
                        .rewrite(x -> maximum(x, 0).add(x.abs().neg().softplus()), x -> x.softplus())
                        .on(0.1, 2)
                        .because("the stable form written out has a kink at 0, where softplus has none"),
                rule("softplus-by-hand-relu")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.relu().add(x.abs().neg().softplus()), x -> x.softplus())
                        .on(0.1, 2)
                        .because("the stable form written out has a kink at 0, where softplus has none"),
                // Tanh.
                rule("tanh-from-exponentials")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                (x, y) -> x.exp().sub(y.exp()).div(x.exp().add(y.exp())),
                                (x, y) -> x.sub(y).mul(0.5).tanh())
                        .breaksAt(1000, -1000)
                        .breaksAt(-1000, 1000)
                        .because("infinity over infinity beyond 709"),
                rule("tanh-from-expm1")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                x -> x.expm1().div(x.exp().add(1)),
                                x -> x.mul(0.5).tanh())
                        .breaksAt(1000)
                        .because("infinity over infinity above 709"),
                rule("tanh-from-sinh-cosh")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.sinh().div(x.cosh()), x -> x.tanh())
                        .breaksAt(1000)
                        .because("infinity over infinity beyond 710"),
                rule("tanh-from-sigmoid")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.sigmoid().mul(2).sub(1), x -> x.mul(0.5).tanh())
                        .breaksAt(1e-20)
                        .because("2 sigmoid(x) is 1 close to 0"),
                rule("scaled-sigmoid")
                        .in(Phase.STABILISE)
                        .rewrite(
                                (x, y) -> y.div(x.exp().add(1)),
                                (x, y) -> y.mul(x.neg().sigmoid()))
                        .because("no infinity on the way, and a gradient that is not infinity over infinity"),
                // Softmax.
                rule("softmax")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .along((x, a) -> x.exp().div(back(x.exp().sum(a), a)), (x, a) -> x.softmax(a))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("infinity over infinity above 709, 0 over 0 below -745"),
                rule("shares")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN, CHANGES_NAN)
                        .when(
                                "x is positive and made of exponentials",
                                (facts, v) -> facts.loggable(v[0]) && facts.exponential(v[0]))
                        .sample(0, x -> x.exp().mul(x.sigmoid()))
                        .along(
                                (x, a) -> x.div(back(x.sum(a), a)),
                                (x, a) -> x.log().softmax(a))
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("infinity over infinity, or 0 over 0, where the shares are ordinary numbers"),
                rule("log-softmax-from-log-sum-exp")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .along((x, a) -> x.sub(back(x.logSumExp(a), a)), (x, a) -> x.logSoftmax(a))
                        .because("it cancels less for large x, and has a gradient of its own"),
                rule("exp-of-log-softmax")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.logSoftmax(a).exp(), (x, a) -> x.softmax(a))
                        .because("one pass in place of two"),
                rule("softmax-of-log-softmax")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.logSoftmax(a).softmax(a), (x, a) -> x.softmax(a))
                        .because("softmax does not see what is common to a group"),
                rule("log-softmax-twice")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.logSoftmax(a).logSoftmax(a), (x, a) -> x.logSoftmax(a))
                        .because("it is its own normal form"),
                rule("softmax-of-own-maximum")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .along((x, a) -> x.sub(back(x.max(a), a)).softmax(a), (x, a) -> x.softmax(a))
                        .because("softmax takes the maximum out by itself"),
                shift("softmax-shift", (x, y, a) -> x.sub(back(y, a)).softmax(a), (x, y, a) -> x.softmax(a)),
                shift("softmax-shift-up", (x, y, a) -> x.add(back(y, a)).softmax(a), (x, y, a) -> x.softmax(a)),
                rule("log-softmax-of-own-maximum")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .along((x, a) -> x.sub(back(x.max(a), a)).logSoftmax(a), (x, a) -> x.logSoftmax(a))
                        .because("log-softmax takes the maximum out by itself"),
                shift("log-softmax-shift", (x, y, a) -> x.sub(back(y, a)).logSoftmax(a), (x, y, a) -> x.logSoftmax(a)),
                shift(
                        "log-softmax-shift-up",
                        (x, y, a) -> x.add(back(y, a)).logSoftmax(a),
                        (x, y, a) -> x.logSoftmax(a)),
                // Entropies.
                rule("x-log-x")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .when("x is not made of exponentials", (facts, v) -> !facts.exponential(v[0]))
                        .rewrite(x -> x.mul(x.log()), x -> Expressions.xlogy(x, x))
                        .on(0.2, 3)
                        .because("0 log 0 is 0"));
    }

    private static Rule shift(String name, RuleDraft.TwoAlong left, RuleDraft.TwoAlong right) {
        return rule(name)
                .in(Phase.STABILISE)
                .tagged(CHANGES_NAN)
                .shaped(Shape.of(2, 3), Shape.of(2))
                .axes(adjoint.tensor.Axes.at(1))
                .along(left, right)
                .because("it does not see what is common to a group");
    }
}
