package adjoint.benchmarks;

import adjoint.expr.Dot;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.SplittableRandom;
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

/** The product ops in every form, in turn with the same call of the BLAS library itself: 128 x 300 by 300 x 300. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ProductBenchmark {
    private static final int M = 128;
    private static final int N = 300;

    @Param({"NN", "NT", "TN"})
    public String form;

    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    private Runnable ours;
    private Runnable bare;

    @Setup
    public void prepare() {
        boolean ta = form.charAt(0) == 'T';
        boolean tb = form.charAt(1) == 'T';
        SplittableRandom random = new SplittableRandom(5);
        Tensor a = ta ? Tensor.zeros(dtype, N, M) : Tensor.zeros(dtype, M, N);
        Tensor b = Tensor.zeros(dtype, N, N);
        Tensor c = Tensor.zeros(dtype, M, N);
        Tensor d = Tensor.zeros(dtype, M, N);
        TrainingStep.fill(a, random);
        TrainingStep.fill(b, random);
        ours = new Dot(ta, tb).bind(new Tensor[] {a, b}, c);
        // The first product points netlib to its library; asked before, it would take another one.
        ours.run();
        NativeBLAS blas = NativeBLAS.getInstance();
        String first = tb ? "T" : "N";
        String second = ta ? "T" : "N";
        int lda = a.dim(1);
        bare = dtype == DType.FLOAT64
                ? () -> blas.dgemm(first, second, N, M, N, 1, b.doubles(), N, a.doubles(), lda, 0, d.doubles(), N)
                : () -> blas.sgemm(first, second, N, M, N, 1, b.floats(), N, a.floats(), lda, 0, d.floats(), N);
    }

    @Benchmark
    public void product(PairedTiming turns) {
        turns.take(ours, bare);
    }
}
