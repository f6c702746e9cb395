package adjoint.compile;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several threads on one plan. */
class ThreadTeamTest {
    private final Expr x = matrix("x", "batch", 6);
    private final Shared[] weights = {
        shared("first", ramp(6, 8)), shared("second", ramp(8, 8)), shared("third", ramp(8, 1))
    };

    private static Tensor ramp(int rows, int columns) {
        Tensor values = Tensor.zeros(DType.FLOAT64, rows, columns);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, Math.sin(i + rows));
        }
        return values;
    }

    private CompiledFunction training() {
        Expr loss = x.dot(weights[0])
                .tanh()
                .dot(weights[1])
                .tanh()
                .dot(weights[2])
                .square()
                .mean();
        List<Expr> gradients = grad(loss, List.of(weights)).all();
        CompiledFunction.Builder step = function(x).returning(loss);
        for (int i = 0; i < weights.length; i++) {
            step.updating(weights[i], weights[i].sub(gradients.get(i).mul(0.1)));
        }
        return step.compile();
    }

    @Test
    void trainingIsTheSameOnAnyNumberOfThreads() {
        trainingIsTheSame(50);
        trainingIsTheSame(700);
    }

    /** Batches of which the second is long enough for threads to sum up gradients of their own examples. */
    private void trainingIsTheSame(int batch) {
        Tensor in = ramp(batch, 6);
        Tensor[] start = List.of(weights).stream().map(Shared::get).toArray(Tensor[]::new);
        double[][] losses = new double[4][5];
        for (int threads = 1; threads <= 4; threads++) {
            for (int i = 0; i < weights.length; i++) {
                weights[i].set(start[i]);
            }
            BoundPlan step = training().plan().bind(Map.of("batch", batch), threads);
            step.input(0).assign(in);
            for (int run = 0; run < 5; run++) {
                step.run();
                losses[threads - 1][run] = step.output(0).get(0);
            }
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i].set(start[i]);
        }
        for (double[] loss : losses) {
            assertThat(loss).containsExactly(losses[0], org.assertj.core.data.Offset.offset(1e-12));
        }
    }

    @Test
    void threadsMeetSeldom() {
        Plan plan = training().plan();
        Buffers buffers = new Buffers(plan, Map.of("batch", 50), true);
        ThreadTeam team = new ThreadTeam(plan.instructions(), buffers, 2);
        assertThat(team.stages()).isLessThanOrEqualTo(plan.instructions().size() / 2);
    }

    @Test
    void whatGoesWrongInAShareIsExplained() {
        Expr index = input("index", DType.INT32, "n");
        Expr rows = x.add(1).gather(index, 0);
        BoundPlan bound =
                function(x, index).returning(rows.mul(2)).compile().plan().bind(Map.of("batch", 50, "n", 3), 2);
        bound.input(1).set(2, 70);
        assertThatThrownBy(bound::run)
                .hasMessageContaining("gather[axis=0](float64[batch, 6]")
                .hasMessageContaining("index 70");
    }
}
