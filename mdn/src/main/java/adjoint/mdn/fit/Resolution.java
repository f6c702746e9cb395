package adjoint.mdn.fit;

import adjoint.mdn.train.Table;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How finely targets are recorded. A number that was rounded to steps of s has an error with variance s^2 / 12 (Sheppard 1898),
 * so a narrower component describes the rounding and not the world; on whole numbers its likelihood would grow without bound.
 */
final class Resolution {
    /** DistinctValues that differ by less than this share of their range differ by the rounding of floating point. */
    private static final double NEGLIGIBLE = 1e-12;

    /** The share of values that make a grid; others may have been put in place of missing ones, or suffered in arithmetic. */
    private static final double ON_GRID = 0.95;

    private Resolution() {}

    /** The variance of each target's rounding as a share of that target's variance. */
    static double[] varianceShares(Table table) {
        return IntStream.range(0, table.targets())
                .mapToDouble(d -> varianceShare(
                        Arrays.stream(table.y()).mapToDouble(row -> row[d]).toArray()))
                .toArray();
    }

    private static double varianceShare(double[] values) {
        double step = step(values);
        return step * step / 12 / StatUtils.populationVariance(values);
    }

    /** The least difference of two values; or, where nearly all values are on a coarser grid, the step of that grid. */
    private static double step(double[] values) {
        DistinctValues all = DistinctValues.of(values);
        double negligible = NEGLIGIBLE * all.range();
        double least = all.least(negligible);
        return all.commonDifferences(Math.max(least, negligible)).stream()
                .filter(step -> all.onGrid(step) >= ON_GRID * values.length)
                .max(Double::compare)
                .orElse(least);
    }
}
