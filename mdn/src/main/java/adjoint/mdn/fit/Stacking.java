package adjoint.mdn.fit;

/**
 * How much of a second model does a first one good, as judged by rows that neither has seen: the share in a mixture of both
 * that makes those rows likeliest (Smyth and Wolpert 1999, Linearly combining density estimators via stacking).
 */
final class Stacking {
    private static final int ITERATIONS = 200;

    /** A row for and a row against the second model, so that few rows do not decide for all or nothing. */
    private static final double PRIOR_ROWS = 1;

    private Stacking() {}

    /**
     * The share of the second model, above 0 and below 1; by expectation maximisation.
     *
     * @param first log-densities of the rows by the first model
     * @param second log-densities of the same rows by the second model
     */
    static double share(double[] first, double[] second) {
        double share = 0.5;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double sum = PRIOR_ROWS;
            for (int row = 0; row < first.length; row++) {
                sum += 1 / (1 + (1 - share) / share * Math.exp(first[row] - second[row]));
            }
            share = sum / (first.length + 2 * PRIOR_ROWS);
        }
        return share;
    }
}
