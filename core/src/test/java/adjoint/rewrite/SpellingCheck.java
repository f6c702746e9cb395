package adjoint.rewrite;

import static adjoint.Adjoint.grad;
import static adjoint.expr.Expressions.input;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientPolicy;
import adjoint.exact.Exact;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Compares what a spelling comes to after rewriting with arithmetic of many digits. */
final class SpellingCheck {
    private static final Exact STEP = Exact.of(0x1p-130);

    private final double unit;
    private final double least;

    private SpellingCheck(DType dtype) {
        unit = dtype == DType.FLOAT32 ? 0x1p29 : 1;
        least = dtype == DType.FLOAT32 ? 1e-37 : 1e-300;
    }

    /** Value, gradient and Hessian of a spelling, differentiated and optimised, at all of its points. */
    static void check(Spelling spelling, DType dtype) {
        Expr x = input("x", dtype, 3);
        Expr f = spelling.form().apply(x);
        GradientPolicy zeros = GradientPolicy.exact().zeroWhereDisconnected();
        Expr gradient = grad(f, List.of(x), zeros).of(x);
        List<Expr> wanted = new ArrayList<>(List.of(f, gradient.broadcastTo(x.shape())));
        for (int i = 0; i < 3; i++) {
            Expr slope = gradient.broadcastTo(x.shape()).at(0, i);
            wanted.add(grad(slope, List.of(x), zeros).of(x).broadcastTo(x.shape()));
        }
        List<Expr> optimised = Rewriter.optimise(wanted);
        for (double[] written : spelling.points()) {
            Tensor rounded = Tensor.zeros(dtype, 3);
            IntStream.range(0, 3).forEach(i -> rounded.set(i, written[i]));
            double[] point = IntStream.range(0, 3).mapToDouble(rounded::get).toArray();
            if (DoubleStream.of(written)
                    .anyMatch(value -> value != 0 && !(Math.abs(Math.log(Math.abs(value))) < limit(dtype)))) {
                continue;
            }
            List<Tensor> found = Interpreter.evaluate(optimised, List.of(x), rounded);
            Exact.withDigits(spelling.digits(), () -> {
                new SpellingCheck(dtype).compare(spelling, f, x, point, found);
                return null;
            });
        }
    }

    /** Numbers further from 1 have squares that a float does not hold, which a Hessian may be made of. */
    private static double limit(DType dtype) {
        return dtype == DType.FLOAT32 ? 40 : Double.POSITIVE_INFINITY;
    }

    private void compare(Spelling spelling, Expr f, Expr x, double[] point, List<Tensor> found) {
        double bending = 1e-13 + 2.2e-16 * (spelling.bend() - 1);
        // The inputs themselves are only known to an ulp, and are multiplied, added and subtracted on the way.
        double inputs = 4e-16 * Math.max(1, maximumOf(point));
        double slopes = spelling.shares() ? 0 : inputs;
        double slack = spelling.shares() ? 2e-15 : 2e-14;
        Exact[] h = steps(point);
        Exact middle = at(f, x, point, h, 0, 0, 0);
        near("value", found.get(0).get(0), middle, 4e-16 + inputs, 0, point);
        Exact[] up = new Exact[3];
        for (int i = 0; i < 3; i++) {
            int[] one = {0, 0, 0};
            one[i] = 1;
            up[i] = at(f, x, point, h, one);
            near("gradient " + i, found.get(1).get(i), up[i].minus(middle).over(h[i]), slack + slopes, 1, point);
        }
        double largest = IntStream.range(0, 9)
                .mapToDouble(k -> Math.abs(found.get(2 + k / 3).get(k % 3)))
                .max()
                .orElse(0);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                int[] both = {0, 0, 0};
                both[i]++;
                both[j]++;
                Exact far = at(f, x, point, h, both);
                Exact bend = far.minus(up[i]).minus(up[j].minus(middle)).over(h[i].times(h[j]));
                double size = 1 + 1e-20 * largest;
                near("Hessian " + i + j, found.get(2 + i).get(j), bend, bending + 4 * slopes, size, point);
                near("Hessian " + j + i, found.get(2 + j).get(i), bend, bending + 4 * slopes, size, point);
            }
        }
    }

    /** So small a part of each coordinate that a one-sided difference is exact to 39 digits. */
    private static Exact[] steps(double[] point) {
        double least = DoubleStream.of(point)
                .map(Math::abs)
                .filter(value -> value > 0)
                .min()
                .orElse(1);
        return DoubleStream.of(point)
                .mapToObj(value -> STEP.times(Exact.of(value == 0 ? least : Math.abs(value))))
                .toArray(Exact[]::new);
    }

    private static double maximumOf(double[] point) {
        double largest = 0;
        for (double value : point) {
            largest = Math.abs(value) < 1e6 ? Math.max(largest, Math.abs(value)) : largest;
        }
        return largest;
    }

    /** Equal within a tolerance relative to the exact number, and to a size that terms on the way may have. */
    private void near(String what, double found, Exact wanted, double tolerance, double size, double[] point) {
        double off = Math.abs(found - wanted.toDouble());
        assertThat(off <= unit * tolerance * (Math.abs(wanted.toDouble()) + size) + least)
                .as("%s at %s is %s, should be %s", what, Tensor.of(point), found, wanted)
                .isTrue();
    }

    /** The exact value where each coordinate has moved so many steps. */
    private static Exact at(Expr f, Expr x, double[] point, Exact[] h, int... steps) {
        Exact[] moved = new Exact[3];
        for (int i = 0; i < 3; i++) {
            moved[i] = Exact.of(point[i]).plus(h[i].times(Exact.of(steps[i])));
        }
        Map<Expr, Exact[]> bound = new IdentityHashMap<>();
        bound.put(x, moved);
        return ExactInterpreter.evaluate(f, bound)[0];
    }
}
