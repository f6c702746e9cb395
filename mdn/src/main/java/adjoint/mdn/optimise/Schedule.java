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

    /** Half a period of a cosine, from {@code rate} down to exactly 0 at {@code epochs} (Loshchilov and Hutter 2017). */
    static Schedule cosine(double rate, int epochs) {
        return epoch -> epoch >= epochs ? 0 : rate * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
    }

    /** This schedule, multiplied by a factor that grows linearly to 1 over the first epochs. */
    default Schedule warmingUp(double epochs) {
        return epoch -> epoch < epochs ? rate(epoch) * epoch / epochs : rate(epoch);
    }
}
