package adjoint.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.SpecialPoints.Line;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The conventions at kinks, poles and ties hold at every level, in both float types. */
class SpecialPointsTest {
    static Stream<Arguments> cases() {
        return SpecialPoints.lines().stream()
                .flatMap(line -> Stream.of(Level.values())
                        .flatMap(level -> Stream.of(DType.FLOAT64, DType.FLOAT32)
                                .filter(dtype ->
                                        dtype == DType.FLOAT64 || !line.name().contains("nearly"))
                                .map(dtype -> Arguments.of(line, level, dtype))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void conventionHolds(Line line, Level level, DType dtype) {
        List<Expr> x = new ArrayList<>();
        List<Tensor> at = new ArrayList<>();
        for (double[] row : line.at()) {
            x.add(Expressions.input("x" + x.size(), dtype, row.length));
            at.add(Tensor.of(row).cast(dtype));
        }
        Expr y = line.build().apply(x);
        List<Expr> first = Gradients.gradientOrZero(y.sum(), x);
        Expr total = first.stream().map(g -> g.sum()).reduce(Expr::add).orElseThrow();
        List<Expr> second = Gradients.gradientOrZero(total, x);
        List<Expr> outputs = new ArrayList<>(List.of(y));
        outputs.addAll(first);
        outputs.addAll(second);
        List<Tensor> results = level.evaluate(outputs, x, at.toArray(Tensor[]::new));
        assertClose("value", results.get(0), line.value());
        for (int k = 0; k < x.size(); k++) {
            assertClose("first derivative by x" + k, results.get(1 + k), line.first()[k]);
            assertClose(
                    "second derivative by x" + k,
                    results.get(1 + x.size() + k),
                    line.second() == null ? null : line.second()[k]);
        }
    }

    private static void assertClose(String what, Tensor found, double[] expected) {
        if (expected == null) {
            return;
        }
        double unit = found.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
        assertThat(found.size()).as(what).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            double apart = Math.abs(found.get(i) - expected[i]);
            boolean same = found.get(i) == expected[i] || apart <= 8 * unit * Math.abs(expected[i]);
            assertThat(same || Double.isNaN(expected[i]) && Double.isNaN(found.get(i)))
                    .as(what + " is " + Arrays.toString(found.toDoubles()) + ", not " + Arrays.toString(expected))
                    .isTrue();
        }
    }
}
