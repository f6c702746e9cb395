package adjoint.mdn.optimise;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each optimiser's steps against its published formulas, written out in plain numbers, on the loss a w^2 / 2. */
class OptimiserTest {
    private static final double[] CURVATURE = {1, 10};
    private static final double RATE = 0.05;
    private static final int STEPS = 20;

    /** One coordinate's step: from parameter, gradient and two numbers of state to a new parameter. */
    private interface Formula {
        double step(double w, double g, double[] state, int t);
    }

    private static double[] run(Optimiser optimiser, DType dtype) {
        Shared w = Expressions.shared("w", Tensor.of(new double[][] {{1, -2}}).cast(dtype));
        Expr curvature = Expressions.constant(Tensor.of(CURVATURE).cast(dtype));
        Expr loss = w.square().mul(curvature).sum().mul(0.5);
        Expr rate = Expressions.input("rate", dtype);
        CompiledFunction step = function(rate)
                .returning(loss)
                .updating(optimiser.updates(List.of(w), grad(loss, List.of(w)).all(), rate))
                .compile();
        for (int t = 0; t < STEPS; t++) {
            step.call(Tensor.scalar(dtype, RATE));
        }
        return w.get().toDoubles();
    }

    private static void check(Optimiser optimiser, Formula formula) {
        double[] expected = {1, -2};
        for (int i = 0; i < 2; i++) {
            double[] state = new double[2];
            for (int t = 1; t <= STEPS; t++) {
                expected[i] = formula.step(expected[i], CURVATURE[i] * expected[i], state, t);
            }
        }
        double[] found = run(optimiser, DType.FLOAT64);
        double[] single = run(optimiser, DType.FLOAT32);
        for (int i = 0; i < 2; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-13));
            assertThat(single[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void plainDescent() {
        check(new Sgd(), (w, g, state, t) -> w - RATE * g);
    }

    @Test
    void momentum() {
        check(new Momentum(0.8, false), (w, g, state, t) -> {
            state[0] = 0.8 * state[0] - RATE * g;
            return w + state[0];
        });
    }

    @Test
    void nesterov() {
        check(new Momentum(0.8, true), (w, g, state, t) -> {
            state[0] = 0.8 * state[0] - RATE * g;
            return w + 0.8 * state[0] - RATE * g;
        });
    }

    @Test
    void rmsProp() {
        check(new RmsProp(), (w, g, state, t) -> {
            state[0] = 0.9 * state[0] + 0.1 * g * g;
            return w - RATE * g / (Math.sqrt(state[0]) + 1e-8);
        });
    }

    @Test
    void adam() {
        check(new Adam(), (w, g, state, t) -> w - adamStep(g, state, t));
    }

    @Test
    void adamW() {
        check(new Adam(0.3), (w, g, state, t) -> w * (1 - RATE * 0.3) - adamStep(g, state, t));
    }

    private static double adamStep(double g, double[] state, int t) {
        state[0] = 0.9 * state[0] + 0.1 * g;
        state[1] = 0.999 * state[1] + 0.001 * g * g;
        double mean = state[0] / (1 - Math.pow(0.9, t));
        double square = state[1] / (1 - Math.pow(0.999, t));
        return RATE * mean / (Math.sqrt(square) + 1e-8);
    }

    @Test
    void weightDecayAddsToTheGradientOfMatricesAlone() {
        check(new Sgd().regularised(0.3), (w, g, state, t) -> w - RATE * (g + 0.3 * w));
        Shared bias = Expressions.shared("b", Tensor.of(new double[] {1}));
        Expr g = Expressions.constant(Tensor.of(new double[] {0}));
        CompiledFunction step = function()
                .updating(new Sgd().regularised(1).updates(List.of(bias), List.of(g), Expressions.constant(1)))
                .compile();
        step.callAll();
        assertThat(bias.get().at(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT32"})
    void clippingLimitsTheCommonNormAndLeavesShortGradientsAlone(DType dtype) {
        Shared a = Expressions.shared("a", Tensor.zeros(dtype, 2));
        Shared b = Expressions.shared("b", Tensor.zeros(dtype));
        Expr x = Expressions.input("x", dtype);
        List<Expr> gradients = List.of(
                x.mul(Expressions.constant(Tensor.of(new double[] {2, 3}).cast(dtype))), x.mul(6));
        CompiledFunction step = function(x)
                .updating(new Sgd().clipped(0.5).updates(List.of(a, b), gradients, x.ones()))
                .compile();
        step.callAll(Tensor.scalar(dtype, 100)); // the norm is 700
        assertThat(a.get().at(0)).isCloseTo(-0.5 * 2 / 7, within(1e-6));
        assertThat(b.get().scalar()).isCloseTo(-0.5 * 6 / 7, within(1e-6));
        step.callAll(Tensor.scalar(dtype, 0)); // the norm is 0
        assertThat(b.get().scalar()).isCloseTo(-0.5 * 6 / 7, within(1e-6));
        step.callAll(Tensor.scalar(dtype, 0.0625)); // the norm is 0.4375
        assertThat(b.get().scalar()).isCloseTo(-0.5 * 6 / 7 - 0.375, within(1e-6));
    }

    @Test
    void impossibleConstantsAreRefused() {
        assertThatThrownBy(() -> new Momentum(1, false)).hasMessageContaining("momentum must lie");
        assertThatThrownBy(() -> new Adam(0.9, 1.5, 1e-8, 0)).hasMessageContaining("beta2 must lie");
        assertThatThrownBy(() -> new Sgd().clipped(0)).hasMessageContaining("above 0");
    }
}
