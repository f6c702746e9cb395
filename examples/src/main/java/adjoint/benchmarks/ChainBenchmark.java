package adjoint.benchmarks;

import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;

import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Leaf;
import adjoint.rewrite.Rewriter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A chain of elementwise nodes with its gradient, from building to a plan, in a heap of 2 GB. The heap has that size from
 * the start and is touched once: its growth is not the compiler's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 9, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class ChainBenchmark {
    @Param({"1000", "10000", "100000"})
    public int nodes;

    /** The mean time of each phase in milliseconds, reported beside the whole. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Phases {
        private final long[] nanos = new long[4];
        private long collecting;
        private int chains;
        private long since;

        @Setup(Level.Iteration)
        public void forget() {
            Arrays.fill(nanos, 0);
            collecting = collected();
            chains = 0;
        }

        private static long collected() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                    .sum();
        }

        private void start() {
            chains++;
            since = System.nanoTime();
        }

        private void end(int phase) {
            long now = System.nanoTime();
            nanos[phase] += now - since;
            since = now;
        }

        public double build() {
            return mean(0);
        }

        /** With the rewriting that comes before differentiation. */
        public double differentiate() {
            return mean(1);
        }

        public double rewrite() {
            return mean(2);
        }

        public double compile() {
            return mean(3);
        }

        /** The time in which garbage was collected, part of that of the phases. */
        public double collect() {
            return (collected() - collecting) / (double) Math.max(1, chains);
        }

        private double mean(int phase) {
            return nanos[phase] / 1e6 / Math.max(1, chains);
        }
    }

    @Benchmark
    public Plan chain(Phases phases) {
        phases.start();
        Expr x = scalar("x");
        Expr y = x;
        for (int i = 0; i < nodes; i++) {
            y = i % 2 == 0 ? y.mul(0.5) : y.tanh();
        }
        phases.end(0);
        Expr gradient = grad(y, x);
        phases.end(1);
        List<Expr> roots = Rewriter.optimise(List.of(y, gradient));
        phases.end(2);
        Plan plan = Plan.compile(List.of((Leaf.Input) x.op()), roots, Map.of());
        phases.end(3);
        return plan;
    }
}
