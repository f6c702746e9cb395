package adjoint.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.OpTable;
import adjoint.expr.Sample;
import adjoint.expr.Vectorizer;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward mode and stacking of every op, against reverse mode and against one array after the other. */
class EveryOpTest {
    private static final int HEIGHT = 3;

    static Stream<Sample> differentiable() {
        return OpTable.all().stream().filter(Sample::differentiable).filter(Sample::hasFloats);
    }

    static Stream<Sample> stackable() {
        return OpTable.all().stream().filter(sample -> !sample.inputs().isEmpty());
    }

    /** For random u and t, {@code <u, J t>} is {@code <J' u, t>}. */
    @ParameterizedTest
    @MethodSource("differentiable")
    void forwardModeIsTheTransposeOfReverseMode(Sample sample) {
        List<Expr> x = sample.variables(DType.FLOAT64);
        Expr y = Expr.of(sample.op(), x);
        if (!y.dtype().isFloat()) {
            return;
        }
        List<Expr> floats = x.stream().filter(v -> v.dtype().isFloat()).toList();
        List<Expr> directions = floats.stream().map(v -> like("t", v)).toList();
        Expr u = like("u", y);
        Expr forward = u.mul(Derivatives.jvp(y, floats, directions)).sum();
        List<Expr> cotangents = Gradients.knownGradients(
                        Map.of(y, u), floats, GradientPolicy.exact().zeroWhereDisconnected())
                .all();
        Expr backward = IntStream.range(0, floats.size())
                .mapToObj(i -> cotangents.get(i).mul(directions.get(i)).sum())
                .reduce(Expr::add)
                .orElseThrow();
        List<Expr> inputs = new ArrayList<>(x);
        inputs.addAll(directions);
        inputs.add(u);
        List<Tensor> values = new ArrayList<>(List.of(sample.values(DType.FLOAT64, 1)));
        Random random = new Random(2);
        directions.forEach(t -> values.add(normal(t, random)));
        values.add(normal(u, random));
        List<Tensor> both = Interpreter.evaluate(List.of(forward, backward), inputs, values.toArray(Tensor[]::new));
        double scale = Math.max(1, Math.abs(both.get(1).scalar()));
        assertThat(both.get(0).scalar())
                .isCloseTo(both.get(1).scalar(), within((y.dtype() == DType.FLOAT32 ? 1e-6 : 1e-12) * scale));
    }

    @ParameterizedTest
    @MethodSource("stackable")
    void aStackGivesTheResultOfEachArray(Sample sample) {
        int count = sample.inputs().size();
        for (int stacked = 1; stacked < 1 << count; stacked++) {
            compare(sample, stacked);
        }
    }

    private static void compare(Sample sample, int stacked) {
        List<Expr> x = sample.variables(DType.FLOAT64);
        Expr y = Expr.of(sample.op(), x);
        Tensor[][] draws = IntStream.range(0, HEIGHT)
                .mapToObj(i -> sample.values(DType.FLOAT64, i))
                .toArray(Tensor[][]::new);
        Map<Expr, Expr> stacks = new IdentityHashMap<>();
        List<Expr> inputs = new ArrayList<>(x);
        List<Tensor> values = new ArrayList<>(List.of(draws[0]));
        for (int k = 0; k < x.size(); k++) {
            if ((stacked >> k & 1) != 0) {
                Expr stack = Expressions.input(
                        "stack",
                        x.get(k).dtype(),
                        Stream.concat(Stream.of(HEIGHT), x.get(k).shape().dims().stream())
                                .toArray());
                stacks.put(x.get(k), stack);
                inputs.add(stack);
                values.add(stack(draws, k));
            }
        }
        Expr all = Vectorizer.of(stacks).apply(y);
        Tensor result = evaluate(List.of(all), inputs, values).get(0);
        for (int i = 0; i < HEIGHT; i++) {
            Tensor[] own = draws[0].clone();
            for (int k = 0; k < own.length; k++) {
                own[k] = (stacked >> k & 1) != 0 ? draws[i][k] : own[k];
            }
            Tensor expected = evaluate(List.of(y), x, List.of(own)).get(0);
            assertThat(result.size()).isEqualTo(expected.size() * HEIGHT);
            for (int j = 0; j < expected.size(); j++) {
                double actual = result.get(i * expected.size() + j);
                assertThat(Double.compare(actual, expected.get(j)) == 0
                                || Math.abs(actual - expected.get(j)) <= 1e-14 * Math.abs(expected.get(j)))
                        .as("%s, array %d, element %d: %s, %s", sample, i, j, actual, expected.get(j))
                        .isTrue();
            }
        }
    }

    private static List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, List<Tensor> values) {
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            bound.put((Leaf.Input) inputs.get(i).op(), values.get(i));
        }
        return Interpreter.evaluate(outputs, bound, Sample.SIZES);
    }

    private static Tensor stack(Tensor[][] draws, int input) {
        Tensor first = draws[0][input];
        int[] shape = IntStream.concat(IntStream.of(HEIGHT), IntStream.of(first.shape()))
                .toArray();
        Tensor stack = Tensor.zeros(first.dtype(), shape);
        for (int i = 0; i < stack.size(); i++) {
            stack.set(i, draws[i / first.size()][input].get(i % first.size()));
        }
        return stack;
    }

    private static Expr like(String name, Expr node) {
        return Expressions.input(name, node.dtype(), node.shape().dims().toArray());
    }

    private static Tensor normal(Expr like, Random random) {
        Tensor values = Tensor.zeros(like.dtype(), like.shape().evaluate(Sample.SIZES));
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }
}
