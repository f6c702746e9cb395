package adjoint.benchmarks;

import adjoint.compile.BoundPlan;
import adjoint.expr.Graph;
import adjoint.mdn.model.DensityModel;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.DType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The smallest training step: batch 1, one input, 20 hidden units, K = 3. The same plan for one hidden unit has hardly any
 * arithmetic left, so that its time is that of the overhead of its instructions, and a bound of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TinyBenchmark {
    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    @Param({"20", "1"})
    public int hidden;

    private BoundPlan step;
    private long operations;

    @Setup
    public void prepare() {
        DensityModel network = TrainingStep.mdn(dtype, 1, List.of(hidden));
        step = TrainingStep.bind(network, 1);
        operations = Graph.topological(
                        Rewriter.optimise(TrainingStep.compile(network).written()))
                .stream()
                .filter(node -> !node.inputs().isEmpty())
                .count();
    }

    /** How much there is to do, reported beside the time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Extent {
        /** Nodes of the rewritten graph that are computed, before fusion. */
        public long nodes;

        /** Instructions of the plan. */
        public long instructions;
    }

    @Benchmark
    public double step(Extent extent) {
        extent.nodes = operations;
        extent.instructions = step.steps().size();
        step.run();
        return step.output(0).get(0);
    }
}
