package adjoint.loop;

import static adjoint.loop.Scan.ifElse;
import static adjoint.loop.Scan.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.Derivatives;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.CompiledFunction;
import adjoint.run.Mode;
import adjoint.tensor.Tensor;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lazy choices, loops with a condition, maps and reductions. */
class ChoiceTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-13);

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FAST", "REFERENCE", "CHECKED"})
    void onlyTheSideTakenIsComputed(Mode mode) {
        Expr x = Expressions.vector("x", 2), w = Expressions.vector("w", 2);
        Expr chosen = ifElse(
                        x.sum().gt(0),
                        List.of(x, w),
                        a -> List.of(a.get(0).mul(a.get(1)).log()),
                        a -> List.of(a.get(0).square().mul(3)))
                .get(0)
                .sum();
        GradientPolicy zeros = GradientPolicy.exact().zeroWhereDisconnected();
        List<Expr> slopes = Gradients.grad(chosen, List.of(x, w), zeros).all();
        Expr tangent = Derivatives.jvp(chosen, List.of(x, w), List.of(x, w));
        Expr second = Gradients.grad(slopes.get(0).sum(), List.of(x), zeros).of(x);
        CompiledFunction f = CompiledFunction.function(x, w)
                .returning(chosen, slopes.get(0), slopes.get(1), tangent, second)
                .mode(mode)
                .compile();
        List<Tensor> yes = f.callAll(Tensor.of(new double[] {1, 2}), Tensor.of(new double[] {3, 4}));
        assertThat(yes.get(0).scalar()).isCloseTo(Math.log(3) + Math.log(8), CLOSE);
        assertThat(yes.get(1).toDoubles()).containsExactly(new double[] {1, 0.5}, CLOSE);
        assertThat(yes.get(2).toDoubles()).containsExactly(new double[] {1 / 3.0, 0.25}, CLOSE);
        assertThat(yes.get(3).scalar()).isCloseTo(4, CLOSE);
        assertThat(yes.get(4).toDoubles()).containsExactly(new double[] {-1, -0.25}, CLOSE);
        List<Tensor> no = f.callAll(Tensor.of(new double[] {-1, -2}), Tensor.of(new double[] {3, 4}));
        assertThat(no.get(0).scalar()).isCloseTo(15, CLOSE);
        assertThat(no.get(1).toDoubles()).containsExactly(new double[] {-6, -12}, CLOSE);
        assertThat(no.get(2).toDoubles()).containsExactly(0, 0);
        assertThat(no.get(3).scalar()).isCloseTo(30, CLOSE);
    }

    /** The square root of a by Newton's method: its derivative is that of the root. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FAST", "REFERENCE"})
    void aLoopEndsByItsCondition(Mode mode) {
        Expr a = Expressions.scalar("a");
        Expr root = whileLoop(
                        60,
                        c -> c.get(0).square().sub(a).abs().gt(1e-14),
                        c -> List.of(c.get(0).add(a.div(c.get(0))).mul(0.5)),
                        a)
                .get(0);
        CompiledFunction f = CompiledFunction.function(a)
                .returning(root, Gradients.grad(root, a), Derivatives.jvp(root, List.of(a), List.of(a.ones())))
                .mode(mode)
                .compile();
        List<Tensor> found = f.callAll(Tensor.of(2));
        assertThat(found.get(0).scalar()).isCloseTo(Math.sqrt(2), CLOSE);
        assertThat(found.get(1).scalar()).isCloseTo(0.5 / Math.sqrt(2), CLOSE);
        assertThat(found.get(2).scalar()).isCloseTo(0.5 / Math.sqrt(2), CLOSE);
        CompiledFunction endless = CompiledFunction.function(a)
                .returning(
                        whileLoop(5, c -> c.get(0).gt(0), c -> List.of(c.get(0).add(1)), a)
                                .get(0))
                .mode(mode)
                .compile();
        assertThat(endless.call(Tensor.of(-1)).scalar()).isEqualTo(-1);
        assertThatThrownBy(() -> endless.call(Tensor.of(1)))
                .hasMessageContaining("still goes on after 5 steps, which is its bound");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FAST", "REFERENCE"})
    void mapsAndReduces(Mode mode) {
        Expr x = Expressions.matrix("x", "n", 2);
        Expr mapped = Scan.map(e -> e.get(0).square().sum(), x);
        Expr reduced = Scan.reduce((sum, e) -> sum.mul(0.5).add(e), Expressions.constant(0, 0), x);
        CompiledFunction f = CompiledFunction.function(x)
                .returning(mapped, reduced, Gradients.grad(reduced.sum(), x))
                .mode(mode)
                .compile();
        List<Tensor> found = f.callAll(Tensor.of(new double[][] {{1, 2}, {3, 4}}));
        assertThat(found.get(0).toDoubles()).containsExactly(5, 25);
        assertThat(found.get(1).toDoubles()).containsExactly(3.5, 5);
        assertThat(found.get(2).toDoubles()).containsExactly(0.5, 0.5, 1, 1);
    }
}
