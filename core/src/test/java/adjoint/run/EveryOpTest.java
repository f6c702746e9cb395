package adjoint.run;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.input;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.OpTable;
import adjoint.expr.Sample;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op of the table: its plan gives the interpreter's values, for no elements, one, few, and more than a tile. */
class EveryOpTest {
    static Stream<Sample> samples() {
        return OpTable.all().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void planAndInterpreterAgree(Sample sample) {
        for (DType floats : List.of(DType.FLOAT64, DType.FLOAT32)) {
            List<Expr> in = new ArrayList<>();
            for (Sample.Given given : sample.inputs()) {
                DType dtype =
                        given.type().dtype().isFloat() ? floats : given.type().dtype();
                in.add(input("x" + in.size(), dtype, given.type().shape().dims().toArray()));
            }
            Expr y = Expr.of(sample.op(), in);
            List<Expr> outputs = y.dtype().isFloat() ? List.of(y, y.abs().add(1).log()) : List.of(y);
            Expr[] inputs = in.toArray(Expr[]::new);
            Expr[] returned = outputs.toArray(Expr[]::new);
            CompiledFunction fast = function(inputs).returning(returned).compile();
            CompiledFunction slow =
                    function(inputs).returning(returned).mode(Mode.REFERENCE).compile();
            for (int n : new int[] {3, 0, 1, 700, 3}) {
                compare(sample, fast, slow, floats, Map.of("m", 2, "n", n));
            }
        }
    }

    private static void compare(
            Sample sample, CompiledFunction fast, CompiledFunction slow, DType floats, Map<String, Integer> sizes) {
        SplittableRandom random = new SplittableRandom(sizes.hashCode());
        Tensor[] values = sample.inputs().stream()
                .map(given -> draw(given, floats, sizes, random))
                .toArray(Tensor[]::new);
        List<Tensor> expected;
        try {
            expected = slow.callAll(values);
        } catch (IllegalArgumentException | IndexOutOfBoundsException refused) {
            assertThatThrownBy(() -> fast.callAll(values)).isInstanceOf(refused.getClass());
            return;
        }
        boolean single = floats == DType.FLOAT32 || expected.get(0).dtype() == DType.FLOAT32;
        double tolerance = single ? 1e-5 : 1e-12;
        Values.assertClose(fast.callAll(values), expected, tolerance, sample + " in " + floats + " of " + sizes);
        for (int threads = 2; threads <= 3; threads++) {
            BoundPlan shared = fast.plan().bind(sizes, threads);
            for (int i = 0; i < values.length; i++) {
                shared.input(i).assign(values[i]);
            }
            shared.run();
            for (int i = 0; i < expected.size(); i++) {
                String what = sample + " in " + floats + " of " + sizes + " on " + threads + " threads";
                Values.assertClose(shared.output(i), expected.get(i), tolerance, what);
            }
        }
    }

    private static Tensor draw(Sample.Given given, DType floats, Map<String, Integer> sizes, SplittableRandom random) {
        DType dtype = given.type().dtype().isFloat() ? floats : given.type().dtype();
        if (given.fixed() != null) {
            return given.fixed().cast(dtype);
        }
        int[] shape = given.type().shape().evaluate(sizes);
        return Values.random(random, dtype, given.low(), given.high(), shape);
    }
}
