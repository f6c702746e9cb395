package adjoint.mdn.layer;

import static adjoint.Adjoint.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.junit.jupiter.api.Test;

class MlpTest {
    private static Architecture architecture(DType dtype) {
        return new Architecture(3, List.of(4), 2, Activation.TANH, dtype);
    }

    @Test
    void computesItsLayers() {
        Mlp network = Mlp.of(architecture(DType.FLOAT64), 2, 1);
        Expr x = Expressions.matrix("x", "batch", 3);
        double[] in = {0.5, -1, 2};
        Tensor out = function(x).returning(network.apply(x)).compile().call(Tensor.of(new double[][] {in}));
        Tensor w0 = network.layers().get(0).weights().get();
        Tensor w1 = network.output().weights().get();
        for (int o = 0; o < 2; o++) {
            double sum = 0;
            for (int h = 0; h < 4; h++) {
                double hidden = 0;
                for (int i = 0; i < 3; i++) {
                    hidden += in[i] * w0.at(i, h);
                }
                sum += Math.tanh(hidden) * w1.at(h, o);
            }
            assertThat(out.at(0, o)).isCloseTo(sum, within(1e-14));
        }
    }

    @Test
    void parametersAreNamedAndSeeded() {
        List<Shared> first = Mlp.of(architecture(DType.FLOAT64), 2, 1).parameters();
        assertThat(first.stream().map(Expr::name))
                .containsExactly("hidden0.weights", "hidden0.bias", "output.weights", "output.bias");
        List<Shared> again = Mlp.of(architecture(DType.FLOAT64), 2, 1).parameters();
        List<Shared> single = Mlp.of(architecture(DType.FLOAT32), 2, 1).parameters();
        List<Shared> other = Mlp.of(architecture(DType.FLOAT64), 2, 2).parameters();
        assertThat(first.get(0).get())
                .isEqualTo(again.get(0).get())
                .isNotEqualTo(other.get(0).get());
        assertThat(single.get(0).get()).isEqualTo(first.get(0).get().cast(DType.FLOAT32));
    }

    @Test
    void initialValuesHaveTheVarianceTheyPromise() {
        check(Initialiser.glorotUniform(), 2.0 / 500);
        check(Initialiser.glorotNormal(), 2.0 / 500);
        check(Initialiser.heNormal(), 2.0 / 200);
        check(Initialiser.zeros(), 0);
        assertThat(Initialiser.constant(3).draw(new SplittableRandom(1), 1, 1)).isEqualTo(3);
    }

    private static void check(Initialiser initialiser, double variance) {
        double[] values = initialiser
                .tensor(new SplittableRandom(4), DType.FLOAT64, 200, 300, 200, 300)
                .toDoubles();
        assertThat(new Variance().evaluate(values)).isCloseTo(variance, within(0.03 * variance));
    }

    @Test
    void impossibleArchitecturesAreRefused() {
        assertThatThrownBy(() -> new Architecture(0, List.of(), 1, Activation.TANH, DType.FLOAT64))
                .hasMessageContaining("inputs must be at least 1");
        assertThatThrownBy(() -> new Architecture(1, List.of(3, 0), 1, Activation.TANH, DType.FLOAT64))
                .hasMessageContaining("width");
        assertThatThrownBy(() -> new Architecture(1, List.of(), 1, Activation.TANH, DType.INT32))
                .hasMessageContaining("int32");
    }
}
