package adjoint.benchmarks;

import adjoint.compile.BoundPlan;
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
import org.openjdk.jmh.annotations.Warmup;

/** Building, differentiating, rewriting, planning and binding the training function of the reference mixture network. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CompileBenchmark {
    private static BoundPlan compile() {
        DensityModel network = TrainingStep.mdn(DType.FLOAT64, 240, List.of(300, 300));
        return TrainingStep.bind(network, 128);
    }

    /** The first compilation of a fresh JVM, loading of native code included. */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    @Fork(11)
    public BoundPlan cold() {
        return compile();
    }

    @Benchmark
    @Warmup(iterations = 100)
    @Measurement(iterations = 50)
    @Fork(1)
    public BoundPlan warm() {
        return compile();
    }
}
