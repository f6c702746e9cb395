package adjoint.inspect;

import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.inspect.written.Model;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class IrTest {
    @Test
    void everyKindOfNodeHasItsLine() {
        Expr x = matrix("x", "batch", 2);
        Expr w = shared("w", Tensor.zeros(DType.FLOAT64, 2, 3));
        Expr loss = x.dot(w).add(1).tanh().sum(1).mean();

        assertThat(Ir.of(loss).bare()).isEqualTo("""
                %0 : float64[batch, 2] = input x
                %1 : float64[2, 3] = shared w
                %2 : float64[batch, 3] = dot(%0, %1)
                %3 : float64 = constant 1
                %4 : float64[batch, 3] = add(%2, %3)
                %5 : float64[batch, 3] = tanh(%4)
                %6 : float64[batch] = sum[axis=1](%5)
                %7 : float64 = sum[axis=0](%6)
                %8 : float64 = size[batch]
                %9 : float64 = div(%7, %8)
                return %9
                """);
    }

    @Test
    void aSharedNodeIsOneLineAndSeveralRootsShareTheirLines() {
        Expr x = scalar("x");
        Expr square = x.mul(x);

        assertThat(Ir.of(square.exp(), square, square.exp()).bare()).isEqualTo("""
                %0 : float64 = input x
                %1 : float64 = mul(%0, %0)
                %2 : float64 = exp(%1)
                %3 : float64 = exp(%1)
                return %2, %1, %3
                """);
    }

    @Test
    void namesAndTheUsersLineStandBehind() {
        Expr hidden = Model.hidden();

        assertThat(Ir.of(hidden).toString().lines().skip(1))
                .containsExactly(
                        "%1 : float64 = tanh(%0)                                 # hidden  Model.java:12", "return %1");
    }

    @Test
    void aNameCannotBreakItsLine() {
        Expr hostile = input("a\nreturn %9\u0000").exp().named("two\r\nlines");

        String text = Ir.of(hostile).toString();

        assertThat(text.lines()).hasSize(3);
        assertThat(text).contains("input a\\u000areturn %9\\u0000", "# two\\u000d\\u000alines");
    }

    @Test
    void oneHundredThousandNodesPrintInOneHundredThousandLines() {
        Expr chain = scalar("x");
        for (int i = 1; i < 100_000; i++) {
            chain = i % 2 == 0 ? chain.tanh() : chain.add(chain);
        }

        String text = Ir.of(chain).toString();

        assertThat(text.lines()).hasSize(100_001);
        assertThat(text.length()).isLessThan(120 * 100_000);
    }

    @Test
    void textFollowsFromTheGraphAlone() {
        assertThat(Ir.of(model()).bare()).isEqualTo(Ir.of(model()).bare());
        Expr one = model();
        assertThat(Ir.of(List.of(one))).hasToString(Ir.of(one).toString());
    }

    private static Expr model() {
        Expr x = matrix("x", "n", 4);
        return x.exp().sum(1).log().add(x.max(1)).mean();
    }
}
