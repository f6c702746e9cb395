package adjoint.rewrite;

import static adjoint.expr.Expressions.input;
import static adjoint.rewrite.Rule.constant;
import static adjoint.rewrite.Rule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules leave open besides expressions. */
class WildcardsTest {
    private final Expr u = input("u", 2, 3);
    private final Expr v = input("v", 2, 3);
    private final Expr w = input("w", 2, 3);

    private static String rewritten(Rule rule, Expr from) {
        return new Engine(List.of(rule), new RewriteLog())
                .run(List.of(from))
                .get(0)
                .toString();
    }

    private static Rule anyRule(int variables, RuleDraft.Side left, RuleDraft.Side right) {
        return rule("any").open(variables, left, right).example(1, x -> x[0]).because("a test");
    }

    private static Rule meeting() {
        return anyRule(
                2,
                (x, b) -> b.product("r", x[0].exp(), x[1].exp()),
                (x, b) -> b.product("r", x[0].add(x[1]).exp()));
    }

    @Test
    void factorsMeetWhateverTheOrderAndTheBrackets() {
        for (Expr product : List.of(
                u.exp().mul(w).mul(v.exp()),
                w.mul(u.exp()).mul(v.exp()),
                w.mul(u.exp().mul(v.exp())),
                u.exp().mul(w.mul(v.exp())))) {
            assertThat(rewritten(meeting(), product)).isIn("w * exp((u + v))", "w * exp((v + u))");
        }
        assertThat(rewritten(meeting(), u.exp().mul(v.exp()))).isIn("exp((u + v))", "exp((v + u))");
        assertThat(rewritten(meeting(), u.exp().mul(w).div(v.exp()))).isEqualTo("(exp(u) * w) / exp(v)");
        assertThat(meeting().formula()).isEqualTo("r.. * exp(x) * exp(y) -> r.. * exp((x + y))");
    }

    @Test
    void threeFactorsMeetInTwoSteps() {
        assertThat(rewritten(meeting(), u.exp().mul(v.exp()).mul(w.exp())))
                .startsWith("exp(")
                .contains("u", "v", "w");
    }

    @Test
    void subtractedTermsAreTheirOwnKind() {
        Rule cancel = anyRule(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"));
        assertThat(rewritten(cancel, u.sub(v).sub(w).add(v))).isEqualTo("u - w");
        assertThat(rewritten(cancel, w.sub(v).sub(w))).isEqualTo("neg(v)");
        assertThat(rewritten(cancel, u.sub(v.sub(w)).sub(w))).isEqualTo("u - v");
        assertThat(rewritten(cancel, u.add(v).add(u))).isEqualTo("(u + v) + u");
    }

    @Test
    void aRestOfNothingIsNeutral() {
        Rule sums = anyRule(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"));
        Rule products = anyRule(1, (x, b) -> b.product("r", x[0], x[0].reciprocal()), (x, b) -> b.product("r"));
        assertThat(rewritten(sums, u.sub(u))).isEqualTo("broadcastTo[2, 3](0)");
        assertThat(rewritten(products, u.div(u))).isEqualTo("broadcastTo[2, 3](1)");
        assertThat(rewritten(products, u.div(v.mul(u)))).isEqualTo("1 / v");
    }

    @Test
    void longSumsTakeNoLongerANode() {
        Rule cancel = anyRule(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"));
        Expr sum = input("t0");
        for (int i = 1; i < 3_000; i++) {
            sum = sum.add(input("t" + i));
        }
        RewriteLog log = new RewriteLog();
        new Engine(List.of(cancel), log).run(List.of(sum));
        assertThat(log.firings()).isEmpty();
        assertThat(log.visited()).isEqualTo(5_999);
    }

    @Test
    void constantsAreTheirOwnKindOfVariable() {
        Rule gather = rule("gather")
                .when("there are other terms", (facts, x, b) -> b.hasRest("r"))
                .open(
                        2,
                        (x, b) -> b.sum("r", constant(x[0]), constant(x[1])),
                        (x, b) -> b.sum("r", constant(x[0]).add(constant(x[1]))))
                .example(1, x -> x[0].add(2).add(3))
                .because("a test");
        assertThat(rewritten(gather, u.add(2).add(v).add(3))).isIn("(u + v) + (2 + 3)", "(u + v) + (3 + 2)");
        assertThat(rewritten(gather, Expressions.constant(2).add(3))).isEqualTo("2 + 3");
        assertThat(gather.formula()).isEqualTo("r.. + c + d -> r.. + (c + d)");
    }

    @Test
    void anAttributeStandsForOneThing() {
        Rule casts = anyRule(1, (x, b) -> b.cast(b.cast(x[0], "s"), "s"), (x, b) -> b.cast(x[0], "s"));
        Expr twice = u.cast(DType.FLOAT32).cast(DType.INT32);
        assertThat(rewritten(casts, twice)).isEqualTo(twice.toString());
        assertThat(casts.formula()).isEqualTo("cast[s](cast[s](x)) -> cast[s](x)");

        Rule shapes =
                anyRule(1, (x, b) -> b.reshape(b.broadcastTo(x[0], "s"), "t"), (x, b) -> b.reshape(x[0].exp(), "t"));
        assertThat(rewritten(shapes, input("p").broadcastTo(Shape.of(1)).reshape(Shape.of(1, 1))))
                .isEqualTo("reshape[1, 1](exp(p))");

        Rule twoAxes = anyRule(
                1,
                (x, b) -> x[0].sum(b.axes("a")).expand(b.axes("a")).max(b.axes("b")),
                (x, b) -> x[0].sum(b.axes("a")).expand(b.axes("a")).min(b.axes("b")));
        assertThat(rewritten(twoAxes, u.sum(0).expand(0).max(1)))
                .isEqualTo("min[axis=1](expand[axis=0](sum[axis=0](u)))");
        Expr differing = u.sum(0).expand(1).max(1);
        assertThat(rewritten(twoAxes, differing)).isEqualTo(differing.toString());
    }

    @Test
    void conditionsAndRightSidesMayAskForAttributes() {
        Rule powers = rule("powers")
                .formula("x^p -> exp(p log x)")
                .when("p is above 5", (facts, x, b) -> b.exponent("p") > 5)
                .open(
                        1,
                        (x, b) -> b.pow(x[0], "p"),
                        (x, b) -> x[0].log().mul(b.exponent("p")).exp())
                .example(1, x -> x[0].pow(6))
                .because("a test");
        assertThat(rewritten(powers, u.pow(6))).isEqualTo("exp((log(u) * 6))");
        assertThat(rewritten(powers, u.pow(3))).isEqualTo("u^3");
        Rule wordless = anyRule(1, (x, b) -> b.pow(x[0], "p"), (x, b) -> x[0].mul(b.exponent("p")));
        assertThatThrownBy(wordless::formula)
                .hasMessageContaining("p stands for")
                .hasMessageContaining("formula in words");
        assertThatThrownBy(() -> rewritten(
                        anyRule(1, (x, b) -> b.cast(x[0], "s"), (x, b) -> b.cast(x[0], "t")), u.cast(DType.FLOAT32)))
                .hasMessageContaining("no blank named t");
    }

    @Test
    void scalarsStayScalars() {
        Rule cancel = anyRule(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"));
        Expr s = Expressions.scalar("s");
        assertThat(rewritten(cancel, s.add(u).sub(u))).isEqualTo("broadcastTo[2, 3](s)");
    }
}
