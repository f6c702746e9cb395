package adjoint.rewrite;

import static adjoint.expr.Expressions.input;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import org.junit.jupiter.api.Test;

class ExprPatternTest {
    private final Expr a = input("a", "n");
    private final Expr b = input("b", "n");

    @Test
    void variablesStandForAnything() {
        ExprPattern form = ExprPattern.of((x, y) -> x.mul(y).tanh());
        assertThat(form)
                .accepts(a.mul(b).tanh(), a.exp().mul(a).tanh())
                .rejects(a.add(b).tanh(), a.mul(b));
        assertThat(form).hasToString("tanh((x * y))");
    }

    @Test
    void aRepeatedVariableIsOneNode() {
        ExprPattern form = ExprPattern.of(x -> x.mul(x));
        assertThat(form).accepts(a.mul(a)).rejects(a.mul(b));
    }

    @Test
    void numbersMatchConstantsInEitherOrder() {
        ExprPattern form = ExprPattern.of(x -> x.add(1));
        assertThat(form).accepts(a.add(1), a.ones().add(a)).rejects(a.add(2));
    }
}
