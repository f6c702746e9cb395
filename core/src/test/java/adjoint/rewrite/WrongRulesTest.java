package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.RuleCheck;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Hook;
import adjoint.tensor.DType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that are wrong on purpose, one of each kind: the checks that the rule book passes must catch them. */
class WrongRulesTest {
    record Wrong(String kind, Rule rule) {
        @Override
        public String toString() {
            return kind + ": " + rule;
        }
    }

    static Stream<Wrong> wrongRules() {
        return Stream.of(
                new Wrong("value", wrong().rewrite(x -> x.sinh(), x -> x.tanh()).because("wrong value")),
                new Wrong(
                        "gradient",
                        wrong().rewrite(x -> x.exp().log(), x -> Expr.of(new Hook.Constant(), x))
                                .because("right value, no gradient")),
                new Wrong(
                        "error",
                        wrong().rewrite(x -> x.exp().log(), x -> x.cast(other(x)))
                                .because("another type")),
                new Wrong(
                        "error",
                        wrong().rewrite(x -> x.exp().log(), x -> x.expand(0)).because("another shape")),
                new Wrong(
                        "special",
                        wrong().rewrite(x -> x.sub(x), x -> x.zeros()).because("NaN - NaN is not 0")),
                new Wrong(
                        "tag",
                        wrong().tagged(Tag.CHANGES_NAN)
                                .rewrite(x -> x.exp().log(), x -> x)
                                .because("a tag that nothing shows")),
                new Wrong(
                        "costlier",
                        wrong().rewrite(x -> x.log2(), x -> x.log().div(Math.log(2)))
                                .on(0.5, 2)
                                .because("more work")),
                new Wrong(
                        "error",
                        wrong().rewrite(x -> x.tanh(), x -> x.neg().tanh().neg())
                                .because("feeds itself")),
                new Wrong(
                        "error",
                        wrong().rewrite((x, y) -> x.sub(y), (x, y) -> x.add(y.neg()))
                                .because("the book undoes it")),
                new Wrong(
                        "unbroken",
                        wrong().rewrite(x -> x.exp().log(), x -> x).breaksAt(3).because("a claim that is not true")),
                new Wrong(
                        "rescue",
                        wrong().rewrite(
                                        x -> x.sinh().log(),
                                        x -> x.sinh().log2().mul(Math.log(2)))
                                .on(0.1, 2)
                                .breaksAt(1000)
                                .because("breaks where the left side does")),
                new Wrong(
                        "silent",
                        wrong().function("x -> x", (node, facts) -> null)
                                .example(1, x -> x[0].sin())
                                .because("never fires")),
                new Wrong("shadowed", wrong().rewrite(x -> x.add(0), x -> x).because("another rule is faster")));
    }

    private static RuleDraft wrong() {
        return rule("wrong");
    }

    private static DType other(Expr x) {
        return x.dtype() == DType.FLOAT64 ? DType.FLOAT32 : DType.FLOAT64;
    }

    @ParameterizedTest
    @MethodSource("wrongRules")
    void everyKindOfMistakeIsCaught(Wrong wrong) {
        List<Rule> book =
                Stream.concat(RuleBook.rules().stream(), Stream.of(wrong.rule)).toList();
        assertThat(RuleCheck.among(wrong.rule, book).failures())
                .anyMatch(problem -> problem.startsWith(wrong.kind + ":"));
    }

    @Test
    void rulesThatUndoEachOtherAreNamed() {
        Rule there = rule("there")
                .rewrite(x -> x.tan(), x -> x.sin().div(x.cos()))
                .because("right, but there is a way back");
        Rule back =
                rule("back").rewrite(x -> x.sin().div(x.cos()), x -> x.tan()).because("right, but there is a way back");
        Rewriter rewriter = Rewriter.with(Options.DEFAULT.plus(there, back));
        assertThatThrownBy(() ->
                        rewriter.stabilised(List.of(Expressions.scalar("x").tan())))
                .hasMessageContaining("without end")
                .hasMessageContaining("there")
                .hasMessageContaining("back");
    }

    @Test
    void rulesThatGrowWithoutEndRunOutOfBudget() {
        Rule grow = rule("grow")
                .rewrite((x, y) -> x.add(y), (x, y) -> x.add(y).add(0))
                .because("right, but it feeds itself");
        Rewriter rewriter = Rewriter.with(Options.DEFAULT.only("grow").plus(grow));
        assertThatThrownBy(() ->
                        rewriter.stabilised(List.of(Expressions.scalar("x").add(Expressions.scalar("y")))))
                .hasMessageContaining("without end")
                .hasMessageContaining("grow");
    }
}
