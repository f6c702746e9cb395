package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.exact.Exact;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Maths;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random formulas with exponentials, logarithms, quotients and squares at extreme points, their values and gradients beside
 * arithmetic of many digits. A result fails where it is further from the exact one than {@value #BITS} bits beyond what moving
 * the inputs by an ulp does. Some fail as written, far fewer after rewriting. More of them, with the worst ten:
 * {@code mvn -q -pl core test -Dtest=ExtremeGraphsTest -Dgraphs=100000 -Dseed=1}.
 */
class ExtremeGraphsTest {
    private static final int COUNT = Integer.getInteger("graphs", 600);
    private static final long SEED = Long.getLong("seed", 20_240_229);
    private static final int BITS = 10;
    private static final int DIGITS = 70;
    private static final double LEAST = 1e-290;
    private static final double LARGEST_EXPONENT = 5_000;
    private static final double[] EXTREMES = {1e-20, 1e-9, 1e-5, 0.01, 0.5, 1, 2, 5, 20, 40, 100, 800, 1e4, 1e8, 1e16};

    private final Expr x = Expressions.input("x", 3), y = Expressions.input("y", 3);
    private final List<Expr> inputs = List.of(x, y);

    /** A formula of which something fails, and by how many bits at most. */
    private record Failure(Expr root, Tensor[] point, double bits, String what) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.0f bits: %s of %s at x = %s, y = %s", bits, what, root, point[0], point[1]);
        }
    }

    @Test
    void rewritingLeavesFewResultsWrong() {
        List<Failure> written = new ArrayList<>(), rewritten = new ArrayList<>();
        int judged = 0;
        int worse = 0;
        for (int i = 0; i < COUNT; i++) {
            Random random = new Random(SEED + i);
            Expr root = formula(random).sum();
            Tensor[] point = {point(random, null), null};
            point[1] = point(random, point[0]);
            List<Expr> plain = new ArrayList<>(List.of(root));
            plain.addAll(RandomGraph.gradients(root, inputs));
            List<Exact[]> exact = holdable(root, point) ? exact(plain, point, 0) : null;
            if (exact == null) {
                continue;
            }
            double[][] allowed = allowed(plain, point, exact);
            if (allowed == null) {
                continue;
            }
            judged++;
            Failure before = failure(root, plain, point, exact, allowed);
            GradientPolicy zeros = GradientPolicy.exact().zeroWhereDisconnected();
            List<Expr> derived = new ArrayList<>(List.of(root));
            Gradients.grad(root, inputs, zeros).all().forEach(g -> derived.add(g.broadcastTo(x.shape())));
            Failure after = failure(root, Rewriter.optimise(derived), point, exact, allowed);
            if (before != null) {
                written.add(before);
            }
            if (after != null) {
                rewritten.add(after);
                worse += before == null ? 1 : 0;
            }
        }
        double shareWritten = (double) written.size() / judged;
        double shareRewritten = (double) rewritten.size() / judged;
        rewritten.sort(Comparator.comparingDouble(Failure::bits).reversed());
        StringBuilder report = new StringBuilder(String.format(
                Locale.ROOT,
                "%d formulas judged: %.2f%% fail as written, %.2f%% rewritten, %d of them rewritten only; the worst:%n",
                judged,
                100 * shareWritten,
                100 * shareRewritten,
                worse));
        rewritten.stream()
                .limit(Integer.getInteger("worst", 10))
                .forEach(failure -> report.append(failure).append('\n'));
        System.out.println(report);
        assertThat(judged).isGreaterThan(COUNT / 4);
        assertThat(shareWritten).as("formulas are hard").isGreaterThan(0.02);
        assertThat(shareRewritten).as(report.toString()).isLessThan(0.01);
    }

    private Expr formula(Random random) {
        List<Expr> pool = new ArrayList<>(inputs);
        int size = 2 + random.nextInt(5);
        while (pool.size() < 2 + size) {
            Expr a = random.nextInt(3) > 0 ? pool.get(pool.size() - 1) : pool.get(random.nextInt(pool.size()));
            Expr b = pool.get(random.nextInt(pool.size()));
            pool.add(
                    switch (random.nextInt(16)) {
                        case 0, 1, 2 -> a.exp();
                        case 3, 4, 5 -> a.log();
                        case 6 -> a.div(b);
                        case 7 -> a.square();
                        case 8 -> a.add(b);
                        case 9 -> a.sub(b);
                        case 10 -> a.mul(b);
                        case 11 -> a.add(1);
                        case 12 -> a.rsub(1);
                        case 13 -> a.neg();
                        case 14 -> a.rank() > 0 ? a.sum() : a.add(1);
                        default -> a.ones().div(a);
                    });
        }
        return pool.get(pool.size() - 1);
    }

    /** Numbers of many sizes and both signs; near another point's at times. */
    private static Tensor point(Random random, Tensor near) {
        Tensor point = Tensor.zeros(DType.FLOAT64, 3);
        boolean close = near != null && random.nextInt(4) == 0;
        double size = EXTREMES[random.nextInt(EXTREMES.length)] * (random.nextBoolean() ? 1 : -1);
        for (int i = 0; i < 3; i++) {
            double one = size * random.nextDouble(0.5, 1.5);
            point.set(i, close ? near.get(i) * (1 + 1e-9 * random.nextDouble()) : one);
        }
        return point;
    }

    /** Whether no exponential is so large or small that 1 and it have too many digits between them to be added. */
    private boolean holdable(Expr root, Tensor[] point) {
        List<Expr> exponents = Graph.topological(root).stream()
                .filter(node -> node.op() == Maths.EXP)
                .map(node -> node.input(0))
                .toList();
        return Interpreter.evaluate(exponents, inputs, point).stream()
                .allMatch(value -> Arrays.stream(value.toDoubles()).allMatch(e -> Math.abs(e) < LARGEST_EXPONENT));
    }

    /** The exact results where each input has moved so many ulps, up or down by turns; null where one is no number. */
    private List<Exact[]> exact(List<Expr> roots, Tensor[] point, int move) {
        return Exact.withDigits(DIGITS, () -> {
            Map<Expr, Exact[]> bound = new IdentityHashMap<>();
            for (int k = 0; k < point.length; k++) {
                Exact[] moved = new Exact[3];
                for (int i = 0; i < 3; i++) {
                    int sign = Integer.bitCount(move & (11 * k + 2 * i + 5)) % 2 == 0 ? 1 : -1;
                    double ulp = move == 0 ? 0 : sign * Math.ulp(point[k].get(i));
                    moved[i] = Exact.of(point[k].get(i)).plus(Exact.of(ulp));
                }
                bound.put(inputs.get(k), moved);
            }
            try {
                List<Exact[]> results = ExactInterpreter.evaluate(roots, bound, Map.of());
                boolean finite = results.stream()
                        .allMatch(all -> IntStream.range(0, all.length).allMatch(i -> all[i].isFinite()));
                return finite ? results : null;
            } catch (Exact.Unrepresentable e) {
                return null;
            }
        });
    }

    /** How far each result may be off: as far as moving the inputs by an ulp moves it, and its own ulp. */
    private double[][] allowed(List<Expr> roots, Tensor[] point, List<Exact[]> exact) {
        double[][] allowed = exact.stream()
                .map(all -> IntStream.range(0, all.length)
                        .mapToDouble(i -> Math.ulp(all[i].toDouble()) + LEAST)
                        .toArray())
                .toArray(double[][]::new);
        for (int move = 1; move <= 2; move++) {
            List<Exact[]> moved = exact(roots, point, move);
            if (moved == null) {
                return null;
            }
            for (int k = 0; k < allowed.length; k++) {
                for (int i = 0; i < allowed[k].length; i++) {
                    double by = moved.get(k)[i].minus(exact.get(k)[i]).toDouble();
                    allowed[k][i] = Math.max(allowed[k][i], Math.abs(by));
                }
            }
        }
        return allowed;
    }

    private Failure failure(Expr root, List<Expr> computed, Tensor[] point, List<Exact[]> exact, double[][] allowed) {
        List<Tensor> found = Interpreter.evaluate(computed, inputs, point);
        Failure worst = null;
        for (int k = 0; k < allowed.length; k++) {
            for (int i = 0; i < allowed[k].length; i++) {
                double wanted = exact.get(k)[i].toDouble();
                double value = found.get(k).get(i);
                double bits = Double.isInfinite(wanted) || Double.isInfinite(allowed[k][i]) ? 0 : 64;
                if (Double.isFinite(value) && bits > 0) {
                    bits = Math.log(Math.abs(value - wanted) / allowed[k][i]) / Math.log(2);
                }
                if (bits > BITS && (worst == null || bits > worst.bits())) {
                    String what = (k == 0 ? "the value" : "the gradient to " + "xy".charAt(k - 1) + " at " + i) + ", "
                            + value + " for " + wanted + ",";
                    worst = new Failure(root, point, Math.min(bits, 64), what);
                }
            }
        }
        return worst;
    }
}
