package adjoint.autodiff;

import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.matrix;
import static adjoint.expr.Expressions.shared;
import static adjoint.expr.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.Verdict.Outcome;
import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static Tensor random(long seed, int... shape) {
        Random random = new Random(seed);
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) random.nextGaussian());
        }
        return values;
    }

    /** A small network with a batch of unknown size. */
    private final Expr x = matrix("x", "batch", 3);

    private final Expr y = matrix("y", "batch", 2);
    private final Shared w = shared("w", random(1, 3, 2));
    private final Shared b = shared("b", random(2, 2));
    private final Expr hidden = x.dot(w).add(b).tanh();
    private final Expr loss = hidden.sub(y).square().sum(1).mean();

    private GradientCheck given(GradientCheck check) {
        return check.given(x, random(3, 5, 3)).given(y, random(4, 5, 2));
    }

    @Test
    void aRightGradientPasses() {
        assertThat(given(GradientCheck.of(loss, w, b)).secondOrder().at().passed())
                .isTrue();
        Verdict full = given(GradientCheck.of(loss, w, b)).full().secondOrder().at();
        assertThat(full.outcome()).isEqualTo(Outcome.RIGHT);
        assertThat(full.order()).isEqualTo(2);
        assertThat(full.toString()).startsWith("RIGHT at ");
    }

    @Test
    void anyNodeCanBeTheVariable() {
        assertThat(GradientCheck.of(loss, hidden)
                        .given(y, random(4, 5, 2))
                        .at(random(5, 5, 2))
                        .orThrow()
                        .order())
                .isEqualTo(1);
    }

    @Test
    void anEditedGradientFailsAndTheEntryIsNamed() {
        Grads exact = Gradients.grad(loss, List.of(w, b));
        Expr one = constant(Tensor.over(new double[] {1, 1, 1, 1, 1, 1.25}, 3, 2));
        Grads edited =
                Gradients.grad(loss, List.of(w, b), GradientPolicy.exact().at(w, g -> g.mul(one)));
        assertThat(given(GradientCheck.of(loss, exact)).at().passed()).isTrue();
        Verdict verdict = given(GradientCheck.of(loss, edited)).at();
        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(verdict.where()).isEqualTo("w[2, 1]");
        assertThat(verdict.gradient() / verdict.differences()).isBetween(1.2499, 1.2501);
        assertThat(given(GradientCheck.of(loss, edited)).full().at()).isEqualTo(verdict);
        assertThatThrownBy(verdict::orThrow)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("WRONG: the gradient is not the derivative of the value")
                .hasMessageContaining("w[2, 1]");
    }

    @Test
    void aNonFiniteGradientFails() {
        Expr v = vector("v", 2);
        ElementwiseOp broken = ElementwiseOp.unary("broken", a -> a, (o, g, a) -> g.div(a.sub(a)));
        Verdict verdict = GradientCheck.of(broken.of(v).sum(), v).at(random(1, 2));
        assertThat(verdict.outcome()).isEqualTo(Outcome.WRONG);
    }

    @Test
    void aStepOrAnInfiniteValueIsUndecided() {
        Expr v = vector("v", 2);
        Verdict step = GradientCheck.of(v.floor().sum(), v).at(Tensor.of(new double[] {1e-7, 1.5}));
        assertThat(step.outcome()).isEqualTo(Outcome.UNDECIDED);
        Verdict pole = GradientCheck.of(v.reciprocal().sum(), v).at(Tensor.of(new double[] {0, 1}));
        assertThat(pole.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(pole.toString()).contains("not finite or not smooth");
    }

    @Test
    void float32IsHeldAgainstFloat64WithinItsRounding() {
        Expr f = input("f", DType.FLOAT32, 4);
        Expr value =
                f.exp().mul(f.sin()).logSumExp().add(f.cast(DType.FLOAT64).sum().cast(DType.FLOAT32));
        Tensor at = random(1, 4).cast(DType.FLOAT32);
        assertThat(GradientCheck.of(value, f).secondOrder().at(at).outcome()).isEqualTo(Outcome.RIGHT);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> GradientCheck.of(loss, w).at(random(1, 2, 2), random(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with respect to 1 nodes, but 2 values");
        assertThatThrownBy(() -> GradientCheck.of(x.sum(), x).at())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x is not a shared variable");
        assertThatThrownBy(() -> GradientCheck.of(loss, Gradients.grad(loss, List.of(hidden))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("only with respect to inputs and shared");
        assertThatThrownBy(() -> GradientCheck.of(loss, w, b).at()).hasMessageContaining("has no value");
    }

    @Test
    void differencesAreExactForPolynomialsAndGoodForOthers() {
        assertThat(Differences.derivative(t -> 3 + 2 * t - t * t * t, 0).value())
                .isEqualTo(2);
        Differences.Estimate exp = Differences.derivative(Math::exp, 1e-16);
        assertThat(exp.value()).isCloseTo(1, within(1e-12));
        assertThat(exp.error()).isLessThan(1e-11);
        Differences.Estimate half = Differences.derivative(t -> t > -0.01 ? Math.sqrt(t + 0.01) : Double.NaN, 1e-16);
        assertThat(half.value()).isCloseTo(5, within(1e-6));
    }
}
