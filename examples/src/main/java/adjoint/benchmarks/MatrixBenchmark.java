package adjoint.benchmarks;

import static adjoint.Adjoint.einsum;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.netlib.util.intW;

/**
 * Factorisations against the same calls of LAPACK itself, and named contractions against products written by hand, in turn in
 * one process; the least of many times each. Prints ratios.
 */
public final class MatrixBenchmark {
    private static final double SECONDS = 1;

    private MatrixBenchmark() {}

    public static void main(String[] args) {
        for (int n : new int[] {100, 400, 800}) {
            factorisations(n);
        }
        contractions();
    }

    private static void factorisations(int n) {
        Tensor a = random(n, n);
        Tensor even = Tensor.zeros(DType.FLOAT64, n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                even.set(i * n + j, a.at(i, j) + a.at(j, i) + (i == j ? 4 * n : 0));
            }
        }
        Expr x = matrix("x", n, n);
        Expr b = matrix("b", n, n);
        Expr v = input("v", n);
        BoundPlan cholesky = bound(function(x).returning(x.cholesky()).compile(), even);
        BoundPlan solve = bound(function(x, b).returning(x.solve(b)).compile(), even, a);
        BoundPlan vector = bound(function(x, v).returning(x.solve(v)).compile(), even, random(n));
        Expr.Eigen parts = x.eigh();
        BoundPlan eigh =
                bound(function(x).returning(parts.values(), parts.vectors()).compile(), even);
        LAPACK lapack = NativeLAPACK.getInstance();
        intW info = new intW(0);
        double[] from = even.doubles();
        double[] work = new double[1 + 6 * n + 2 * n * n];
        int[] wholes = new int[3 + 5 * n];
        double[] matrix = new double[n * n];
        double[] right = new double[n * n];
        report("cholesky " + n, cholesky, () -> {
            System.arraycopy(from, 0, matrix, 0, matrix.length);
            lapack.dpotrf("U", n, matrix, n, info);
        });
        report("solve " + n + " for " + n, solve, () -> {
            System.arraycopy(from, 0, matrix, 0, matrix.length);
            System.arraycopy(a.doubles(), 0, right, 0, right.length);
            lapack.dgesv(n, n, matrix, n, wholes, right, n, info);
        });
        report("solve " + n + " for 1", vector, () -> {
            System.arraycopy(from, 0, matrix, 0, matrix.length);
            System.arraycopy(a.doubles(), 0, right, 0, n);
            lapack.dgesv(n, 1, matrix, n, wholes, right, n, info);
        });
        report("eigh " + n, eigh, () -> {
            System.arraycopy(from, 0, matrix, 0, matrix.length);
            lapack.dsyevd("V", "U", n, matrix, n, right, work, work.length, wholes, wholes.length, info);
        });
    }

    private static void contractions() {
        Expr a = input("a", 32, 64, 48);
        Expr b = input("b", 32, 48, 80);
        contraction("bij,bjk->bik", a.dot(b), a, b);
        Expr m = matrix("m", 300, 200);
        Expr n = matrix("n", 200, 400);
        Expr v = input("v", 400);
        contraction("ij,jk,k->i", m.dot(n.dot(v)), m, n, v);
        Expr q = input("q", 8, 4, 64, 32);
        Expr k = input("k", 8, 4, 64, 32);
        contraction("bhqd,bhkd->bhqk", q.dot(k.transpose(0, 1, 3, 2)), q, k);
        Expr u = matrix("u", 256, 100);
        Expr w = input("w", 10, 100, 100);
        Expr z = matrix("z", 256, 100);
        Expr rows = u.dot(w.transpose(1, 0, 2).reshape(100, 1000)).reshape(256, 10, 100);
        contraction("bi,kij,bj->bk", rows.mul(z.expand(1)).sum(2), u, w, z);
        Expr t = input("t", 40, 50, 60);
        Expr p = matrix("p", 60, 70);
        contraction("ijk,kl->ijl", t.dot(p), t, p);
    }

    private static void contraction(String subscripts, Expr byHand, Expr... inputs) {
        Tensor[] values = IntStream.range(0, inputs.length)
                .mapToObj(i -> random(inputs[i].shape().evaluate(java.util.Map.of())))
                .toArray(Tensor[]::new);
        BoundPlan hand = bound(function(inputs).returning(byHand).compile(), values);
        report(
                subscripts,
                bound(function(inputs).returning(einsum(subscripts, inputs)).compile(), values),
                hand::run);
    }

    private static Tensor random(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        TrainingStep.fill(values, new SplittableRandom(5));
        return values;
    }

    private static BoundPlan bound(CompiledFunction function, Tensor... inputs) {
        BoundPlan bound =
                function.bind(java.util.Arrays.stream(inputs).map(Tensor::shape).toArray(int[][]::new));
        for (int i = 0; i < inputs.length; i++) {
            bound.input(i).assign(inputs[i]);
        }
        bound.run();
        return bound;
    }

    private static void report(String what, BoundPlan ours, Runnable bare) {
        double own = Double.POSITIVE_INFINITY;
        double other = Double.POSITIVE_INFINITY;
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        for (int i = 0; i < 20 || System.nanoTime() < end; i++) {
            own = Math.min(own, time(ours::run));
            other = Math.min(other, time(bare));
        }
        System.out.printf(Locale.ROOT, "%-20s %10.1f us, bare %10.1f us, ratio %.2f%n", what, own, other, own / other);
    }

    private static double time(Runnable code) {
        long start = System.nanoTime();
        code.run();
        return (System.nanoTime() - start) / 1e3;
    }
}
