package adjoint.expr;

import adjoint.tensor.Axes;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Optional;

/**
 * Softmax over all beginnings of an axis: weights {@code w_ji = exp(x_i) / sum_{k <= j} exp(x_k)} for {@code i <= j}, taken of
 * x less the running maximum, so that nothing overflows and no digits are lost to the size of x. The three ops are closed
 * under differentiation: each derivative is made of the other two. A beginning of nothing but -infinity has weights 0.
 */
public sealed interface RunningSoftmax extends Op {
    int axis();

    /** Whether it runs from the last element to the first. */
    boolean reversed();

    static List<Sample> samples() {
        return List.of(
                Sample.of(new LogCumSumExp(0, false)).on(-2, 2, "n", 2),
                Sample.of(new LogCumSumExp(1, true)).on(-2, 2, 2, "n"),
                Sample.of(new LogCumSumExp(0, false))
                        .at(Tensor.of(new double[] {Double.NEGATIVE_INFINITY, 1000, -1000}))
                        .valuesOnly(),
                Sample.of(new Mean(0, false)).on(-2, 2, "n", 2).on(-2, 2, "n", 2),
                Sample.of(new Mean(1, true)).on(-2, 2, 2, "n").on(-2, 2, 2, "n"),
                Sample.of(new Shares(0, false)).on(-2, 2, "n", 2).on(-2, 2, "n", 2),
                Sample.of(new Shares(1, true)).on(-2, 2, 2, "n").on(-2, 2, 2, "n"));
    }

    @Override
    default String label() {
        return name() + "[axis=" + axis() + (reversed() ? ", reversed" : "") + "]";
    }

    @Override
    default Work work() {
        return Work.REDUCTION;
    }

    @Override
    default int cost() {
        return ElementwiseOp.FUNCTION;
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(this instanceof LogCumSumExp ? 1 : 2, in);
        in.get(0).shape().axis(axis());
        if (!in.get(0).dtype().isFloat() || !in.get(in.size() - 1).equals(in.get(0))) {
            throw new ShapeException("takes floats, all of one type, not " + in);
        }
        return in.get(0);
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        bind(in, out).run();
    }

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(out.shape(), Axes.at(axis()));
        int length = groups.steps().length;
        double[] max = new double[length];
        double[] sum = new double[length];
        int[] steps = new int[length];
        for (int j = 0; j < length; j++) {
            steps[j] = groups.steps()[reversed() ? length - 1 - j : j];
        }
        return () -> {
            for (int start : groups.starts()) {
                sums(in[0], start, steps, max, sum);
                fill(in, out, start, steps, max, sum);
            }
        };
    }

    /** For each beginning its largest element and the sum of exp(x - largest), 0 where there is nothing but -infinity. */
    private static void sums(Tensor x, int start, int[] steps, double[] max, double[] sum) {
        double most = Double.NEGATIVE_INFINITY;
        double total = 0;
        for (int j = 0; j < steps.length; j++) {
            double value = x.get(start + steps[j]);
            double next = Math.max(most, value);
            total = scaled(most, next, total) + scaled(value, next, 1);
            most = next;
            max[j] = most;
            sum[j] = total;
        }
    }

    /** {@code factor exp(x - max)}, and 0 where x is -infinity. */
    private static double scaled(double x, double max, double factor) {
        return x == Double.NEGATIVE_INFINITY ? 0 : factor * Math.exp(x - max);
    }

    /** Computes one group. */
    void fill(Tensor[] in, Tensor out, int start, int[] steps, double[] max, double[] sum);

    private static Expr cumsum(Expr x, int axis, boolean reversed) {
        return Expr.of(new Indexing.CumSum(axis, reversed), x);
    }

    /** The logarithm of the running sum of exponentials. */
    record LogCumSumExp(int axis, boolean reversed) implements RunningSoftmax {
        @Override
        public String name() {
            return "logCumSumExp";
        }

        @Override
        public String convention() {
            return "-infinity as long as all elements were -infinity, with gradient 0";
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new LogCumSumExp(axis + 1, reversed));
        }

        @Override
        public void fill(Tensor[] in, Tensor out, int start, int[] steps, double[] max, double[] sum) {
            for (int j = 0; j < steps.length; j++) {
                out.set(start + steps[j], Double.isInfinite(max[j]) ? max[j] : max[j] + Math.log(sum[j]));
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(Expr.of(new Shares(axis, reversed), x.get(0), g));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(cumsum(x.get(0).exp(), axis, reversed).log());
        }
    }

    /** The mean of the second input over each beginning, weighted by the softmax of the first. */
    record Mean(int axis, boolean reversed) implements RunningSoftmax {
        @Override
        public String name() {
            return "runningSoftmaxMean";
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Mean(axis + 1, reversed));
        }

        @Override
        public void fill(Tensor[] in, Tensor out, int start, int[] steps, double[] max, double[] sum) {
            double total = 0;
            for (int j = 0; j < steps.length; j++) {
                int at = start + steps[j];
                double before = j == 0 ? 0 : scaled(max[j - 1], max[j], total);
                total = before + scaled(in[0].get(at), max[j], in[1].get(at));
                out.set(at, sum[j] == 0 ? 0 : total / sum[j]);
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Op shares = new Shares(axis, reversed);
            Expr given = Expr.of(shares, x.get(0), g);
            return List.of(x.get(1).mul(given).sub(Expr.of(shares, x.get(0), g.mul(y))), given);
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            Expr e = x.get(0).exp();
            return Optional.of(cumsum(e.mul(x.get(1)), axis, reversed).div(cumsum(e, axis, reversed)));
        }
    }

    /** What each element gets if the second input is shared out, at each place among the beginning that ends there. */
    record Shares(int axis, boolean reversed) implements RunningSoftmax {
        @Override
        public String name() {
            return "runningSoftmaxShares";
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(new Shares(axis + 1, reversed));
        }

        @Override
        public void fill(Tensor[] in, Tensor out, int start, int[] steps, double[] max, double[] sum) {
            double total = 0;
            for (int j = steps.length - 1; j >= 0; j--) {
                int at = start + steps[j];
                double after = j == steps.length - 1 ? 0 : scaled(max[j], max[j + 1], total);
                total = after + (sum[j] == 0 ? 0 : in[1].get(at) / sum[j]);
                out.set(at, scaled(in[0].get(at), max[j], total));
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr mean = Expr.of(new Mean(axis, reversed), x.get(0), g);
            Expr rest = Expr.of(this, x.get(0), x.get(1).mul(mean));
            return List.of(g.mul(y).sub(rest), mean);
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            Expr e = x.get(0).exp();
            return Optional.of(e.mul(cumsum(x.get(1).div(cumsum(e, axis, reversed)), axis, !reversed)));
        }
    }
}
