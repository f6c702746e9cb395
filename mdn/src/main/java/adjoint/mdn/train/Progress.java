package adjoint.mdn.train;

/** Is told how training goes. */
public interface Progress {
    /**
     * After each mini-batch.
     *
     * @param epoch from 1 on
     * @param batch from 1 on
     * @param batches in an epoch
     * @param loss mean training loss of this epoch so far
     */
    default void batch(int epoch, int batch, int batches, double loss) {}

    /** After each epoch and its validation. */
    default void epoch(Epoch epoch) {}

    /** Takes no notice. */
    static Progress none() {
        return new Progress() {};
    }
}
