package adjoint.run;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.shared;
import static adjoint.Adjoint.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.kernel.Blas;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledFunctionTest {
    @Test
    void swappedVariablesSeeOldValues() {
        Shared a = shared("a", Tensor.of(new double[] {1, 2}));
        Shared b = shared("b", Tensor.of(new double[] {3, 4}));
        function().updating(a, b).updating(b, a).compile().call();
        assertThat(a.get().toDoubles()).containsExactly(3, 4);
        assertThat(b.get().toDoubles()).containsExactly(1, 2);
    }

    @Test
    void aRingOfUpdatesSeesOldValues() {
        Shared[] ring = new Shared[5];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = shared("s" + i, Tensor.of(new double[] {i, 10 * i}));
        }
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        for (int i = 0; i < ring.length; i++) {
            updates.put(ring[i], ring[(i + 1) % ring.length].add(ring[i].mul(100)));
        }
        function().updating(updates).compile().call();
        for (int i = 0; i < ring.length; i++) {
            int next = (i + 1) % ring.length;
            assertThat(ring[i].get().toDoubles()).containsExactly(next + 100.0 * i, 10.0 * next + 1000.0 * i);
        }
    }

    @Test
    void returnedVariablesHaveTheirOldValues() {
        Shared a = shared("a", Tensor.of(new double[] {1, 2}));
        List<Tensor> results = function()
                .returning(a, a.sum(), a.add(1))
                .updating(a, a.add(1))
                .compile()
                .callAll();
        assertThat(results.get(0).toDoubles()).containsExactly(1, 2);
        assertThat(results.get(1).scalar()).isEqualTo(3);
        assertThat(results.get(2).toDoubles()).containsExactly(2, 3);
        assertThat(a.get().toDoubles()).containsExactly(2, 3);
    }

    @Test
    void oneValueMayUpdateSeveralVariables() {
        Shared a = shared("a", Tensor.of(new double[] {1, 2}));
        Shared b = shared("b", Tensor.of(new double[] {0, 0}));
        Shared c = shared("c", Tensor.of(new double[] {0, 0}));
        Expr next = a.mul(3);
        function()
                .updating(a, next)
                .updating(b, next)
                .updating(c, constant(5, 6))
                .compile()
                .call();
        assertThat(a.get().toDoubles()).containsExactly(3, 6);
        assertThat(b.get().toDoubles()).containsExactly(3, 6);
        assertThat(c.get().toDoubles()).containsExactly(5, 6);
    }

    /** A transposed read of what is overwritten: not element by element in place. */
    @Test
    void anUpdateThatReadsItsVariableTransposedIsRight() {
        Shared w = shared("w", Tensor.of(new double[][] {{1, 2}, {3, 4}}));
        function().updating(w, w.transpose().add(w.mul(10))).compile().call();
        assertThat(w.get().toDoubles()).containsExactly(11, 23, 32, 44);
        function().updating(w, w.dot(w)).compile().call();
        assertThat(w.get().toDoubles())
                .containsExactly(121 + 23 * 32, 11 * 23 + 23 * 44, 32 * 11 + 44 * 32, 736 + 1936);
    }

    @Test
    void plansServeChangingSizes() {
        Expr x = matrix("x", "n", "m");
        CompiledFunction f =
                function(x).returning(x.sub(x.mean(0)).square().sum()).compile();
        for (int round = 0; round < 3; round++) {
            for (int n = 1; n < 8; n++) {
                Tensor in = Values.random(new SplittableRandom(n), DType.FLOAT64, -1, 1, n, 9 - n);
                double expected = 0;
                for (int j = 0; j < 9 - n; j++) {
                    double mean = 0;
                    for (int i = 0; i < n; i++) {
                        mean += in.at(i, j) / n;
                    }
                    for (int i = 0; i < n; i++) {
                        expected += (in.at(i, j) - mean) * (in.at(i, j) - mean);
                    }
                }
                assertThat(f.call(in).scalar()).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-12));
            }
        }
    }

    @Test
    void boundFunctionsShareNothingWithCalls() {
        Expr x = vector("x", "n");
        CompiledFunction f = function(x).returning(x.mul(2)).compile();
        BoundPlan bound = f.bind(new int[] {3});
        bound.input(0).assign(Tensor.of(new double[] {1, 2, 3}));
        bound.run();
        assertThat(f.call(Tensor.of(new double[] {7, 7, 7})).toDoubles()).containsExactly(14, 14, 14);
        assertThat(bound.output(0).toDoubles()).containsExactly(2, 4, 6);
        bound.run();
        assertThat(bound.output(0).toDoubles()).containsExactly(2, 4, 6);
    }

    @Test
    void inputsOfACallAreOnlyRead() {
        Expr x = vector("x", "n");
        Tensor in = Tensor.of(new double[] {1, 2, 3});
        Tensor out = function(x).returning(x).compile().call(in);
        in.set(0, 9);
        assertThat(out.toDoubles()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64,1", "FLOAT64,2", "FLOAT32,1", "FLOAT32,2"})
    void aStepAllocatesNothing(DType dtype, int threads) {
        Expr x = input("x", dtype, "n", 300);
        Shared w = shared("w", Values.random(new SplittableRandom(1), dtype, -0.1, 0.1, 300, 100));
        Shared b = shared("b", Tensor.zeros(dtype, 100));
        Expr h = x.dot(w).add(b).tanh();
        Expr loss = h.logSumExp(1)
                .mean()
                .add(h.max(0).sum())
                .add(h.slice(1, 3, 9, 2).square().mean());
        CompiledFunction f = function(x)
                .returning(loss)
                .updating(w, w.sub(grad(loss, w).mul(0.01)))
                .updating(b, b.sub(grad(loss, b).mul(0.01)))
                .compile();
        BoundPlan step = f.bind(new int[] {128, 300});
        step.input(0).assign(Values.random(new SplittableRandom(2), dtype, -1, 1, 128, 300));
        ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        int before = Blas.threads();
        Blas.threads(threads);
        try {
            for (int i = 0; i < 200; i++) {
                step.run();
            }
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                long others = allocatedByWorkers();
                long start = counter.getThreadAllocatedBytes(id);
                step.run();
                long here = counter.getThreadAllocatedBytes(id) - start;
                least = Math.min(least, here + allocatedByWorkers() - others);
            }
            assertThat(least).isZero();
        } finally {
            Blas.threads(before);
        }
    }

    private static long allocatedByWorkers() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("adjoint-worker-"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    @Test
    void wrongUseIsExplained() {
        Expr x = vector("x", "n");
        Expr y = input("y", DType.FLOAT32, "n");
        Shared w = shared("w", Tensor.of(1));
        CompiledFunction f = function(x, y).returning(x.sum()).compile();
        Tensor three = Tensor.of(new double[] {1, 2, 3});
        assertThatThrownBy(() -> f.call(three)).hasMessageContaining("takes 2 inputs [x, y], not 1");
        assertThatThrownBy(() -> f.call(three, three))
                .hasMessageContaining("input 'y'")
                .hasMessageContaining("float32[n]");
        assertThatThrownBy(() -> f.call(three, Tensor.zeros(DType.FLOAT32, 4)))
                .hasMessageContaining("size 'n' is 4")
                .hasMessageContaining("but 3");
        assertThatThrownBy(() -> f.call(three, null)).hasMessageContaining("input 'y' is null");
        assertThatThrownBy(() -> function(x).returning(y.sum()).compile())
                .hasMessageContaining("needs input 'y'")
                .hasMessageContaining(" at ");
        assertThatThrownBy(() -> function(x.mul(2)).compile()).hasMessageContaining("is computed");
        assertThatThrownBy(() -> function(x).updating(w, x).compile()).hasMessageContaining("'w' is float64");
        assertThatThrownBy(() -> function(x).updating(w, w).updating(w, w)).hasMessageContaining("updated twice");
        assertThatThrownBy(() -> function(x).given(x, w)).hasMessageContaining("must have the node's type");
    }

    @Test
    void theCheckedModeNamesWhereNaNBegan() {
        Expr x = vector("x", "n");
        Shared w = shared("w", Tensor.of(new double[] {1, 2}));
        Expr bad = x.sub(1).sqrt();
        CompiledFunction f = function(x)
                .returning(bad.mul(2).sum().add(1))
                .updating(w, w.mul(2))
                .mode(Mode.CHECKED)
                .compile();
        assertThat(f.call(Tensor.of(new double[] {2, 5})).scalar()).isEqualTo(7);
        assertThat(w.get().toDoubles()).containsExactly(2, 4);
        assertThatThrownBy(() -> f.call(Tensor.of(new double[] {2, 0.5})))
                .isInstanceOf(adjoint.tensor.AdjointException.class)
                .hasMessageContaining("it began with")
                .hasMessageContaining("sqrt(")
                .hasMessageContaining("1 NaN")
                .hasMessageContaining("from -0.5 to 1.0");
        assertThat(w.get().toDoubles()).containsExactly(2, 4);
    }

    @Test
    void theCheckedModeForgivesWhatIsLeftOut() {
        Expr x = vector("x", "n");
        CompiledFunction f = function(x)
                .returning(adjoint.Adjoint.where(x.gt(0), x.log(), x.zeros()).sum())
                .mode(Mode.CHECKED)
                .compile();
        assertThat(f.call(Tensor.of(new double[] {1, 0, -3})).scalar()).isZero();
    }

    @Test
    void theProfileMeasuresEveryInstruction() {
        Expr x = matrix("x", "n", 50);
        CompiledFunction f = function(x)
                .returning(x.dot(x.transpose()).tanh().sum())
                .mode(Mode.PROFILE)
                .compile();
        assertThatThrownBy(f::profile).hasMessageContaining("call it first");
        Tensor in = Values.random(new SplittableRandom(1), DType.FLOAT64, -1, 1, 40, 50);
        double expected = function(x)
                .returning(x.dot(x.transpose()).tanh().sum())
                .compile()
                .call(in)
                .scalar();
        for (int i = 0; i < 5; i++) {
            assertThat(f.call(in).scalar()).isEqualTo(expected);
        }
        Profile profile = f.profile();
        assertThat(profile.totalMicros()).isPositive();
        assertThat(profile.toString()).contains("GFLOP/s", "liveness bound", "dot", "tanh", "sum", "medians of 5 runs");
    }

    @Test
    void aFunctionPrintsItsPlan() {
        Expr x = matrix("x", "n", 3);
        Shared w = shared("w", Tensor.zeros(DType.FLOAT64, 3, 2));
        Shared b = shared("b", Tensor.zeros(DType.FLOAT64, 2));
        CompiledFunction f = function(x)
                .returning(x.dot(w).add(b).tanh())
                .updating(b, b.mul(0.5))
                .compile();
        assertThat(f.toString())
                .startsWith("function(x: float64[n, 3])")
                .contains("b + dot(x, w)", "tanh(", "into b", "return %");
    }

    @Test
    void threadsShareLargeWorkWithoutChangingIt() {
        Expr x = matrix("x", "n", 301);
        Shared b = shared("b", Values.random(new SplittableRandom(1), DType.FLOAT64, -1, 1, 301));
        Expr h = x.mul(b).add(x.slice(1, 0, 1)).tanh();
        CompiledFunction f = function(x)
                .returning(h, h.mul(x).sub(b).exp())
                .updating(b, b.mul(1))
                .compile();
        Tensor in = Values.random(new SplittableRandom(2), DType.FLOAT64, -1, 1, 777, 301);
        List<Tensor> alone = f.callAll(in);
        int before = Blas.threads();
        try {
            Blas.threads(3);
            BoundPlan shared = f.bind(new int[] {777, 301});
            shared.input(0).assign(in);
            for (int round = 0; round < 20; round++) {
                shared.run();
                assertThat(shared.output(0)).isEqualTo(alone.get(0));
                assertThat(shared.output(1)).isEqualTo(alone.get(1));
            }
        } finally {
            Blas.threads(before);
        }
    }

    @Test
    void narrowProductsOfOneFactorBecomeOne() {
        SplittableRandom random = new SplittableRandom(4);
        Expr x = matrix("x", "n", 50);
        Shared[] w = new Shared[3];
        Expr loss = null;
        for (int i = 0; i < 3; i++) {
            w[i] = shared("w" + i, Values.random(random, DType.FLOAT64, -1, 1, 50, 2 + i));
            Expr part = x.tanh().dot(w[i]).tanh().square().sum();
            loss = loss == null ? part : loss.mul(part);
        }
        Expr product = loss;
        List<Expr> gradients = grad(product, List.of(w)).all();
        CompiledFunction.Builder fast = function(x).returning(product).returning(gradients.toArray(Expr[]::new));
        CompiledFunction.Builder slow = function(x).returning(product).returning(gradients.toArray(Expr[]::new));
        CompiledFunction joined = fast.compile();
        Tensor in = Values.random(random, DType.FLOAT64, -1, 1, 20, 50);
        Values.assertClose(
                joined.callAll(in), slow.mode(Mode.REFERENCE).compile().callAll(in), 1e-10, "three heads");
        assertThat(joined.toString().split("dot")).as(joined.toString()).hasSize(3);
    }

    @Test
    void narrowProductsThatNeedEachOtherStayApart() {
        Expr x = matrix("x", 4, 4);
        Expr y = x.dot(x.dot(x.slice(1, 0, 2)));
        Tensor in = Values.random(new SplittableRandom(4), DType.FLOAT64, -1, 1, 4, 4);
        Values.assertClose(
                function(x).returning(y).compile().call(in),
                function(x).returning(y).mode(Mode.REFERENCE).compile().call(in),
                1e-12,
                "a chain of products");
    }
}
