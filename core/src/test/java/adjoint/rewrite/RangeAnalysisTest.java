package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.exact.Exact;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Leaf;
import adjoint.expr.OpTable;
import adjoint.expr.Sample;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is said of an expression's sign holds for its exact value, whatever its inputs are made of. */
class RangeAnalysisTest {
    private static final int TRIALS = 40;

    /** Operands about which something is known, something else, or nothing at all. */
    private static final List<UnaryOperator<Expr>> OPERANDS = List.of(
            x -> x,
            x -> x.abs(),
            x -> x.exp(),
            x -> x.exp().neg(),
            x -> x.relu(),
            x -> x.zeros(),
            x -> x.zeros().add(0.5),
            x -> x.zeros().sub(0.5),
            x -> x.clip(Expressions.constant(0.0), x.neg()),
            x -> x.softplus().add(1));

    static List<Sample> samples() {
        return OpTable.all().stream()
                .filter(sample -> sample.inputs().stream().anyMatch(given -> given.fixed() == null))
                .filter(Sample::hasFloats)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyFactHoldsExactly(Sample sample) {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(trial);
            Expr[] inputs = sample.inputs().stream()
                    .map(given -> fixedSizes(given.type()))
                    .toArray(Expr[]::new);
            Expr[] operands = IntStream.range(0, inputs.length)
                    .mapToObj(i -> inputs[i].dtype().isFloat() ? operand(inputs[i], random) : inputs[i])
                    .toArray(Expr[]::new);
            Expr node;
            try {
                node = Expr.of(sample.op().resolve(Sample.SIZES), operands);
                node.shape().evaluate(Map.of());
            } catch (ShapeException e) {
                continue; // the op's own attributes have named sizes
            }
            check(node, inputs, sample.values(DType.FLOAT64, trial), random);
        }
    }

    private static Expr fixedSizes(Type type) {
        Object[] dims =
                IntStream.of(type.shape().evaluate(Sample.SIZES)).boxed().toArray();
        return Expressions.input("x", type.dtype(), dims);
    }

    private static Expr operand(Expr input, Random random) {
        Expr made = OPERANDS.get(random.nextInt(OPERANDS.size())).apply(input);
        return made.shape().equals(input.shape()) ? made : made.broadcastTo(input.shape());
    }

    private static void check(Expr node, Expr[] inputs, Tensor[] values, Random random) {
        RangeAnalysis facts = new RangeAnalysis();
        boolean nonNegative = facts.nonNegative(node);
        boolean loggable = facts.loggable(node);
        if (!nonNegative && !loggable) {
            return;
        }
        assertThat(nonNegative).as("what has a logarithm is not negative").isTrue();
        Map<Expr, Exact[]> bound = new IdentityHashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            for (int j = 0; inputs[i].dtype().isFloat() && j < values[i].size(); j++) {
                values[i].set(j, random.nextInt(5) == 0 ? 0 : random.nextDouble(-2, 2));
            }
            bound.put(inputs[i], ExactInterpreter.exact(values[i]));
        }
        Exact[] exact;
        try {
            exact = ExactInterpreter.evaluate(node, bound);
        } catch (Exact.Unrepresentable e) {
            return;
        }
        for (Exact value : exact) {
            assertThat(value.isNaN() || value.sign() >= 0)
                    .as("%s counts as not negative, but is %s", node, value)
                    .isTrue();
        }
        if (loggable) {
            zerosStay(node, bound, exact);
        }
    }

    /** A 0 that may have a logarithm is one that no small change of the inputs reaches. */
    private static void zerosStay(Expr node, Map<Expr, Exact[]> bound, Exact[] exact) {
        Exact step = Exact.of(0x1p-100);
        Map<Expr, Exact[]> moved = new IdentityHashMap<>();
        bound.forEach((input, values) -> moved.put(
                input,
                input.dtype().isFloat() ? Stream.of(values).map(step::plus).toArray(Exact[]::new) : values));
        Exact[] after = ExactInterpreter.evaluate(node, moved);
        for (int i = 0; i < exact.length; i++) {
            boolean zero = exact[i].isFinite() && exact[i].sign() == 0;
            assertThat(zero && after[i].sign() != 0)
                    .as("%s counts as having a logarithm, but its 0 becomes %s", node, after[i])
                    .isFalse();
        }
    }

    @Test
    void crossedBoundsOfAClipAreNotMistaken() {
        Expr x = Expressions.input("x"), y = Expressions.input("y");
        Tensor half = Tensor.of(0.5), minus = Tensor.of(-1);
        Expr zero = Expressions.constant(0.0), one = Expressions.constant(1.0);
        assertThat(value(List.of(x, y), x.clip(zero, y).abs(), half, minus)).isEqualTo(1);
        assertThat(value(List.of(x, y), x.clip(one, y).square().log(), half, minus))
                .isEqualTo(0);
        assertThat(value(List.of(x), x.clip(0, -1).abs(), half)).isEqualTo(1);
        assertThat(value(List.of(x, y), x.clip(zero, y).square().sqrt(), half, minus))
                .isEqualTo(1);
        assertThat(value(List.of(x, y), x.clip(zero, y).log().exp(), half, minus))
                .isNaN();
        assertThat(value(List.of(x, y), x.exp().clip(one, y).square().log().mul(0.5), half, minus))
                .isEqualTo(0);
        assertThat(value(
                        List.of(x, y),
                        Expressions.minimum(Expressions.maximum(x, zero), y).abs(),
                        half,
                        minus))
                .isEqualTo(1);
    }

    private static double value(List<Expr> inputs, Expr root, Tensor... values) {
        Leaf.Input[] leaves =
                inputs.stream().map(input -> (Leaf.Input) input.op()).toArray(Leaf.Input[]::new);
        assertThat(leaves).hasSameSizeAs(values);
        List<Double> found = new ArrayList<>();
        for (boolean strict : new boolean[] {false, true}) {
            Options options = strict ? Options.DEFAULT.asStrict() : Options.DEFAULT;
            found.add(CompiledFunction.function(inputs.toArray(Expr[]::new))
                    .returning(root)
                    .rewriting(options)
                    .compile()
                    .call(values)
                    .scalar());
        }
        assertThat(found.get(0)).isEqualTo(found.get(1));
        return found.get(0);
    }
}
