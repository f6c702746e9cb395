package adjoint.mdn.fit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The different values in a column.
 *
 * @param values in increasing order
 * @param counts how often each occurs
 */
record DistinctValues(double[] values, long[] counts) {
    /** A point is on a grid if it is off by no more than so many roundings of floating point for each step of the way. */
    private static final double ULPS = 4;

    /** Digits to which differences are compared. */
    private static final MathContext DIGITS = new MathContext(6);

    /** Steps that are tried, and values that a grid is laid through. */
    private static final int STEPS = 30;

    private static final int ANCHORS = 3;

    /** Fewer different values show no grid. */
    private static final int LEAST_POINTS = 3;

    static DistinctValues of(double... column) {
        Map<Double, Long> counts = new TreeMap<>();
        Arrays.stream(column).forEach(value -> counts.merge(value, 1L, Long::sum));
        return new DistinctValues(
                counts.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                counts.values().stream().mapToLong(Long::longValue).toArray());
    }

    double range() {
        return values[values.length - 1] - values[0];
    }

    /** The least difference above a limit, or 0 where there is none. */
    double least(double limit) {
        return IntStream.range(1, values.length)
                .mapToDouble(i -> values[i] - values[i - 1])
                .filter(difference -> difference > limit)
                .min()
                .orElse(0);
    }

    /** The differences above a limit that occur most often between neighbours, or between neighbours among repeated values. */
    List<Double> commonDifferences(double limit) {
        Map<BigDecimal, Double> differences = new LinkedHashMap<>();
        Map<BigDecimal, Integer> times = new LinkedHashMap<>();
        for (LongPredicate chosen : List.<LongPredicate>of(count -> true, count -> count > 1)) {
            double[] some = IntStream.range(0, values.length)
                    .filter(i -> chosen.test(counts[i]))
                    .mapToDouble(i -> values[i])
                    .toArray();
            for (int i = 1; i < some.length; i++) {
                double difference = some[i] - some[i - 1];
                if (difference > limit) {
                    BigDecimal rounded = new BigDecimal(difference).round(DIGITS);
                    differences.putIfAbsent(rounded, difference);
                    times.merge(rounded, 1, Integer::sum);
                }
            }
        }
        return times.keySet().stream()
                .sorted(Comparator.comparing(times::get, Comparator.reverseOrder()))
                .limit(STEPS)
                .map(differences::get)
                .toList();
    }

    /** How many numbers of the column lie on a grid of a step through one of the most frequent values; 0 if on too few points. */
    long onGrid(double step) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -counts[i]))
                .limit(ANCHORS)
                .mapToLong(anchor -> onGrid(step, values[anchor]))
                .max()
                .orElse(0);
    }

    private long onGrid(double step, double anchor) {
        double ulp = Math.ulp(Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1])));
        Set<Double> points = new HashSet<>();
        long sum = 0;
        for (int i = 0; i < values.length; i++) {
            double multiple = Math.rint((values[i] - anchor) / step);
            if (Math.abs(values[i] - anchor - multiple * step) <= ULPS * ulp * (Math.abs(multiple) + 1)) {
                points.add(multiple);
                sum += counts[i];
            }
        }
        return points.size() < LEAST_POINTS ? 0 : sum;
    }
}
