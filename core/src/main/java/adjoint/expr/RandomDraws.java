package adjoint.expr;

import adjoint.kernel.Draws;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Random numbers that are found by trying, each with a sequence of uniform ones of its own: as {@link RandomNumbers}, functions
 * of a seed, a step and a position. The first input is the step, a scalar; a second one holds the distribution's parameters.
 * Ops with the same seed are not independent.
 */
public sealed interface RandomDraws extends Op {
    /** The key of the numbers. */
    long seed();

    static List<Sample> samples() {
        return List.of(
                Sample.of(new LogGamma(7)).on(0, 100).on(0.1, 5, "n", 2).valuesOnly(),
                Sample.of(new Poisson(7)).on(0, 100).on(0, 30, "n", 2).valuesOnly(),
                Sample.of(new Multinomial(7, 5)).on(0, 100).on(0.1, 1, "n", 3).valuesOnly(),
                Sample.of(new Permutation(7, Dim.named("n"))).on(0, 100).valuesOnly());
    }

    /** How many elements are drawn together. */
    int width(Tensor out);

    /** Draws the elements of one group. */
    void draw(Draws draws, int group, Tensor[] in, Tensor out);

    @Override
    default String label() {
        return name() + "[seed=" + seed() + "]";
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(2, in);
        if (!in.get(0).isScalar() || !in.get(1).dtype().isFloat()) {
            throw new ShapeException("draws from a scalar step and float parameters, not from " + in.get(0) + " and "
                    + in.get(1) + "; cast parameters first, as in x.cast(FLOAT64)");
        }
        return in.get(1);
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        bind(in, out).run();
    }

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        int width = width(out);
        return code(in, out, 0, width == 0 ? 0 : out.size() / width);
    }

    private Runnable code(Tensor[] in, Tensor out, int from, int to) {
        Draws draws = new Draws(seed());
        return () -> {
            long step = RandomNumbers.bits(in[0]);
            for (int group = from; group < to; group++) {
                draws.start(step, group);
                draw(draws, group, in, out);
            }
        };
    }

    @Override
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        int count = Rows.count(out.shape());
        int groups = count < 2 ? 0 : out.size() / width(out);
        if (count < 2 || groups % count != 0) {
            return Optional.empty();
        }
        int row = groups / count;
        boolean[] own = {false, true};
        return Optional.of(new Rows(
                count, true, Arrays.copyOf(own, in.length), (from, to) -> code(in, out, from * row, to * row)));
    }

    @Override
    default List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return Collections.nCopies(x.size(), null);
    }

    @Override
    default Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(y.zeros());
    }

    /** Logarithms of numbers of gamma distributions of scale 1, one for each shape. */
    record LogGamma(long seed) implements RandomDraws {
        @Override
        public String name() {
            return "randomLogGamma";
        }

        @Override
        public String convention() {
            return "the gradient is implicit: the number moves so that its cumulative probability stays";
        }

        @Override
        public int width(Tensor out) {
            return 1;
        }

        @Override
        public void draw(Draws draws, int group, Tensor[] in, Tensor out) {
            out.set(group, draws.logGamma(in[1].get(group)));
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList(null, g.mul(new LogGammaSlope().of(x.get(1), y)));
        }

        @Override
        public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
            return Optional.of(t.get(1) == null ? y.zeros() : t.get(1).mul(new LogGammaSlope().of(x.get(1), y)));
        }
    }

    /** Numbers of Poisson distributions, one for each rate, in the rates' float type. */
    record Poisson(long seed) implements RandomDraws {
        @Override
        public String name() {
            return "randomPoisson";
        }

        @Override
        public int width(Tensor out) {
            return 1;
        }

        @Override
        public void draw(Draws draws, int group, Tensor[] in, Tensor out) {
            out.set(group, draws.poisson(in[1].get(group)));
        }
    }

    /**
     * How often each of K outcomes comes in a number of trials, along the last axis. Outcomes have probabilities in proportion to
     * the parameters.
     */
    record Multinomial(long seed, int trials) implements RandomDraws {
        public Multinomial {
            if (trials < 0) {
                throw new IllegalArgumentException("there cannot be " + trials + " trials; give 0 or more");
            }
        }

        @Override
        public String name() {
            return "randomMultinomial";
        }

        @Override
        public String label() {
            return name() + "[seed=" + seed + ", trials=" + trials + "]";
        }

        @Override
        public Type infer(List<Type> in) {
            Type type = RandomDraws.super.infer(in);
            if (type.rank() == 0) {
                throw new ShapeException("needs the outcomes' probabilities along a last axis, not a scalar");
            }
            return type;
        }

        @Override
        public int width(Tensor out) {
            return out.dim(out.rank() - 1);
        }

        @Override
        public void draw(Draws draws, int group, Tensor[] in, Tensor out) {
            int width = width(out);
            int first = group * width;
            double total = 0;
            for (int k = 0; k < width; k++) {
                double weight = in[1].get(first + k);
                total = weight >= 0 ? total + weight : Double.NaN;
            }
            boolean possible = total > 0 && total <= Double.MAX_VALUE;
            for (int k = 0; k < width; k++) {
                out.set(first + k, possible ? 0 : Double.NaN);
            }
            for (int trial = 0; possible && trial < trials; trial++) {
                int outcome = first + outcome(draws.uniform() * total, in[1], first, width);
                out.set(outcome, out.get(outcome) + 1);
            }
        }

        /** The first outcome whose cumulative weight is larger; where rounding leaves none, the last one that can come. */
        private static int outcome(double place, Tensor weights, int first, int width) {
            double sum = 0;
            int last = 0;
            for (int k = 0; k < width; k++) {
                double weight = weights.get(first + k);
                sum += weight;
                last = weight > 0 ? k : last;
                if (place < sum) {
                    return k;
                }
            }
            return last;
        }
    }

    /** The integers from 0 up to a size, exclusive, in random order (R. A. Fisher and F. Yates, 1938). */
    record Permutation(long seed, Dim size) implements RandomDraws {
        @Override
        public String name() {
            return "randomPermutation";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            if (!in.get(0).isScalar()) {
                throw new ShapeException("draws from a scalar step, not from " + in.get(0));
            }
            return Type.of(DType.INT32, size);
        }

        @Override
        public int width(Tensor out) {
            return out.size();
        }

        @Override
        public void draw(Draws draws, int group, Tensor[] in, Tensor out) {
            for (int i = 0; i < out.size(); i++) {
                int place = (int) (draws.uniform() * (i + 1));
                out.set(i, out.get(place));
                out.set(place, i);
            }
        }
    }
}
