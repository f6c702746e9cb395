package adjoint.expr;

import adjoint.tensor.Tensor;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is known of the sign and the size of a value before any call: a proof, not a guess (range analysis). It holds for the
 * exact value, wherever that is not NaN: {@code exp(-1000)} counts as positive.
 *
 * @param nonNegative whether the value is never below 0
 * @param loggable whether the logarithm may stand for the value: it is above 0, or is a 0 through which no gradient flows. A 0
 *     that does depend on something would turn its finite gradient into 0 times infinity.
 * @param exponential whether the value is made with an exponential in such a way that its logarithm is better behaved than
 *     itself
 * @param mayOverflow whether that exponential may overflow, as those of softmax and sigmoid do not
 */
public record ValueRange(boolean nonNegative, boolean loggable, boolean exponential, boolean mayOverflow) {
    /** Nothing is known. */
    public static final ValueRange UNKNOWN = new ValueRange(false, false, false, false);
    /** Never below 0. */
    public static final ValueRange NON_NEGATIVE = new ValueRange(true, false, false, false);
    /** Above 0. */
    public static final ValueRange POSITIVE = new ValueRange(true, true, false, false);

    public ValueRange {
        nonNegative |= loggable;
    }

    /** Whether an expression is a constant of positive, finite numbers, so that a power of it is an exponential. */
    public static boolean isPositiveConstant(Expr base) {
        Tensor value = base.constant();
        boolean positive = value != null;
        for (int i = 0; positive && i < value.size(); i++) {
            positive = value.get(i) > 0 && value.get(i) < Double.POSITIVE_INFINITY;
        }
        return positive;
    }

    /** The range of fixed numbers. */
    static ValueRange of(Tensor value) {
        for (int i = 0; i < value.size(); i++) {
            if (!(value.get(i) >= 0)) {
                return UNKNOWN;
            }
        }
        return POSITIVE;
    }

    /** The same, and made with an exponential. */
    public ValueRange asExponential() {
        return new ValueRange(nonNegative, loggable, true, mayOverflow);
    }

    /** The same, and such that it may overflow. */
    public ValueRange asOverflowing() {
        return new ValueRange(nonNegative, loggable, exponential, true);
    }

    /** The same, and never below 0. */
    public ValueRange asNonNegative() {
        return new ValueRange(true, loggable, exponential, mayOverflow);
    }

    /** The range of the absolute value. */
    static ValueRange magnitude(ValueRange x) {
        return new ValueRange(true, x.loggable, false, false);
    }

    /** The range of what has the sign that all of some values share, and is made of them: a product, one of them. */
    public static ValueRange together(List<ValueRange> in) {
        return new ValueRange(
                all(in, ValueRange::nonNegative),
                !in.isEmpty() && all(in, ValueRange::loggable),
                any(in, ValueRange::exponential),
                false);
    }

    /** The range of a sum. */
    public static ValueRange sum(List<ValueRange> in) {
        boolean loggable = all(in, ValueRange::loggable);
        return new ValueRange(
                all(in, ValueRange::nonNegative), loggable, loggable && any(in, ValueRange::exponential), false);
    }

    /** The range of a quotient. The divisor need only not be negative, since no finite value comes of a divisor 0. */
    public static ValueRange quotient(ValueRange a, ValueRange b) {
        return new ValueRange(
                a.nonNegative && b.nonNegative, a.loggable && b.nonNegative, a.exponential || b.exponential, false);
    }

    /** The range of the largest of some values. */
    public static ValueRange largest(List<ValueRange> in) {
        return new ValueRange(any(in, ValueRange::nonNegative), all(in, ValueRange::loggable), false, false);
    }

    /** The range of the smallest of some values. */
    public static ValueRange smallest(List<ValueRange> in) {
        return new ValueRange(all(in, ValueRange::nonNegative), all(in, ValueRange::loggable), false, false);
    }

    private static boolean all(List<ValueRange> in, Predicate<ValueRange> fact) {
        return in.stream().allMatch(fact);
    }

    private static boolean any(List<ValueRange> in, Predicate<ValueRange> fact) {
        return in.stream().anyMatch(fact);
    }
}
