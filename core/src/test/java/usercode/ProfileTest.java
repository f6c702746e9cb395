package usercode;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.run.Profile;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a profile tells a user: here, of a training step of a network with one hidden layer. */
class ProfileTest {
    private static final Pattern ROW = Pattern.compile(" *([0-9.]+) +([0-9.]+)% +([0-9.]+) +([0-9.]+)  (%.*)  at (.*)");
    private static final Pattern MEMORY = Pattern.compile("buffers .* liveness bound .* \\(([0-9.]+) times\\)");

    private final Shared w = shared("w", Tensor.full(DType.FLOAT64, 0.1, 200, 300));
    private final Shared v = shared("v", Tensor.full(DType.FLOAT64, 0.1, 300, 1));
    private final Expr x = matrix("x", "batch", 200);

    private Profile profile() {
        Expr loss = x.dot(w).tanh().dot(v).square().mean();
        BoundPlan step = function(x)
                .returning(loss)
                .updating(w, w.sub(grad(loss, w).mul(0.1)))
                .updating(v, v.sub(grad(loss, v).mul(0.1)))
                .compile()
                .bind(new int[] {64, 200});
        return Profile.of(step, 20);
    }

    @Test
    void everyInstructionHasItsTimeShareRatesNodesAndLine() {
        List<Matcher> rows = profile()
                .toString()
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(rows.stream().mapToDouble(row -> number(row, 2)).sum()).isBetween(99.0, 101.0);
        assertThat(rows).isSortedAccordingTo((a, b) -> Double.compare(number(b, 1), number(a, 1)));
        assertThat(rows).allSatisfy(row -> assertThat(row.group(6)).startsWith("ProfileTest.java:"));
        Matcher product = rows.stream()
                .filter(row -> row.group(5).contains("dot(x, w)"))
                .findFirst()
                .orElseThrow();
        // Rounding of the printed figures leaves a per mille or two.
        double flops = 2.0 * 64 * 200 * 300;
        double micros = number(product, 1);
        assertThat(number(product, 3))
                .isBetween(flops / (micros + 0.01) / 1e3 - 0.01, flops / (micros - 0.01) / 1e3 + 0.01);
        double bytes = 8.0 * (64 * 200 + 200 * 300 + 64 * 300);
        assertThat(number(product, 4))
                .isBetween(bytes / (micros + 0.01) / 1e3 - 0.01, bytes / (micros - 0.01) / 1e3 + 0.01);
    }

    @Test
    void buffersStayNearTheLivenessBound() {
        Matcher memory = MEMORY.matcher(profile().toString());
        assertThat(memory.find()).isTrue();
        assertThat(number(memory, 1)).isBetween(1.0, 1.3);
    }

    private static double number(Matcher row, int group) {
        return Double.parseDouble(row.group(group));
    }
}
