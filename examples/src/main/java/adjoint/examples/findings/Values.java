package adjoint.examples.findings;

import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/** One figure of equal runs that differ in their seeds. */
final class Values {
    private static final int MOST_DECIMALS = 8;

    private final DescriptiveStatistics all;

    Values(DoubleStream values) {
        all = new DescriptiveStatistics(values.toArray());
    }

    double mean() {
        return all.getMean();
    }

    /** Standard deviation over seeds; 0 for a single one. */
    double deviation() {
        return all.getStandardDeviation();
    }

    long seeds() {
        return all.getN();
    }

    /** The mean and, after several seeds, {@code +-} and their standard deviation. */
    @Override
    public String toString() {
        return deviation() > 0
                ? fixed(mean(), decimals(deviation(), 2)) + " +- " + fixed(deviation(), decimals(deviation(), 2))
                : format(mean());
    }

    /** A number with four significant digits, or "-" where there is none. */
    static String format(double value) {
        return Double.isFinite(value) ? fixed(value, decimals(value, 4)) : "-";
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static int decimals(double value, int significant) {
        double size = Math.abs(value);
        return size == 0
                ? significant - 1
                : Math.max(0, Math.min(MOST_DECIMALS, significant - 1 - (int) Math.floor(Math.log10(size))));
    }
}
