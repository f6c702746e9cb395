package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rule whose left side takes integers or truth values is right on them, or leaves them alone. */
class RuleTypesTest {
    private int tried;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"INT32", "BOOL"})
    void everyRuleOnEveryTypeItsLeftSideTakes(DType dtype) {
        for (Rule rule : RuleBook.rules()) {
            for (Function<Expr[], Expr> form : rule.example().expressions()) {
                Expr[] inputs = rule.example().inputs(dtype);
                try {
                    form.apply(inputs);
                } catch (IllegalArgumentException e) {
                    continue; // the left side takes floats only
                }
                check(rule, form.apply(inputs), inputs);
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    private void check(Rule rule, Expr left, Expr[] inputs) {
        Expr alone =
                new Engine(List.of(rule), new RewriteLog()).run(List.of(left)).get(0);
        Expr all = Rewriter.optimise(List.of(left)).get(0);
        tried++;
        assertThat(alone.type()).as(rule.name()).isEqualTo(left.type());
        assertThat(all.type()).as(rule.name()).isEqualTo(left.type());
        for (int seed = 0; seed < 5; seed++) {
            Tensor[] values = values(inputs, new Random(seed));
            Tensor wanted = Interpreter.evaluate(left, Arrays.asList(inputs), values);
            for (Expr rewritten : List.of(alone, all)) {
                Tensor found = Interpreter.evaluate(rewritten, Arrays.asList(inputs), values);
                for (int i = 0; i < wanted.size(); i++) {
                    double tolerance = wanted.dtype().isFloat() ? 1e-12 * Math.abs(wanted.get(i)) : 0;
                    boolean same = Double.compare(found.get(i), wanted.get(i)) == 0
                            || Math.abs(found.get(i) - wanted.get(i)) <= tolerance;
                    assertThat(same)
                            .as("%s on %s of %s: %s", rule.name(), left, Arrays.toString(values), found)
                            .isTrue();
                }
            }
        }
    }

    private static Tensor[] values(Expr[] inputs, Random random) {
        return Arrays.stream(inputs)
                .map(input -> {
                    Tensor value = Tensor.zeros(input.dtype(), input.shape().evaluate(Map.of()));
                    for (int i = 0; i < value.size(); i++) {
                        value.set(i, input.dtype() == DType.BOOL ? random.nextInt(2) : random.nextInt(-4, 5));
                    }
                    return value;
                })
                .toArray(Tensor[]::new);
    }
}
