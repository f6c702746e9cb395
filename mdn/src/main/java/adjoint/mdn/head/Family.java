package adjoint.mdn.head;

import adjoint.expr.Expr;
import java.util.random.RandomGenerator;

/**
 * A family of distributions of one target. A network makes the parameters, as {@link #outputs} numbers of any size; the
 * likelihood is an expression of them, so that it can be differentiated and its gradient edited at any node.
 */
public interface Family {
    /** What it is chosen by. */
    String name();

    /** What {@link Families} knows it by. */
    default String kind() {
        return name();
    }

    /** What {@link Families} makes it of again. */
    default double[] numbers() {
        return new double[0];
    }

    /** Numbers that the output layer makes. */
    int outputs();

    /** Which targets have a likelihood, and whether that is a probability or a density. */
    Support support();

    /**
     * The log-likelihood of each target, in nats.
     *
     * @param out of shape [batch, outputs]
     * @param y of shape [batch, 1]
     * @return of shape [batch]
     */
    Expr logLikelihood(Expr out, Expr y);

    /** The probability of a value not above y; by other means than the expression. */
    double cumulative(double[] out, double y);

    /** Outputs for which the distribution is near that of the targets without any features. */
    double[] start(double... targets);

    /** The least value that is not exceeded with a probability, found by bisection. */
    default double quantile(double[] out, double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("a probability must lie between 0 and 1, not " + probability);
        }
        boolean discrete = support().discrete();
        double low = support().lowest();
        double high = support().highest();
        if (low > Double.NEGATIVE_INFINITY && cumulative(out, low) >= probability) {
            return low;
        }
        for (double step = 1; low == Double.NEGATIVE_INFINITY; step *= 2) {
            low = cumulative(out, -step) < probability ? -step : low;
        }
        for (double step = 1; high == Double.POSITIVE_INFINITY; step *= 2) {
            high = cumulative(out, step) >= probability ? step : high;
        }
        while (discrete ? high - low > 1 : Math.nextUp(low) < high) {
            double middle = discrete ? Math.floor((low + high) / 2) : low + (high - low) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (cumulative(out, middle) >= probability) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** A random value. */
    default double sample(double[] out, RandomGenerator random) {
        return quantile(out, random.nextDouble(Double.MIN_NORMAL, 1));
    }
}
