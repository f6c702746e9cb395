package adjoint.run;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.compile.BoundPlan;
import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.OpTable;
import adjoint.expr.Sample;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.AdjointException;
import adjoint.tensor.DType;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op where named sizes are 0 and 1: values and gradients, compiled for one and two threads, as interpreted. */
class EmptyAxesTest {
    private static final List<Map<String, Integer>> SIZES =
            List.of(Map.of("n", 0, "m", 0), Map.of("n", 0, "m", 1), Map.of("n", 1, "m", 0), Map.of("n", 1, "m", 1));

    static List<Sample> samples() {
        return OpTable.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void compiledAsInterpreted(Sample sample) {
        for (DType floats : List.of(DType.FLOAT64, DType.FLOAT32)) {
            for (Map<String, Integer> sizes : SIZES) {
                List<Expr> x = sample.variables(floats);
                List<Expr> roots = roots(Expr.of(sample.op(), x), x);
                Tensor[] values = values(sample, floats, sizes);
                String expected = outcome(() -> interpreted(roots, x, values, sizes));
                for (int threads = 1; threads <= 2; threads++) {
                    int team = threads;
                    assertThat(outcome(() -> compiled(roots, x, values, sizes, team)))
                            .as("%s with %s on %d threads", sample, sizes, threads)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** The value and, where there is one, the gradient by each float input. */
    private static List<Expr> roots(Expr y, List<Expr> x) {
        List<Expr> roots = new ArrayList<>(List.of(y));
        List<Expr> floats = x.stream().filter(input -> input.dtype().isFloat()).toList();
        if (y.dtype().isFloat() && !floats.isEmpty()) {
            GradientPolicy policy = GradientPolicy.exact().zeroWhereDisconnected();
            roots.addAll(Gradients.grad(y.sum(), floats, policy).all());
        }
        return roots;
    }

    private static Tensor[] values(Sample sample, DType floats, Map<String, Integer> sizes) {
        Tensor[] given = sample.values(floats, 1);
        for (int i = 0; i < given.length; i++) {
            int[] shape = sample.inputs().get(i).type().shape().evaluate(sizes);
            Tensor smaller = Tensor.zeros(given[i].dtype(), shape);
            for (int j = 0; j < smaller.size(); j++) {
                smaller.set(j, given[i].get(j));
            }
            given[i] = smaller;
        }
        return given;
    }

    private static List<Tensor> interpreted(
            List<Expr> roots, List<Expr> x, Tensor[] values, Map<String, Integer> sizes) {
        Map<Leaf.Input, Tensor> given = new java.util.IdentityHashMap<>();
        for (int i = 0; i < values.length; i++) {
            given.put((Leaf.Input) x.get(i).op(), values[i]);
        }
        return Interpreter.evaluate(roots, given, sizes);
    }

    private static List<Tensor> compiled(
            List<Expr> roots, List<Expr> x, Tensor[] values, Map<String, Integer> sizes, int threads) {
        List<Leaf.Input> leaves =
                x.stream().map(input -> (Leaf.Input) input.op()).toList();
        BoundPlan bound = Plan.compile(leaves, Rewriter.untouched(roots).roots(), Map.of())
                .bind(sizes, threads);
        for (int i = 0; i < values.length; i++) {
            bound.input(i).assign(values[i]);
        }
        bound.run();
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < bound.outputCount(); i++) {
            results.add(bound.output(i));
        }
        return results;
    }

    /** Values to three digits, what is left of terms that cancel as 0, or the kind of error. */
    private static String outcome(Supplier<List<Tensor>> work) {
        try {
            return work.get().stream()
                    .map(value -> value.type()
                            + Arrays.stream(value.toDoubles())
                                    .map(x -> Math.abs(x) < 1e-6 ? 0 : x)
                                    .mapToObj(x -> String.format(Locale.ROOT, " %.3g", x))
                                    .reduce("", String::concat))
                    .toList()
                    .toString();
        } catch (AdjointException e) {
            return e.code().toString();
        }
    }

    @Test
    void sizesAreFoundFromEmptyArrays() {
        Sizes sizes = new Sizes();
        sizes.match("x", adjoint.tensor.Type.of(DType.FLOAT64, "n", 2), Tensor.zeros(DType.FLOAT64, 0, 2));
        assertThat(sizes.numbers()).containsEntry("n", 0);
    }

    private static void isAsWritten(Expr y, List<Expr> x, Tensor... values) {
        Expr[] inputs = x.toArray(Expr[]::new);
        CompiledFunction fast = CompiledFunction.function(inputs).returning(y).compile();
        CompiledFunction plain = CompiledFunction.function(inputs)
                .returning(y)
                .mode(Mode.REFERENCE)
                .compile();
        assertThat(outcome(() -> fast.callAll(values)))
                .as(y.toString())
                .isEqualTo(outcome(() -> plain.callAll(values)));
    }

    @Test
    void rewrittenGraphsOfEmptyArrays() {
        Expr x = Expressions.matrix("x", "n", "m");
        Expr w = Expressions.matrix("w", "m", "k");
        Tensor none = Tensor.zeros(DType.FLOAT64, 2, 0);
        Tensor empty = Tensor.zeros(DType.FLOAT64, 0, 3);
        isAsWritten(x.dot(w), List.of(x, w), none, empty);
        isAsWritten(
                x.dot(w).sum(), List.of(x, w), Tensor.zeros(DType.FLOAT64, 4, 1), Tensor.zeros(DType.FLOAT64, 1, 0));
        isAsWritten(Gradients.grad(x.dot(w).sum(), x), List.of(x, w), none, empty);
        isAsWritten(Gradients.grad(x.dot(w).sum(), w), List.of(x, w), none, empty);
        isAsWritten(
                Gradients.grad(x.dot(w).square().mean(), w), List.of(x, w), empty, Tensor.zeros(DType.FLOAT64, 3, 2));
        isAsWritten(Expressions.concat(1, x, x), List.of(x), none);
        isAsWritten(Expressions.concat(0, x, x), List.of(x), none);
        isAsWritten(Expressions.stack(0, x, x).sum(1), List.of(x), empty);
        Expr index = Expressions.input("i", DType.INT32, "k");
        isAsWritten(x.gather(index, 0), List.of(x, index), empty, Tensor.of(new int[] {0}));
        isAsWritten(x.gather(index, 0), List.of(x, index), empty, Tensor.of(new int[0]));
        isAsWritten(x.gather(index, 1), List.of(x, index), empty, Tensor.of(new int[] {2, 0}));
        isAsWritten(x.mean(), List.of(x), empty);
        isAsWritten(x.logSumExp(0), List.of(x), empty);
    }
}
