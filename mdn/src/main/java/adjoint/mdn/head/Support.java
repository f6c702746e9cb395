package adjoint.mdn.head;

import java.util.function.DoublePredicate;

/**
 * Which targets a family gives a likelihood.
 *
 * @param discrete whether the targets are countable: the likelihood is then a probability, else a density
 * @param lowest the least value there is; may be negative infinity
 * @param highest the greatest value there is; may be infinity
 * @param condition what a target must meet
 */
public record Support(boolean discrete, double lowest, double highest, DoublePredicate condition) {
    /** All numbers. */
    public static final Support REAL =
            new Support(false, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double::isFinite);

    /** Numbers above 0. */
    public static final Support POSITIVE =
            new Support(false, 0, Double.POSITIVE_INFINITY, y -> y > 0 && Double.isFinite(y));

    /** 0, 1, 2, ... */
    public static final Support COUNTS =
            new Support(true, 0, Double.POSITIVE_INFINITY, y -> y >= 0 && y == Math.rint(y) && Double.isFinite(y));

    /** So many classes, numbered from 0. */
    static Support classes(int count) {
        return new Support(true, 0, count - 1, y -> y >= 0 && y < count && y == Math.rint(y));
    }

    /** Whether a target has a likelihood. */
    public boolean allows(double y) {
        return condition.test(y);
    }
}
