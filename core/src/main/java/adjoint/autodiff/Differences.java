package adjoint.autodiff;

import java.util.function.DoubleUnaryOperator;

/** The derivative of a function from its values alone. */
final class Differences {
    private static final double LARGEST_STEP = 1.0 / 16;
    private static final int STEPS = 10;

    private Differences() {}

    /** A derivative and how far it may be off. */
    record Estimate(double value, double error) {}

    /**
     * The derivative at 0 by central differences whose steps are halved and extrapolated to 0 (Richardson's deferred
     * approach; Ridders 1982 for keeping the entry of least estimated error). A step at which the function is not finite is
     * left out.
     *
     * @param rounding how far a value of the function may be off
     */
    static Estimate derivative(DoubleUnaryOperator f, double rounding) {
        Estimate best = new Estimate(Double.NaN, Double.POSITIVE_INFINITY);
        double[] previous = {};
        double step = LARGEST_STEP;
        for (int i = 0; i < STEPS; i++, step /= 2) {
            double difference = (f.applyAsDouble(step) - f.applyAsDouble(-step)) / (2 * step);
            if (!Double.isFinite(difference)) {
                previous = new double[0];
                continue;
            }
            double[] row = new double[previous.length + 1];
            row[0] = difference;
            double factor = 1;
            for (int j = 1; j < row.length; j++) {
                factor *= 4;
                row[j] = row[j - 1] + (row[j - 1] - previous[j - 1]) / (factor - 1);
                double spread = Math.max(Math.abs(row[j] - row[j - 1]), Math.abs(row[j] - previous[j - 1]));
                double error = Math.max(spread, rounding / step);
                if (error < best.error) {
                    best = new Estimate(row[j], error);
                }
            }
            previous = row;
        }
        return best;
    }
}
