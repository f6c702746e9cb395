package adjoint.loop;

import static adjoint.loop.Scan.scan;
import static adjoint.loop.Scan.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.Derivatives;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.run.CompiledFunction;
import adjoint.run.Mode;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops against the same steps written out one after the other. */
class ScanTest {
    private static final int BATCH = 2;
    private static final int IN = 3;
    private static final int UNITS = 4;

    private final GradientPolicy zeros = GradientPolicy.exact().zeroWhereDisconnected();
    private final Random random = new Random(1);
    private final Shared w = Expressions.shared("w", random(IN, UNITS));
    private final Shared u = Expressions.shared("u", random(UNITS, UNITS));
    private final Shared b = Expressions.shared("b", random(UNITS));
    private final Expr h0 = Expressions.input("h0", BATCH, UNITS);

    private Tensor random(int... shape) {
        Tensor tensor = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextGaussian() * 0.5);
        }
        return tensor;
    }

    private Expr cell(Expr h, Expr x) {
        return x.dot(w).add(h.dot(u)).add(b).tanh();
    }

    /** The last state and all states of the cell, as a loop. */
    private List<Expr> looped(Expr x, Keep keep) {
        Scan scan = scan(x).carrying(h0).keeping(keep).step((h, now) -> {
            Expr next = cell(h.at(0), now.at(0));
            return step(next).emitting(next.mul(h.at(0)));
        });
        return List.of(scan.last(0), scan.emitted(0));
    }

    private List<Expr> unrolled(Expr x, int steps) {
        Expr h = h0;
        List<Expr> all = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            Expr next = cell(h, x.slice(0, t, t + 1).squeeze(0));
            all.add(next.mul(h).expand(0));
            h = next;
        }
        return List.of(
                h,
                all.isEmpty()
                        ? Expressions.constant(Tensor.zeros(DType.FLOAT64, 0, BATCH, UNITS))
                        : Expressions.concat(0, all.toArray(Expr[]::new)));
    }

    private static Expr loss(List<Expr> results) {
        return results.get(0).square().sum().add(results.get(1).sin().sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17})
    void equalsTheUnrolledGraph(int steps) {
        Expr named = Expressions.input("x", "steps", BATCH, IN), fixed = Expressions.input("x", steps, BATCH, IN);
        List<Expr> wrt = List.of(w, u, b, h0);
        Tensor xs = random(steps, BATCH, IN), start = random(BATCH, UNITS);
        for (Keep keep : Keep.values()) {
            Expr loop = loss(looped(named, keep)), plain = loss(unrolled(fixed, steps));
            compare(derivatives(loop, named, wrt), named, derivatives(plain, fixed, wrt), fixed, xs, start);
        }
    }

    private List<Expr> derivatives(Expr loss, Expr x, List<Expr> wrt) {
        List<Expr> all = new ArrayList<>(List.of(loss));
        List<Expr> directions = wrt.stream()
                .map(v -> Expressions.constant(
                        Tensor.full(DType.FLOAT64, 0.3, v.shape().evaluate(Map.of()))))
                .toList();
        all.addAll(Gradients.grad(loss, wrt, zeros).all());
        all.add(Gradients.grad(loss, List.of(x), zeros).of(x));
        all.add(Derivatives.jvp(loss, wrt, directions));
        all.addAll(List.of(Derivatives.jvp(all.get(1), wrt, directions), Derivatives.jvp(all.get(2), wrt, directions)));
        all.add(Gradients.grad(all.get(2).square().sum(), List.of(u), zeros).of(u));
        return all;
    }

    private void compare(List<Expr> loop, Expr x, List<Expr> plain, Expr fixed, Tensor xs, Tensor start) {
        for (Mode mode : List.of(Mode.REFERENCE, Mode.FAST, Mode.CHECKED)) {
            List<Tensor> found = CompiledFunction.function(x, h0)
                    .returning(loop.toArray(Expr[]::new))
                    .mode(mode)
                    .compile()
                    .callAll(xs, start);
            List<Tensor> wanted = CompiledFunction.function(fixed, h0)
                    .returning(plain.toArray(Expr[]::new))
                    .compile()
                    .callAll(xs, start);
            for (int i = 0; i < wanted.size(); i++) {
                for (int j = 0; j < wanted.get(i).size(); j++) {
                    double value = wanted.get(i).get(j);
                    assertThat(found.get(i).get(j))
                            .as("result %d in mode %s", i, mode)
                            .isCloseTo(value, Offset.offset(1e-12 * (1 + Math.abs(value))));
                }
            }
        }
    }

    @Test
    void aStepIsPlannedOnceAndTheLoopRunsOnceForValueAndGradient() {
        Expr x = Expressions.input("x", "steps", BATCH, IN);
        Expr loss = loss(looped(x, Keep.ALL));
        CompiledFunction f = CompiledFunction.function(x, h0)
                .returning(loss, Gradients.grad(loss, u))
                .compile();
        assertThat(f.plan()
                        .toString()
                        .lines()
                        .filter(line -> line.contains("scan["))
                        .count())
                .as(f.plan().toString())
                .isEqualTo(2);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Expr x = Expressions.input("x", "steps", 3), y = Expressions.input("y", "others", 3);
        assertThatThrownBy(() ->
                        scan(x, y).step((c, e) -> step().emitting(e.at(0).add(e.at(1)))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("all sequences must have one length");
        assertThatThrownBy(() -> scan(x).carrying(Expressions.input("c", 2)).step((c, e) -> step(e.at(0))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("carried value 0 is float64[2] at first, but float64[3] after a step");
        assertThatThrownBy(() -> scan().step((c, e) -> step())).hasMessageContaining("number of steps");
    }
}
