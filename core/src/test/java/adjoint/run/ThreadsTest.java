package adjoint.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.AdjointException;
import adjoint.tensor.DType;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several threads that use the same functions and the same shared variables. */
class ThreadsTest {
    private static final int STEPS = 300;

    private final Shared a = Expressions.shared("a", Tensor.zeros(DType.FLOAT64, 2000));
    private final Shared b = Expressions.shared("b", Tensor.zeros(DType.FLOAT64, 2000));
    private final CompiledFunction predict =
            CompiledFunction.function().returning(a.sub(b).abs().max()).compile();

    private CompiledFunction step() {
        return CompiledFunction.function()
                .updating(a, a.add(1))
                .updating(b, b.add(1))
                .compile();
    }

    private static void together(Runnable... work) {
        CompletableFuture.allOf(java.util.Arrays.stream(work)
                        .map(CompletableFuture::runAsync)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void often(Runnable work) {
        for (int i = 0; i < STEPS; i++) {
            work.run();
        }
    }

    @Test
    void functionsThatUpdateTheSameVariablesLoseNothing() {
        CompiledFunction first = step();
        CompiledFunction second = step();
        together(() -> often(first::call), () -> often(second::call), () -> often(first::call));
        assertThat(a.get()).isEqualTo(Tensor.full(DType.FLOAT64, 3 * STEPS, 2000));
    }

    @Test
    void aReaderSeesWholeSets() {
        CompiledFunction step = step();
        together(
                () -> often(step::call),
                () -> often(() -> assertThat(predict.call().scalar()).isZero()),
                () -> often(() -> {
                    List<Tensor> both = Shared.valuesOf(List.of(a, b));
                    assertThat(both.get(0)).isEqualTo(both.get(1));
                }));
    }

    @Test
    void aBoundFormBelongsToOneThread() {
        Expr x = Expressions.scalar("x");
        BoundPlan bound =
                CompiledFunction.function(x).returning(x.exp()).compile().bind(new int[0]);
        bound.run();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> assertThatThrownBy(bound::run)
                .isInstanceOfSatisfying(
                        AdjointException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE))
                .hasMessageContainingAll("belongs to thread", "bind(...)", "release()"));
        other.join();
        bound.release();
        CompletableFuture.runAsync(bound::run).join();
    }

    @Test
    void whatMakesNoFunctionIsRefused() {
        Expr x = Expressions.scalar("x");
        assertThatThrownBy(() -> CompiledFunction.function(x, x)).hasMessageContaining("'x' is listed twice");
        assertThatThrownBy(() -> CompiledFunction.function(x, Expressions.scalar("x")))
                .hasMessageContaining("name of another one");
        assertThatThrownBy(() -> CompiledFunction.function(x)
                        .returning(x.exp())
                        .given(x.exp(), x)
                        .compile())
                .hasMessageContainingAll("given: nothing", "the very node");
    }
}
