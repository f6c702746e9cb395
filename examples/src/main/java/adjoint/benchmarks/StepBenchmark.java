package adjoint.benchmarks;

import adjoint.compile.Bound;
import adjoint.kernel.Blas;
import adjoint.mdn.model.DensityModel;
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
 * Training steps on 240 inputs with two hidden layers, beside their matrix products alone. Step and products take turns in
 * one measurement, so that whatever else the machine does meets both alike.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
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

    private Bound step;
    private Products products;

    @Setup
    public void prepare() {
        Blas.threads(threads);
        List<Integer> layers = List.of(hidden, hidden);
        DensityModel network =
                model.equals("mdn") ? TrainingStep.mdn(dtype, 240, layers) : TrainingStep.mlp(dtype, 240, layers);
        step = TrainingStep.bind(network, batch);
        products = new Products(dtype, batch, 240, hidden, hidden, model.equals("mdn") ? 9 : 1);
    }

    @Benchmark
    public double step() {
        step.run();
        return step.output(0).get(0);
    }

    @Benchmark
    public void products() {
        products.run();
    }
}
