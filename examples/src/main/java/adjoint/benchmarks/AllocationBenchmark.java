package adjoint.benchmarks;

import adjoint.compile.BoundPlan;
import adjoint.kernel.Blas;
import adjoint.tensor.DType;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * The reference step and nothing else, for what JMH's profiler says that a step allocates. JMH itself allocates in every
 * iteration, so there is a single long one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 1, time = 60)
@Fork(1)
public class AllocationBenchmark {
    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    private BoundPlan step;

    @Setup
    public void prepare() {
        Blas.threads(1);
        step = TrainingStep.bind(TrainingStep.mdn(dtype, 240, List.of(300, 300)), 128);
    }

    @Benchmark
    public void step() {
        step.run();
    }
}
