package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.tensor.AdjointException;
import adjoint.tensor.ErrorCode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A user's rule that is wrong on its own examples does not join the others. */
class RegistrationTest {
    private static void refused(Rule rule, String word) {
        assertThatThrownBy(() -> Options.DEFAULT.plus(rule))
                .hasMessageContaining("rule " + rule.name())
                .hasMessageContaining(word)
                .asInstanceOf(InstanceOfAssertFactories.type(AdjointException.class))
                .extracting(AdjointException::code)
                .isEqualTo(ErrorCode.RULE);
    }

    @Test
    void anotherShapeThatBroadcasts() {
        refused(rule("sums").rewrite(x -> x.mul(1.5), x -> x.sum()).because("wrong"), "but sum");
        refused(rule("means").rewrite(x -> x.mul(1.5), x -> x.mean(0)).because("wrong"), " is ");
    }

    @Test
    void anotherShapeOrElementType() {
        refused(
                rule("expands").rewrite(x -> x.mul(1.5), x -> x.expand(0)).because("wrong"),
                "it makes float64[1, 2, 3]");
        refused(rule("compares").rewrite(x -> x.mul(1.5), x -> x.gt(0)).because("wrong"), "it makes bool[2, 3]");
    }

    @Test
    void anotherValue() {
        refused(rule("doubles").rewrite(x -> x.mul(1.5), x -> x.mul(2)).because("wrong"), "is float64[2, 3]");
    }

    @Test
    void aVariableThatTheLeftSideLacks() {
        Rule lacking = rule("lacking")
                .open(2, (x, b) -> x[0].mul(1.5), (x, b) -> x[0].mul(x[1]))
                .example(2, x -> x[0].mul(1.5))
                .because("wrong");
        refused(lacking, "only the variables of the left side");
    }

    @Test
    void rulesThatAreRightJoin() {
        Rule right = rule("right").rewrite(x -> x.exp().mul(x.exp()), Expr::exp).because("wrong elsewhere");
        assertThatThrownBy(() -> Options.DEFAULT.plus(right)).hasMessageContaining("rule right");
        Rule own = rule("own")
                .rewrite(x -> x.exp().mul(x.exp()), x -> x.mul(2).exp())
                .because("one function less");
        assertThat(Options.DEFAULT.plus(own).more()).containsExactly(own);
        assertThatThrownBy(() -> Options.DEFAULT.plus((Rule) null)).hasMessageContaining("rule");
    }
}
