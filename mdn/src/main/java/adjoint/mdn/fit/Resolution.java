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
    /** Values that differ by less than this share of their range differ by the rounding of floating point. */
    private static final double NEGLIGIBLE = 1e-12;

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

    /** The least difference of two values. */
    private static double step(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        double range = sorted[sorted.length - 1] - sorted[0];
        return IntStream.range(1, sorted.length)
                .mapToDouble(i -> sorted[i] - sorted[i - 1])
                .filter(difference -> difference > NEGLIGIBLE * range)
                .min()
                .orElse(0);
    }
}
