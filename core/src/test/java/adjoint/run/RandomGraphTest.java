package adjoint.run;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.shared;
import static adjoint.Adjoint.where;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random graphs, compiled, give what the interpreter gives: outputs and updated variables, call after call. */
class RandomGraphTest {
    @ParameterizedTest
    @CsvSource({"FLOAT64, 1e-9, 1", "FLOAT64, 1e-9, 20000", "FLOAT32, 2e-3, 40000"})
    void compiledGraphsGiveTheInterpretersValues(DType dtype, double tolerance, int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + 150; seed++) {
            new Case(dtype, seed).check(tolerance);
        }
    }

    /** One graph over a few sizes: a batch whose size changes from call to call, and two fixed sizes. */
    private static final class Case {
        private final SplittableRandom random;
        private final DType dtype;
        private final int seed;
        private final int p;
        private final int q;
        private final List<Expr> pool = new ArrayList<>();
        private final List<Shared> variables = new ArrayList<>();
        private final Expr x;
        private final Expr w;

        Case(DType dtype, int seed) {
            this.random = new SplittableRandom(seed);
            this.dtype = dtype;
            this.seed = seed;
            this.p = 1 + random.nextInt(40);
            this.q = 1 + random.nextInt(6);
            this.x = input("x", dtype, "n", p);
            this.w = input("w", dtype, p, q);
            for (Object[] shape :
                    List.of(new Object[] {p, q}, new Object[] {q}, new Object[] {p, q}, new Object[] {p})) {
                int[] known =
                        java.util.Arrays.stream(shape).mapToInt(s -> (int) s).toArray();
                variables.add(shared("s" + variables.size(), Values.random(random, dtype, -1, 1, known)));
            }
            pool.add(x);
            pool.add(w);
            pool.addAll(variables);
            pool.add(x.dot(w));
            int count = 5 + random.nextInt(60);
            for (int i = 0; i < count; i++) {
                grow();
            }
        }

        private Expr pick() {
            int recent = Math.min(pool.size(), 12);
            return random.nextInt(4) == 0
                    ? pool.get(random.nextInt(pool.size()))
                    : pool.get(pool.size() - 1 - random.nextInt(recent));
        }

        private void grow() {
            Expr a = pick();
            Expr b = pick();
            try {
                Expr made = a.rank() > 0 && random.nextInt(3) == 0 ? structured(a, b) : elementwise(a, b);
                if (made.rank() <= 3) {
                    pool.add(made);
                }
            } catch (adjoint.tensor.ShapeException mismatch) {
                pool.add(a.tanh());
            }
        }

        private Expr elementwise(Expr a, Expr b) {
            return switch (random.nextInt(12)) {
                case 0 -> a.add(b);
                case 1 -> a.sub(b);
                case 2 -> a.mul(b).tanh();
                case 3 -> a.tanh();
                case 4 -> a.sigmoid().mul(b);
                case 5 -> a.square().add(1).sqrt();
                case 6 -> where(a.gt(b), a.sub(b), b.sub(a));
                case 7 -> Expressions.maximum(a, b);
                case 8 -> a.softplus();
                case 9 -> where(a.lt(0.3137).and(b.ge(-0.2171)), a.sub(b), a.mul(0.5));
                case 10 -> a.tanh().cast(DType.FLOAT64).exp().add(1).log().cast(dtype);
                default -> a.div(b.square().add(0.5));
            };
        }

        private Expr structured(Expr a, Expr b) {
            int rank = a.rank();
            return switch (random.nextInt(12)) {
                case 0 -> a.dot(b);
                case 1 -> a.transpose();
                case 2 -> a.sum(random.nextInt(rank)).mul(0.1);
                case 3 -> a.mean();
                case 4 -> a.expand(random.nextInt(rank + 1));
                case 5 -> a.logSumExp(random.nextInt(rank));
                case 6 -> Expressions.concat(random.nextInt(rank), a, b, a);
                case 7 -> a.softmax(random.nextInt(rank));
                case 8 -> a.reshape(a.shape().size());
                case 9 -> a.dot(b.transpose()).mul(0.1).add(a);
                case 10 -> a.max(random.nextInt(rank));
                default -> a.slice(rank - 1, 0, 1).broadcastTo(a.shape());
            };
        }

        void check(double tolerance) {
            List<Expr> outputs = new ArrayList<>(List.of(pool.get(pool.size() - 1), pool.get(pool.size() - 2)));
            outputs.add(pick());
            CompiledFunction.Builder fast = function(x, w).returning(outputs.toArray(Expr[]::new));
            CompiledFunction.Builder slow =
                    function(x, w).returning(outputs.toArray(Expr[]::new)).mode(Mode.REFERENCE);
            for (Shared variable : variables) {
                Expr next = next(variable);
                fast.updating(variable, next);
                slow.updating(variable, next);
            }
            CompiledFunction compiled = fast.compile();
            CompiledFunction reference = slow.compile();
            for (int n : new int[] {3, 1, 130, 3, 0}) {
                Tensor[] in = {Values.random(random, dtype, -2, 2, n, p), Values.random(random, dtype, -1, 1, p, q)};
                List<Tensor> before = variables.stream().map(Shared::get).toList();
                List<Tensor> expected;
                try {
                    expected = reference.callAll(in);
                } catch (adjoint.tensor.ShapeException emptyMaximum) {
                    return;
                }
                List<Tensor> updated = variables.stream().map(Shared::get).toList();
                for (int i = 0; i < before.size(); i++) {
                    variables.get(i).set(before.get(i));
                }
                String what = dtype + " seed " + seed + " n " + n + "\n" + compiled;
                Values.assertClose(compiled.callAll(in), expected, tolerance, what);
                Values.assertClose(
                        variables.stream().map(Shared::get).toList(), updated, tolerance, what + "\nupdates");
                for (int i = 0; i < before.size(); i++) {
                    variables.get(i).set(before.get(i));
                }
                int threads = 2 + seed % 3;
                BoundPlan shared = compiled.plan().bind(Map.of("n", n), threads);
                shared.input(0).assign(in[0]);
                shared.input(1).assign(in[1]);
                shared.run();
                for (int i = 0; i < expected.size(); i++) {
                    Values.assertClose(shared.output(i), expected.get(i), tolerance, threads + " threads, " + what);
                }
                Values.assertClose(
                        variables.stream().map(Shared::get).toList(),
                        updated,
                        tolerance,
                        threads + " threads, " + what + "\nupdates");
            }
        }

        /** Some value of the variable's shape, often read from other variables, so that updates depend on each other. */
        private Expr next(Shared variable) {
            List<Expr> fitting = pool.stream()
                    .filter(e -> e.shape().equals(variable.shape()))
                    .toList();
            Expr other = fitting.get(random.nextInt(fitting.size()));
            return switch (random.nextInt(4)) {
                case 0 -> other;
                case 1 -> variable.sub(other.mul(0.1));
                case 2 -> variable.mul(0.9).add(other.tanh());
                default ->
                    variable.rank() == 2
                            ? variable.sub(x.transpose().dot(x.dot(variable)).mul(Expressions.constant(0.01, dtype)))
                            : variable.mul(0.5);
            };
        }
    }
}
