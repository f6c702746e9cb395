package adjoint.rewrite;

import static adjoint.Adjoint.grad;
import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.where;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * No rule has to keep a NaN of the branch not taken from the gradient: the reverse sweep carries the condition of each
 * where along with the cotangent, and rewriting keeps it.
 */
class WhereSinksTest {
    private final Expr x = input("x", 3);

    /** Branches that are NaN, or have a NaN or infinite slope, where the condition x > 0 does not hold. */
    private final Map<String, UnaryOperator<Expr>> sinks = Map.of(
            "log", Expr::log,
            "sqrt", Expr::sqrt,
            "log of sqrt", x -> x.sqrt().log(),
            "x log x", x -> x.mul(x.log()),
            "quotient", x -> x.div(x),
            "power", x -> x.pow(1.5).reciprocal());

    @Test
    void aMaskedNaNStaysOutOfFirstAndSecondDerivatives() {
        sinks.forEach((name, sink) -> {
            Expr f = where(x.gt(0), sink.apply(x), x.mul(2)).sum();
            Expr open = sink.apply(x).sum();
            List<Tensor> masked = derivatives(f, -1, 0, 2);
            List<Tensor> bare = derivatives(open, 2, 2, 2);

            assertThat(masked.get(0).doubles()).as(name).startsWith(2, 2);
            assertThat(masked.get(1).doubles()).as(name).startsWith(0, 0);
            for (int order = 0; order < 2; order++) {
                assertThat(masked.get(order).get(2))
                        .as(name)
                        .isEqualTo(bare.get(order).get(2));
            }
        });
    }

    /** The gradient, and the gradient of its sum, rewritten together. */
    private List<Tensor> derivatives(Expr f, double... at) {
        Expr slope = grad(f, x);
        Expr bend = grad(slope.mul(x.ones()).sum().add(x.sum().mul(0)), x);
        return Interpreter.evaluate(Rewriter.optimise(List.of(slope, bend)), List.of(x), Tensor.of(at));
    }
}
