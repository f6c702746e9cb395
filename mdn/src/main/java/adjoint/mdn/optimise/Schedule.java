package adjoint.mdn.optimise;

/** The learning rate over the course of training, measured in epochs; fractions of an epoch count. */
@FunctionalInterface
public interface Schedule {
    /**
     * The rate of the step that ends at {@code epoch}: the first step of training ends just above 0, the last one exactly at
     * the number of epochs.
     */
    double rate(double epoch);

    static Schedule constant(double rate) {
        return epoch -> rate;
    }

    /**
     * Constant for {@code after} epochs, then falling linearly; exactly 0 at {@code epochs} and beyond.
     *
     * @param after from 0 to {@code epochs}
     */
    static Schedule annealing(double rate, int after, int epochs) {
        if (after < 0 || after > epochs) {
            throw new IllegalArgumentException("annealing after epoch " + after + " of " + epochs
                    + " is impossible; choose an epoch from 0 to " + epochs);
        }
        return epoch -> epoch <= after ? rate : epoch >= epochs ? 0 : rate * (epochs - epoch) / (epochs - after);
    }
}
