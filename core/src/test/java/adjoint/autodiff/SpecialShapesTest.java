package adjoint.autodiff;

import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.maximum;
import static adjoint.expr.Expressions.minimum;
import static adjoint.expr.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conventions about no elements, NaN, repeated indices and types without gradient, at every level. */
class SpecialShapesTest {
    private static final double NAN = Double.NaN;
    private final Expr x = vector("x", "n");

    private static double[] values(Level level, Expr output, List<Expr> inputs, Tensor... values) {
        return level.evaluate(List.of(output), inputs, values).get(0).toDoubles();
    }

    @ParameterizedTest
    @EnumSource
    void reductionsOfNothing(Level level) {
        Tensor nothing = Tensor.of(new double[0]);
        assertThat(values(level, x.sum(), List.of(x), nothing)).containsExactly(0);
        assertThat(values(level, x.prod(), List.of(x), nothing)).containsExactly(1);
        assertThat(values(level, x.mean(), List.of(x), nothing)).containsExactly(NAN);
        assertThat(values(level, x.logSumExp(), List.of(x), nothing)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(values(level, x.softmax(), List.of(x), nothing)).isEmpty();
        assertThat(values(level, Gradients.grad(x.logSumExp(), x), List.of(x), nothing))
                .isEmpty();
        for (Expr some : List.of(x.max(), x.min(), x.argMax())) {
            assertThatThrownBy(() -> values(level, some, List.of(x), nothing))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("of nothing");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingInOneOfTwoAxes(Level level) {
        Expr rows = input("rows", "n", 3);
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertThat(values(level, rows.sum(0), List.of(rows), none)).containsExactly(0, 0, 0);
        assertThat(values(level, rows.max(1), List.of(rows), none)).isEmpty();
        assertThat(values(level, rows.dot(rows.transpose()).sum(), List.of(rows), none))
                .containsExactly(0);
        assertThat(values(level, rows.transpose().dot(rows), List.of(rows), none))
                .containsOnly(0)
                .hasSize(9);
    }

    @ParameterizedTest
    @EnumSource
    void aNaNWins(Level level) {
        Tensor values = Tensor.of(new double[] {1, NAN, 3});
        for (Expr one : List.of(x.max(), x.min(), x.sum(), x.prod(), x.mean(), x.logSumExp(), x.norm())) {
            assertThat(values(level, one, List.of(x), values))
                    .as(one.toString())
                    .containsExactly(NAN);
        }
        assertThat(values(level, x.argMax(), List.of(x), values)).containsExactly(1);
        assertThat(values(level, maximum(x, 2), List.of(x), values)).containsExactly(2, NAN, 3);
        assertThat(values(level, minimum(x, 2), List.of(x), values)).containsExactly(1, NAN, 2);
        assertThat(values(level, x.clip(0, 2), List.of(x), values)).containsExactly(1, NAN, 2);
        assertThat(values(level, x.relu(), List.of(x), values)).containsExactly(1, NAN, 3);
        assertThat(values(level, x.ne(x), List.of(x), values)).containsExactly(0, 1, 0);
        assertThat(values(level, x.isNaN(), List.of(x), values)).containsExactly(0, 1, 0);
        assertThat(values(level, x.softmax(), List.of(x), values)).containsExactly(NAN, NAN, NAN);
    }

    @ParameterizedTest
    @EnumSource
    void repeatedIndicesAccumulate(Level level) {
        Expr index = constant(Tensor.of(new int[] {2, 0, 2}));
        Expr picked = x.gather(index, 0);
        Tensor at = Tensor.of(new double[] {5, 6, 7});
        assertThat(values(level, picked, List.of(x), at)).containsExactly(7, 5, 7);
        Expr gradient = Gradients.grad(picked.mul(constant(1, 10, 100)).square().sum(), x);
        assertThat(values(level, gradient, List.of(x), at)).containsExactly(1000, 0, 140_014);
    }

    @ParameterizedTest
    @EnumSource
    void theLastOneSetWinsAndAloneGetsTheGradient(Level level) {
        Expr v = vector("v", 3);
        Expr set = x.scatterSet(constant(Tensor.of(new int[] {2, 0, 2})), v, 0);
        Tensor at = Tensor.of(new double[] {5, 6, 7});
        Tensor new3 = Tensor.of(new double[] {1, 2, 3});
        assertThat(values(level, set, List.of(x, v), at, new3)).containsExactly(2, 6, 3);
        Expr loss = set.mul(set).mul(set).sum();
        List<Expr> gradient = Gradients.grad(loss, List.of(x, v)).all();
        assertThat(values(level, gradient.get(0), List.of(x, v), at, new3)).containsExactly(0, 108, 0);
        assertThat(values(level, gradient.get(1), List.of(x, v), at, new3)).containsExactly(0, 12, 27);
        Expr second = Gradients.grad(gradient.get(1).sum(), v);
        assertThat(values(level, second, List.of(x, v), at, new3)).containsExactly(0, 12, 18);
    }

    @ParameterizedTest
    @EnumSource
    void theSquareRootOfASquareMeansTheMagnitude(Level level) {
        Tensor at = Tensor.of(new double[] {0, -3, 1e200, -1e-200});
        Expr root = x.square().sqrt();
        assertThat(values(level, Gradients.grad(root.sum(), x), List.of(x), at)).containsExactly(0, -1, 1, -1);
    }

    @Test
    void integersHaveNoGradient() {
        Expr index = input("index", DType.INT32, 3);
        Expr truth = input("truth", DType.BOOL, 3);
        for (Expr variable : List.of(index, truth)) {
            assertThatThrownBy(
                            () -> Gradients.grad(x.slice(0, 0, 3).mul(variable).sum(), variable))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining(variable.name())
                    .hasMessageContaining(variable.dtype().toString())
                    .hasMessageContaining("only floats");
        }
        assertThatThrownBy(() -> Gradients.grad(index.sum(), x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("float scalar");
        assertThatThrownBy(() -> Gradients.grad(x.argMax().cast(DType.FLOAT64), x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("x");
    }
}
