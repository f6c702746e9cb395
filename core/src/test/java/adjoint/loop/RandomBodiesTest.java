package adjoint.loop;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.Derivatives;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops with bodies grown at random: value, gradient, tangent and Hessian product are the unrolled graph's. */
class RandomBodiesTest {
    private static final int WIDTH = 3;
    private static final int[] LENGTHS = {0, 1, 2, 17};
    private static final GradientPolicy ZEROS = GradientPolicy.exact().zeroWhereDisconnected();

    private final Expr first = Expressions.input("first", WIDTH), other = Expressions.input("other", WIDTH);
    private final Expr weight = Expressions.input("weight", WIDTH, WIDTH), scale = Expressions.input("scale");

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    /** One step, the same for one seed: two carried values and one emitted one. */
    private List<Expr> step(long seed, Expr a, Expr b, Expr x) {
        Random random = new Random(seed);
        List<Expr> pool = new ArrayList<>(
                List.of(a, b, x, scale.mul(x), a.expand(0).dot(weight).squeeze(0)));
        for (int i = 0; i < 8; i++) {
            Expr p = pool.get(random.nextInt(pool.size()));
            Expr q = pool.get(random.nextInt(pool.size()));
            pool.add(
                    switch (random.nextInt(12)) {
                        case 0 -> p.add(q);
                        case 1 -> p.sub(q);
                        case 2 -> p.mul(q).tanh();
                        case 3 -> p.sigmoid();
                        case 4 -> p.tanh();
                        case 5 -> p.softmax(0);
                        case 6 -> Expressions.where(p.gt(q), p, q.mul(0.5));
                        case 7 -> p.sub(p.logSumExp(0));
                        case 8 -> p.abs().add(1).log();
                        case 9 -> p.expand(0).dot(weight).squeeze(0).sin();
                        case 10 -> p.div(q.square().add(1));
                        default -> p.sum(0).mul(q).tanh();
                    });
        }
        int last = pool.size() - 1;
        return List.of(pool.get(last).tanh(), pool.get(last - 1).tanh(), pool.get(last - 2));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void equalTheUnrolledGraph(int seed) {
        Expr named = Expressions.input("x", "steps", WIDTH);
        Scan.Builder builder = Scan.scan(named).carrying(first, other).keeping(Keep.values()[seed % 2]);
        Scan loop = (seed % 3 == 0 ? builder.backwards() : builder).step((c, e) -> {
            List<Expr> made = step(seed, c.at(0), c.at(1), e.at(0));
            return Scan.step(made.get(0), made.get(1)).emitting(made.get(2));
        });
        Expr total = total(List.of(loop.last(0), loop.last(1), loop.emitted(0)));
        CompiledFunction looped = function(named, total);
        for (int length : seed == 0 ? new int[] {0, 1, 2, 17, 1000} : LENGTHS) {
            Expr fixed = Expressions.input("x", length, WIDTH);
            CompiledFunction plain = function(fixed, total(unrolled(seed, fixed, length)));
            Tensor[] values = values(new Random(seed), length);
            List<Tensor> found = looped.callAll(values);
            List<Tensor> wanted = plain.callAll(values);
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(distance(found.get(i), wanted.get(i)))
                        .as("result %d of seed %d with %d steps", i, seed, length)
                        .isLessThan(1e-10);
            }
        }
    }

    private List<Expr> unrolled(int seed, Expr x, int length) {
        Expr a = first;
        Expr b = other;
        List<Expr> emitted = new ArrayList<>(List.of(Expressions.constant(Tensor.zeros(DType.FLOAT64, 0, WIDTH))));
        for (int i = 0; i < length; i++) {
            int t = seed % 3 == 0 ? length - 1 - i : i;
            List<Expr> made = step(seed, a, b, x.slice(0, t, t + 1).squeeze(0));
            a = made.get(0);
            b = made.get(1);
            emitted.add(seed % 3 == 0 ? 1 : emitted.size(), made.get(2).expand(0));
        }
        return List.of(a, b, Expressions.concat(0, emitted.toArray(Expr[]::new)));
    }

    private static Expr total(List<Expr> results) {
        Expr sum = results.get(2).cos().mul(results.get(2)).sum();
        return sum.add(results.get(0).square().sum()).add(results.get(1).exp().sum());
    }

    private CompiledFunction function(Expr x, Expr total) {
        List<Expr> wrt = List.of(first, other, weight, scale, x);
        List<Expr> directions = wrt.stream().map(v -> v.sin().add(0.5)).toList();
        List<Expr> all = new ArrayList<>(List.of(total));
        List<Expr> slopes = Gradients.grad(total, wrt, ZEROS).all();
        all.addAll(slopes);
        all.add(Derivatives.jvp(total, wrt, directions));
        all.add(Derivatives.jvp(slopes.get(2), wrt, directions));
        all.add(Gradients.grad(slopes.get(4).square().sum(), List.of(first), ZEROS)
                .of(first));
        return CompiledFunction.function(x, first, other, weight, scale)
                .returning(all.toArray(Expr[]::new))
                .compile();
    }

    private Tensor[] values(Random random, int length) {
        return Stream.of(Expressions.input("x", length, WIDTH), first, other, weight, scale)
                .map(input -> {
                    Tensor value = Tensor.zeros(DType.FLOAT64, input.shape().evaluate(Map.of()));
                    IntStream.range(0, value.size()).forEach(i -> value.set(i, random.nextGaussian() * 0.7));
                    return value;
                })
                .toArray(Tensor[]::new);
    }

    private static double distance(Tensor a, Tensor b) {
        assertThat(a.type()).isEqualTo(b.type());
        double largest = 0;
        double size = 1;
        for (int i = 0; i < a.size(); i++) {
            largest = Math.max(largest, Double.isNaN(a.get(i)) ? 1 : Math.abs(a.get(i) - b.get(i)));
            size = Math.max(size, Math.abs(b.get(i)));
        }
        return largest / size;
    }
}
