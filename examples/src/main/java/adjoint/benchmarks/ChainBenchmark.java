package adjoint.benchmarks;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;

import adjoint.expr.Expr;
import adjoint.run.Function;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A chain of elementwise nodes with its gradient, from building to a compiled function, in a heap of 2 GB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ChainBenchmark {
    @Param({"1000", "10000", "100000"})
    public int nodes;

    @Benchmark
    public Function chain() {
        Expr x = scalar("x");
        Expr y = x;
        for (int i = 0; i < nodes; i++) {
            y = i % 2 == 0 ? y.mul(0.5) : y.tanh();
        }
        return function(x).returning(y, grad(y, x)).compile();
    }
}
