package adjoint;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.inspect.Ir;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Depth and sharing cost nothing beyond the nodes themselves, on a thread of the default stack size. */
class LargeGraphTest {
    private static final int LONG = 100_000;

    private static Expr repeated(Expr start, int times, UnaryOperator<Expr> step) {
        Expr node = start;
        for (int i = 0; i < times; i++) {
            node = step.apply(node);
        }
        return node;
    }

    @Test
    void aLongChainBuildsDifferentiatesRunsAndPrints() {
        Expr x = scalar("x");
        Expr end = repeated(x, LONG, node -> node.sin());
        assertThat(Graph.topological(end)).hasSize(LONG + 1);
        Expr slope = grad(end, x);
        assertThat(Graph.topological(List.of(end, slope))).hasSizeLessThan(4 * LONG);

        double value = 0.5;
        double derivative = 1;
        for (int i = 0; i < LONG; i++) {
            derivative *= Math.cos(value);
            value = Math.sin(value);
        }
        List<Tensor> plain = Interpreter.evaluate(List.of(end, slope), List.of(x), Tensor.of(0.5));
        assertThat(plain.get(0).scalar()).isCloseTo(value, within(1e-10 * value));
        assertThat(plain.get(1).scalar()).isCloseTo(derivative, within(1e-8 * derivative));
        List<Tensor> compiled = function(x).returning(end, slope).compile().callAll(Tensor.of(0.5));
        assertThat(compiled.get(0).scalar()).isCloseTo(value, within(1e-10 * value));
        assertThat(compiled.get(1).scalar()).isCloseTo(derivative, within(1e-8 * derivative));

        assertThat(end.toString()).startsWith("sin(sin(").hasSizeLessThan(3_000);
        assertThat(Graph.text(end, Integer.MAX_VALUE)).hasSize(5 * LONG + 1);
        assertThat(Ir.of(end).toString().lines()).hasSize(LONG + 2);
        assertThat(Graph.same(end, repeated(x, LONG, node -> node.sin()))).isTrue();
    }

    @Test
    void aLongChainOfVectorsWithConstants() {
        Expr x = vector("x", "n");
        Expr end = repeated(x, LONG / 4, node -> node.mul(0.5).add(1));
        CompiledFunction compiled =
                function(x).returning(end, grad(end.sum(), x)).compile();
        List<Tensor> results = compiled.callAll(Tensor.of(new double[] {7, -3}));
        assertThat(results.get(0).toDoubles()).containsExactly(2, 2);
        assertThat(results.get(1).toDoubles()).containsExactly(0, 0);
    }

    @Test
    void sharingCostsNothing() {
        Expr x = scalar("x");
        Expr doubled = repeated(x, 60, node -> node.add(node));
        assertThat(Graph.topological(doubled)).hasSize(61);
        Expr slope = grad(doubled, x);
        assertThat(Graph.topological(slope)).hasSizeLessThan(200);
        double power = Math.pow(2, 60);
        assertThat(Interpreter.evaluate(doubled, List.of(x), Tensor.of(3)).scalar())
                .isEqualTo(3 * power);
        List<Tensor> compiled = function(x).returning(doubled, slope).compile().callAll(Tensor.of(3));
        assertThat(compiled).extracting(Tensor::scalar).containsExactly(3 * power, power);
        assertThat(doubled.toString()).hasSizeLessThan(3_000).endsWith("...");
        assertThat(Graph.same(doubled, repeated(x, 60, node -> node.add(node)))).isTrue();
        assertThat(Graph.same(doubled, repeated(x, 59, node -> node.add(node)))).isFalse();
    }

    @Test
    void aWideSumOfManyTermsDifferentiates() {
        Expr x = scalar("x");
        Expr sum = x;
        for (int i = 1; i < 10_000; i++) {
            sum = sum.add(x.mul(i));
        }
        Expr slope = grad(sum, x);
        double expected = 1 + 10_000.0 * 9_999 / 2;
        assertThat(function(x).returning(slope).compile().call(Tensor.of(1)).scalar())
                .isEqualTo(expected);
        assertThat(GradientCheck.of(repeated(x, 50, node -> node.mul(x).tanh()), x)
                        .at(Tensor.of(0.9))
                        .passed())
                .isTrue();
    }
}
