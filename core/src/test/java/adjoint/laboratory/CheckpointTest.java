package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Grads;
import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recomputing between checkpoints: the same gradient from less memory. */
class CheckpointTest {
    private static final int LAYERS = 36;
    private static final int ROWS = 100;
    private static final int WIDTH = 8;

    private final Random random = new Random(1);
    private final Expr x = matrix("x", "batch", WIDTH);
    private final List<Shared> weights = new ArrayList<>();
    private final List<Expr> layers = new ArrayList<>();
    private final Expr loss;
    private final Tensor data = normal(ROWS, WIDTH);

    CheckpointTest() {
        Expr h = x;
        for (int i = 0; i < LAYERS; i++) {
            weights.add(shared("w" + i, normal(WIDTH, WIDTH)));
            h = h.dot(weights.get(i)).mul(0.4).tanh().add(h.mul(0.5));
            layers.add(h);
        }
        loss = h.square().sum(1).mean();
    }

    private Tensor normal(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    private GradientPolicy everySixth() {
        List<Expr> kept = new ArrayList<>();
        for (int i = 5; i < LAYERS - 1; i += 6) {
            kept.add(layers.get(i));
        }
        return exact().checkpoint(kept);
    }

    private Expr[] gradients(GradientPolicy policy) {
        return grad(loss, weights, policy).all().toArray(Expr[]::new);
    }

    @Test
    void theGradientIsTheSame() {
        List<Tensor> stored = Interpreter.evaluate(List.of(gradients(exact())), List.of(x), data);
        assertThat(Interpreter.evaluate(List.of(gradients(everySixth())), List.of(x), data))
                .isEqualTo(stored);
        Expr[] edited = gradients(everySixth().at(layers.get(3), g -> g.mul(2)));
        Expr[] plain = gradients(exact().at(layers.get(3), g -> g.mul(2)));
        assertThat(Interpreter.evaluate(List.of(edited), List.of(x), data))
                .isEqualTo(Interpreter.evaluate(List.of(plain), List.of(x), data));
    }

    @Test
    void aTrainingStepNeedsAFractionOfTheMemory() {
        BoundPlan stored = step(exact());
        BoundPlan again = step(everySixth());
        assertThat(again.livenessBound()).isLessThan(stored.livenessBound() / 2);
        assertThat(again.bufferBytes()).isLessThan(stored.bufferBytes() * 2 / 3);
    }

    private BoundPlan step(GradientPolicy policy) {
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        Grads grads = grad(loss, weights, policy);
        weights.forEach(w -> updates.put(w, w.sub(grads.of(w).mul(0.1))));
        return function(x).returning(loss).updating(updates).compile().bind(new int[] {ROWS, WIDTH});
    }

    @Test
    void printsItsCheckpoints() {
        assertThat(exact().checkpoint(x.exp().named("h"))).hasToString("recompute between checkpoints h");
    }
}
