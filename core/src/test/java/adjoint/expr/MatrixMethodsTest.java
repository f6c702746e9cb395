package adjoint.expr;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasting, degenerate matrices, and what plans make of several questions about one matrix. */
class MatrixMethodsTest {
    private static Tensor value(Expr y, Map<Expr, Tensor> at) {
        List<Expr> x = List.copyOf(at.keySet());
        return Interpreter.evaluate(y, x, x.stream().map(at::get).toArray(Tensor[]::new));
    }

    private static Tensor counted(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, i % 7 - 3);
        }
        return values;
    }

    @Test
    void productsBroadcastAsNumPysAndGradientsSumOverWhatWasShared() {
        Expr rows = input("rows", "batch", 4, 5);
        Expr shared = matrix("shared", 5, 6);
        Expr product = rows.dot(shared);
        assertThat(product.shape()).isEqualTo(adjoint.tensor.Shape.of("batch", 4, 6));
        Expr left = matrix("left", 4, 5);
        Expr right = input("right", "batch", 5, 6);
        assertThat(left.dot(right).shape()).isEqualTo(adjoint.tensor.Shape.of("batch", 4, 6));
        Expr both = input("u", 3, 1, 4, 5).dot(input("v", 2, 5, 6));
        assertThat(both.shape()).isEqualTo(adjoint.tensor.Shape.of(3, 2, 4, 6));
        Tensor onShared = value(grad(product.sum(), shared), Map.of(rows, counted(3, 4, 5), shared, counted(5, 6)));
        Tensor summed = value(rows.sum(0, 1).expand(1), Map.of(rows, counted(3, 4, 5)));
        for (int i = 0; i < 5; i++) {
            assertThat(onShared.at(i, 0)).isEqualTo(summed.at(i, 0));
        }
        Tensor onLeft = value(grad(left.dot(right).sum(), left), Map.of(left, counted(4, 5), right, counted(3, 5, 6)));
        Tensor columns = value(right.sum(0, 2), Map.of(right, counted(3, 5, 6)));
        for (int j = 0; j < 5; j++) {
            assertThat(onLeft.at(2, j)).isEqualTo(columns.at(j));
        }
    }

    @Test
    void productsThatDoNotFitSayWhichAxes() {
        assertThatThrownBy(() -> input("a", 2, 4, 5).dot(input("b", 3, 5, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("batch axis 0 is 2", "3 in [3, 5, 6]", "or 1 in one factor");
        assertThatThrownBy(() -> input("a", 2, 4, 5).dot(matrix("b", 4, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("inner sizes differ", "a float64[2, 4, 5]");
    }

    @Test
    void solveBroadcastsAndTakesVectors() {
        Expr a = input("a", 2, 2, 2);
        Expr b = input("b", 2);
        Tensor matrices = Tensor.over(new double[] {2, 0, 0, 4, 1, 1, 0, 1}, 2, 2, 2);
        assertThat(value(a.solve(b), Map.of(a, matrices, b, Tensor.of(new double[] {2, 4})))
                        .toDoubles())
                .containsExactly(1, 1, -2, 4);
        assertThatThrownBy(() -> matrix("m", 2, 3).solve(b))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("square matrix");
        assertThatThrownBy(() -> b.solve(b)).isInstanceOf(ShapeException.class).hasMessageContaining("square matrix");
    }

    @Test
    void singularMatricesGiveNaNAndHarmNoOther() {
        Expr a = input("a", 2, 2, 2);
        Tensor matrices = Tensor.over(new double[] {1, 2, 2, 4, 2, 0, 0, 2}, 2, 2, 2);
        Map<Expr, Tensor> at = Map.of(a, matrices);
        double nan = Double.NaN;
        assertThat(value(a.inverse(), at).toDoubles()).containsExactly(nan, nan, nan, nan, 0.5, 0, 0, 0.5);
        assertThat(value(a.det(), at).toDoubles()).containsExactly(new double[] {0, 4}, within(0.0));
        assertThat(value(a.slogdet().sign(), at).toDoubles()).containsExactly(new double[] {0, 1}, within(0.0));
        assertThat(value(a.slogdet().logAbs(), at).toDoubles())
                .containsExactly(Double.NEGATIVE_INFINITY, Math.log(2) + Math.log(2));
    }

    /** Some LAPACK routines loop for ever on NaN. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteNeverReachesLapack(double bad) {
        Expr a = input("a", 6, 6);
        Tensor matrix = counted(6, 6);
        matrix.set(8, bad);
        List<UnaryOperator<Expr>> ops = List.of(
                x -> x.cholesky().diagonal(),
                x -> x.lq().diagonal(),
                Expr::inverse,
                x -> x.solve(x),
                Expr::det,
                x -> x.slogdet().logAbs(),
                x -> x.eigh().values(),
                x -> x.svd().s(),
                x -> x.qr().r(),
                Expr::expm);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (UnaryOperator<Expr> op : ops) {
                assertThat(value(op.apply(a), Map.of(a, matrix)).toDoubles()).containsOnly(Double.NaN);
            }
        });
    }

    @Test
    void equalEigenvaluesLeaveTheDerivativeOfWhatDoesNotDependOnTheirVectors() {
        Expr a = matrix("a", 3, 3);
        Tensor identity = Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        Expr.Eigen parts = a.eigh();
        Expr exponential = parts.vectors()
                .mul(parts.values().exp().expand(-2))
                .dot(parts.vectors().matrixTranspose());
        Tensor gradient = value(grad(exponential.trace(), a), Map.of(a, identity));
        for (int i = 0; i < 9; i++) {
            assertThat(gradient.get(i)).isCloseTo(i % 4 == 0 ? Math.E : 0, within(1e-14));
        }
        Tensor ofSum = value(grad(a.svd().s().sum(), a), Map.of(a, identity));
        assertThat(ofSum.toDoubles()).containsExactly(identity.toDoubles(), within(1e-14));
    }

    @Test
    void rankDeficiencyIsForThePseudoInverse() {
        Expr a = matrix("a", 3, 2);
        Tensor dependent = Tensor.of(new double[][] {{1, 2}, {2, 4}, {0, 0}});
        double[] inverse = value(a.pinv(1e-12), Map.of(a, dependent)).toDoubles();
        double[] expected =
                Arrays.stream(new double[] {1, 2, 0, 2, 4, 0}).map(x -> x / 25).toArray();
        assertThat(inverse).containsExactly(expected, within(1e-15));
    }

    @Test
    void aWideDecompositionOfUnknownSizesIsRefusedWithTheCure() {
        assertThatThrownBy(() -> matrix("a", "n", 3).svd())
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("which of the sizes n and 3", "eigh");
        Expr a = matrix("a", "n", 3);
        assertThatThrownBy(() -> value(a.qr().r(), Map.of(a, counted(2, 3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("at least as many rows as columns", "[2, 3]");
    }

    @Test
    void oneFactorisationAnswersAllQuestionsAboutAMatrix() {
        Expr a = matrix("a", 3, 3);
        Expr b = matrix("b", 3, 2);
        CompiledFunction f = function(a, b)
                .returning(
                        a.solve(b),
                        a.inverse(),
                        a.det(),
                        a.slogdet().logAbs(),
                        a.matrixTranspose().inverse())
                .compile();
        String plan = f.plan().toString();
        assertThat(plan.split(" = lu\\(", -1)).as(plan).hasSize(2);
    }

    @Test
    void gradientsOfTheLogarithmSurviveWhatTheDeterminantDoesNot() {
        Expr a = matrix("a", 400, 400);
        Tensor scaled = Tensor.zeros(DType.FLOAT64, 400, 400);
        for (int i = 0; i < 400; i++) {
            scaled.set(i * 401, 1e-3);
        }
        CompiledFunction f =
                function(a).returning(a.det().log(), grad(a.det().log(), a)).compile();
        List<Tensor> found = f.callAll(scaled);
        assertThat(found.get(0).scalar()).isCloseTo(400 * Math.log(1e-3), within(1e-9));
        assertThat(found.get(1).at(7, 7)).isCloseTo(1e3, within(1e-9));
    }

    @Test
    void exponentialsOfRotationsAreRotations() {
        Expr a = matrix("a", 2, 2);
        Tensor turn = Tensor.of(new double[][] {{0, -20}, {20, 0}});
        assertThat(value(a.expm(), Map.of(a, turn)).toDoubles())
                .containsExactly(new double[] {Math.cos(20), -Math.sin(20), Math.sin(20), Math.cos(20)}, within(1e-13));
    }
}
