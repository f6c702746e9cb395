package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.Derivatives;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices and products of derivatives against Commons Math, against differences, and against one another. */
class DerivativesTest {
    private static final int N = 5;

    private final Random random = new Random(8);
    private final Expr x = matrix("x", "batch", 3);
    private final Expr y = matrix("y", "batch", 2);
    private final Shared w = shared("w", normal(3, 4));
    private final Shared v = shared("v", normal(4, 2));
    private final List<Shared> params = List.of(w, v);
    private final Expr output = output(x);
    private final Expr loss = output.sub(y).square().sum(1).mean();
    private final Tensor xs = normal(N, 3);
    private final Tensor ys = normal(N, 2);

    private Expr output(Expr in) {
        return in.dot(w).tanh().dot(v);
    }

    private Tensor normal(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    private Tensor value(Expr expr) {
        Tensor plain = Interpreter.evaluate(expr, List.of(x, y), xs, ys);
        assertClose(function(x, y).returning(expr).compile().call(xs, ys), plain.toDoubles());
        return plain;
    }

    private static void assertClose(Tensor actual, double... expected) {
        assertThat(actual.toDoubles()).containsExactly(expected, within(1e-12));
    }

    /** The product of a matrix, given in row-major order, with a vector. */
    private static double[] times(Tensor matrix, Tensor vector) {
        double[] product = new double[matrix.size() / vector.size()];
        for (int i = 0; i < matrix.size(); i++) {
            product[i / vector.size()] += matrix.get(i) * vector.get(i % vector.size());
        }
        return product;
    }

    /** sin(a b) exp(a) / (1 + b^2) and all its derivatives up to order 4. */
    @Test
    void ordersUpToFourEqualCommonsMath() {
        Expr a = scalar("a");
        Expr b = scalar("b");
        Expr f = a.mul(b).sin().mul(a.exp()).div(b.square().add(1));
        DerivativeStructure da = new DerivativeStructure(2, 4, 0, 0.7);
        DerivativeStructure db = new DerivativeStructure(2, 4, 1, -1.3);
        DerivativeStructure df =
                da.multiply(db).sin().multiply(da.exp()).divide(db.multiply(db).add(1));
        for (int i = 0; i <= 4; i++) {
            for (int j = 0; i + j <= 4; j++) {
                Expr reverse = f;
                Expr forward = f;
                for (int k = 0; k < i + j; k++) {
                    reverse = grad(reverse, k < i ? a : b);
                    forward = Derivatives.jvp(forward, k < i ? a : b, constant(1));
                }
                double expected = df.getPartialDerivative(i, j);
                for (Expr derivative : List.of(reverse, forward)) {
                    Tensor found = Interpreter.evaluate(derivative, List.of(a, b), Tensor.of(0.7), Tensor.of(-1.3));
                    assertThat(found.scalar()).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
                }
            }
        }
    }

    @Test
    void theJacobianHasOneRowForEachOutputAndEqualsDifferences() {
        Expr jacobian = jacobian(output, w);
        assertThat(jacobian.shape()).hasToString("[batch, 2, 3, 4]");
        assertEqualsDifferences(value(jacobian), output);
    }

    @Test
    void theHessianEqualsDifferencesOfTheGradient() {
        assertEqualsDifferences(value(hessian(loss, w)), grad(loss, w));
    }

    /** Holds a derivative by w, of shape [outputs, entries of w], to central differences. */
    private void assertEqualsDifferences(Tensor found, Expr outputs) {
        Tensor before = w.get();
        double step = 1e-5;
        for (int j = 0; j < before.size(); j++) {
            double[] up = moved(outputs, before, j, step);
            double[] down = moved(outputs, before, j, -step);
            assertThat(found.size()).isEqualTo(up.length * before.size());
            for (int i = 0; i < up.length; i++) {
                double difference = (up[i] - down[i]) / (2 * step);
                assertThat(found.get(i * before.size() + j)).isCloseTo(difference, within(1e-8));
            }
        }
    }

    private double[] moved(Expr outputs, Tensor before, int at, double step) {
        Tensor after = before.copy();
        after.set(at, before.get(at) + step);
        w.set(after);
        double[] values = Interpreter.evaluate(outputs, List.of(x, y), xs, ys).toDoubles();
        w.set(before);
        return values;
    }

    @Test
    void productsWithTheJacobianAreTheJacobianTimesAVector() {
        Tensor direction = normal(3, 4);
        Tensor jacobian = value(jacobian(output, w));
        assertClose(value(jvp(output, List.of(w), List.of(constant(direction)))), times(jacobian, direction));
        Tensor cotangent = normal(N, 2);
        Tensor transposed = Tensor.zeros(DType.FLOAT64, 12, 2 * N);
        for (int i = 0; i < jacobian.size(); i++) {
            transposed.set(i % 12 * 2 * N + i / 12, jacobian.get(i));
        }
        Expr product = vjp(output, y, List.of(w)).of(w);
        assertThat(product.type()).isEqualTo(w.type());
        assertClose(Interpreter.evaluate(product, List.of(x, y), xs, cotangent), times(transposed, cotangent));
    }

    @Test
    void theHessianIsSymmetricAndTheProductIsTheHessianTimesAVector() {
        Tensor hessian = value(hessian(loss, w));
        assertThat(hessian.shape()).containsExactly(3, 4, 3, 4);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < i; j++) {
                assertThat(hessian.get(i * 12 + j)).isCloseTo(hessian.get(j * 12 + i), within(1e-13));
            }
        }
        Tensor direction = normal(3, 4);
        Expr product = Derivatives.hessianProduct(loss, List.of(w), List.of(constant(direction)))
                .get(0);
        assertClose(value(product), times(hessian, direction));
        Expr reverse = grad(grad(loss, w).mul(constant(direction)).sum(), w);
        assertClose(value(reverse), value(product).toDoubles());
    }

    @Test
    void theGaussNewtonProductIsBuiltFromTheJacobian() {
        Tensor direction = normal(3, 4);
        Expr product = Derivatives.gaussNewtonProduct(loss, output, List.of(w), List.of(constant(direction)))
                .get(0);
        Tensor jacobian = value(jacobian(output, w));
        double[] forward = times(jacobian, direction);
        double[] expected = new double[12];
        for (int i = 0; i < jacobian.size(); i++) {
            expected[i % 12] += jacobian.get(i) * forward[i / 12] * 2 / N;
        }
        assertClose(value(product), expected);
    }

    @Test
    void theFisherProductIsBuiltFromPerExampleGradients() {
        Tensor direction = normal(3, 4);
        Expr logDensities = output.sub(y).square().sum(1).mul(-0.5);
        Expr product = Derivatives.fisherProduct(logDensities, List.of(w), List.of(constant(direction)))
                .get(0);
        Tensor scores = value(Derivatives.perExampleGradients(
                        List.of(x, y),
                        one -> output(one.get(0)).sub(one.get(1)).square().sum().mul(-0.5),
                        List.of(w))
                .get(0));
        double[] along = times(scores, direction);
        double[] expected = new double[12];
        for (int i = 0; i < scores.size(); i++) {
            expected[i % 12] += scores.get(i) * along[i / 12] / N;
        }
        assertClose(value(product), expected);
    }

    @Test
    void perExampleGradientsAreThoseOfEachExampleAlone() {
        List<Expr> each = Derivatives.perExampleGradients(
                List.of(x, y),
                one -> output(one.get(0)).sub(one.get(1)).square().sum(),
                params);
        for (int p = 0; p < params.size(); p++) {
            Expr gradient = grad(loss, params).all().get(p);
            Tensor all = value(each.get(p));
            assertThat(all.dim(0)).isEqualTo(N);
            int size = params.get(p).get().size();
            for (int n = 0; n < N; n++) {
                Tensor alone = Interpreter.evaluate(gradient, List.of(x, y), row(xs, n), row(ys, n));
                for (int i = 0; i < size; i++) {
                    assertThat(all.get(n * size + i)).isCloseTo(alone.get(i), within(1e-13));
                }
            }
        }
    }

    private static Tensor row(Tensor matrix, int n) {
        Tensor row = Tensor.zeros(DType.FLOAT64, 1, matrix.dim(1));
        for (int i = 0; i < row.size(); i++) {
            row.set(i, matrix.at(n, i));
        }
        return row;
    }

    /** y = x^2 with the VJP of x^3, from an expression of outside. */
    @Test
    void aCustomGradientServesBothModesAndHigherOrders() {
        Expr factor = constant(3);
        Expr custom = customGradient(
                List.of(x),
                in -> in.get(0).square(),
                (out, g, in) -> List.of(g.mul(factor).mul(in.get(0).square())));
        assertClose(value(custom), value(x.square()).toDoubles());
        assertClose(value(grad(custom.sum(), x)), value(x.square().mul(3)).toDoubles());
        assertClose(value(grad(grad(custom.sum(), x).sum(), x)), value(x.mul(6)).toDoubles());
        assertClose(
                value(jvp(custom, List.of(x), List.of(x))),
                value(x.pow(3).mul(3)).toDoubles());
        Expr wrong = customGradient(List.of(x), in -> in.get(0).sum(), (out, g, in) -> List.of(g, g));
        assertThatThrownBy(() -> grad(wrong, x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1 inputs gives 2");
    }

    @Test
    void aCustomTangentServesBothModes() {
        Expr custom = customTangent(
                List.of(x, y),
                in -> in.get(0).sum(1).mul(in.get(1).sum(1)),
                (out, t, in) ->
                        t.get(0).sum(1).mul(5).add(t.get(1).sum(1).mul(in.get(0).sum(1))));
        Expr loss = custom.sum();
        assertClose(
                value(grad(loss, x)),
                value(x.ones().mul(5).broadcastTo(x.shape())).toDoubles());
        assertClose(
                value(grad(loss, y)),
                value(x.sum(1).expand(1).broadcastTo(y.shape())).toDoubles());
        assertClose(
                value(jvp(custom, List.of(y), List.of(y))),
                value(y.sum(1).mul(x.sum(1))).toDoubles());
    }

    @Test
    void aVjpThatIsNotLinearHasNoTangent() {
        Expr custom = customGradient(List.of(x), in -> in.get(0).neg(), (out, g, in) -> List.of(g.square()));
        assertThatThrownBy(() -> jvp(custom, List.of(x), List.of(x)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("not linear");
    }

    @Test
    void directionsMustFit() {
        assertThatThrownBy(() -> jvp(output, params, List.of(w)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2 variables");
        assertThatThrownBy(() -> jvp(output, List.of(w), List.of(v)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("float64[4, 2] for float64[3, 4]");
    }

    /** Where a branch is not taken, neither its value nor its derivative matters, forward as backward. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 4})
    void theBranchNotTakenIsSilentForward(double at) {
        Expr a = scalar("a");
        Expr f = where(a.gt(0), a.sqrt(), a.mul(2));
        double expected = at > 0 ? 0.25 : 2;
        Expr forward = Derivatives.jvp(f, a, constant(1));
        assertThat(Interpreter.evaluate(forward, List.of(a), Tensor.of(at)).scalar())
                .isEqualTo(expected);
    }
}
