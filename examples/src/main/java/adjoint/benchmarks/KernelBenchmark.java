package adjoint.benchmarks;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.input;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.tensor.DType;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Single ops as compiled functions on 128 x 600 numbers, in nanoseconds an element. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
    private static final int ROWS = 128;
    private static final int COLUMNS = 600;

    @Param({"FLOAT64", "FLOAT32"})
    public DType dtype;

    @Param({"add", "chain", "exp", "log", "tanh", "sigmoid", "softplus", "sum rows", "sum columns", "logSumExp"})
    public String op;

    private BoundPlan code;

    @Setup
    public void prepare() {
        Expr x = input("x", dtype, ROWS, COLUMNS);
        Expr y =
                switch (op) {
                    case "add" -> x.add(x.sum(0));
                    case "chain" -> x.mul(x).add(0.5).mul(x).sub(0.25).mul(x).add(1);
                    case "exp" -> x.exp();
                    case "log" -> x.log();
                    case "tanh" -> x.tanh();
                    case "sigmoid" -> x.sigmoid();
                    case "softplus" -> x.softplus();
                    case "sum rows" -> x.sum(1);
                    case "sum columns" -> x.sum(0);
                    default -> x.logSumExp(1);
                };
        code = function(x).returning(y).compile().bind(new int[] {ROWS, COLUMNS});
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            code.input(0).set(i, 0.1 + 2 * random.nextDouble());
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS * COLUMNS)
    public void element() {
        code.run();
    }
}
