package adjoint.mdn.layer;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.CompiledFunction;
import adjoint.run.RandomStream;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final int ROWS = 5000;
    private final RandomStream stream = RandomStream.of(4);

    private static Tensor ones(DType dtype) {
        Tensor ones = Tensor.zeros(dtype, ROWS, 4);
        for (int i = 0; i < ones.size(); i++) {
            ones.set(i, 1);
        }
        return ones;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT64", "FLOAT32"})
    void elementsAreDroppedAtTheRateAndTheMeanStays(DType dtype) {
        Expr x = Expressions.input("x", dtype, "batch", 4);
        Expr y = new Dropout(0.25, stream).apply(x);
        CompiledFunction train =
                function(x).returning(y, grad(y.sum(), x)).drawing(stream).compile();
        List<Tensor> first = train.callAll(ones(dtype));
        double[] values = first.get(0).toDoubles();
        double dropped = Arrays.stream(values).filter(v -> v == 0).count();
        assertThat(dropped / values.length).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / values.length)));
        assertThat(Arrays.stream(values).filter(v -> v != 0))
                .allSatisfy(v -> assertThat(v).isCloseTo(4.0 / 3, within(1e-6)));
        assertThat(first.get(1)).as("the mask of values is that of gradients").isEqualTo(first.get(0));
        assertThat(train.callAll(ones(dtype)).get(0)).isNotEqualTo(first.get(0));
    }

    @Test
    void rateZeroChangesNothingAndWhatIsDroppedMayBeInfinite() {
        Expr x = matrix("x", 1, 40);
        Tensor values = Tensor.zeros(DType.FLOAT64, 1, 40);
        for (int i = 0; i < 40; i++) {
            values.set(i, Double.POSITIVE_INFINITY);
        }
        Expr[] both = {new Dropout(0, stream).apply(x), new Dropout(0.5, stream).apply(x)};
        List<Tensor> results = function(x).returning(both).compile().callAll(values);
        assertThat(results.get(0)).isEqualTo(values);
        assertThat(results.get(1).toDoubles())
                .contains(0, Double.POSITIVE_INFINITY)
                .doesNotContain(Double.NaN);
    }

    @Test
    void aPerceptronDropsBehindHiddenLayersOnly() {
        Architecture architecture = new Architecture(3, List.of(50, 50), 2, Activation.RELU, DType.FLOAT64);
        Mlp network = Mlp.of(architecture, 2, 1);
        Expr x = matrix("x", "batch", 3);
        Tensor xs = Tensor.of(new double[][] {{1, 2, 3}});
        CompiledFunction without = function(x).returning(network.apply(x)).compile();
        CompiledFunction none =
                function(x).returning(network.apply(x, new Dropout(0, stream))).compile();
        CompiledFunction half = function(x)
                .returning(network.apply(x, new Dropout(0.5, stream)))
                .drawing(stream)
                .compile();
        assertThat(none.call(xs).toDoubles()).containsExactly(without.call(xs).toDoubles(), within(1e-12));
        Tensor first = half.call(xs);
        assertThat(first.toDoubles()).doesNotContain(0);
        assertThat(half.call(xs)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aRateThatIsNoneIsRefused(double rate) {
        assertThatThrownBy(() -> new Dropout(rate, stream)).hasMessageContaining("dropout rate");
    }
}
