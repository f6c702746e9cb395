package adjoint.benchmarks;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;

import adjoint.expr.Expr;
import adjoint.run.CompiledFunction;
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

/** Rewriting and compiling a chain of {@code y = tanh(y * a + b)} with its gradients, which are built beforehand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class RewriteBenchmark {
    /** Nodes of the chain, without its gradients. */
    @Param({"10000", "30000", "100000"})
    public int nodes;

    private Expr[] inputs;
    private Expr[] outputs;

    @Setup(Level.Iteration)
    public void build() {
        Expr x = scalar("x");
        Expr a = scalar("a");
        Expr b = scalar("b");
        Expr y = x;
        for (int made = 0; made < nodes; made += 3) {
            y = y.mul(a).add(b).tanh();
        }
        List<Expr> gradients = grad(y, List.of(x, a, b)).all();
        inputs = new Expr[] {x, a, b};
        outputs = new Expr[] {y, gradients.get(0), gradients.get(1), gradients.get(2)};
    }

    @Benchmark
    public CompiledFunction rewriteAndCompile() {
        return function(inputs).returning(outputs).compile();
    }
}
