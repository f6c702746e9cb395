package adjoint.benchmarks;

import adjoint.benchmarks.Products.Flow;
import adjoint.kernel.Blas;
import adjoint.tensor.DType;
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
 * What it costs two threads to read what the other has written: the products of the reference step on data that flow as in
 * a training step, in turn with the same products on data of their own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SharingBenchmark {
    @Param({"VALUES", "WEIGHTS"})
    public Flow flow;

    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    @Param({"1", "2"})
    public int threads;

    private Runnable flowing;
    private Runnable apart;

    @Setup
    public void prepare() {
        Blas.threads(threads);
        int outputs = 3 * TrainingStep.COMPONENTS;
        flowing = new Products(dtype, threads, flow, 128, 240, 300, 300, outputs)::run;
        apart = new Products(dtype, threads, Flow.APART, 128, 240, 300, 300, outputs)::run;
    }

    @Benchmark
    public void products(PairedTiming turns) {
        turns.take(flowing, apart);
    }
}
