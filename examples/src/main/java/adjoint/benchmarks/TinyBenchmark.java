package adjoint.benchmarks;

import adjoint.compile.Bound;
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

/** The smallest training step: batch 1, one input, 20 hidden units, K = 3. What counts is the overhead of each node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TinyBenchmark {
    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    private Bound step;

    @Setup
    public void prepare() {
        step = TrainingStep.bind(TrainingStep.mdn(dtype, 1, List.of(20)), 1);
    }

    @Benchmark
    public double step() {
        step.run();
        return step.output(0).get(0);
    }
}
