package adjoint.benchmarks;

import adjoint.benchmarks.Products.Flow;
import adjoint.kernel.Blas;
import adjoint.mdn.model.DensityModel;
import adjoint.tensor.DType;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Training steps on 240 inputs with two hidden layers, in turn with their matrix products alone; those of two threads also
 * beside OpenBLAS's own two threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class StepBenchmark {
    @Param({"mdn", "mlp"})
    public String model;

    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    @Param({"1", "16", "128", "1024"})
    public int batch;

    @Param({"32", "300", "1024"})
    public int hidden;

    @Param({"1", "2"})
    public int threads;

    // Made once: a method reference to an object is an object too, and would count as allocated by the step.
    private Runnable step;
    private Runnable products;
    private Products threaded;
    private double threadedMicros;

    @Setup
    public void prepare() {
        Blas.threads(threads);
        boolean mixture = model.equals("mdn");
        List<Integer> layers = List.of(hidden, hidden);
        DensityModel network = mixture ? TrainingStep.mdn(dtype, 240, layers) : TrainingStep.mlp(dtype, 240, layers);
        step = TrainingStep.bind(network, batch)::run;
        int outputs = mixture ? 3 * TrainingStep.COMPONENTS : 1;
        products = new Products(dtype, threads, Flow.APART, batch, 240, hidden, hidden, outputs)::run;
        threaded = new Products(dtype, 1, Flow.APART, batch, 240, hidden, hidden, outputs);
    }

    /** Several threads of OpenBLAS's own cannot take turns with ours. */
    @Setup(Level.Iteration)
    public void measureThreaded() {
        threadedMicros = threads == 1 ? 0 : threaded.medianMicros(threads);
    }

    @Benchmark
    public void step(PairedTiming turns) {
        turns.take(step, products);
        turns.threadedMicros = threadedMicros;
    }
}
