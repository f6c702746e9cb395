package adjoint.mdn.train;

import java.util.Map;

/**
 * What one epoch brought.
 *
 * @param number from 1 on
 * @param rate the learning rate of its last step
 * @param loss mean training loss over the epoch, each batch scored just before its step
 * @param metrics mean over the validation examples of each of the model's metrics, after the epoch
 * @param seconds wall time, validation included
 * @param stepSeconds that part of it which was spent within the compiled step; the rest went into shuffling, filling batches
 *     and scoring
 * @param cpuSeconds processor time of the training thread, which does not count what the machine did meanwhile for others
 */
public record Epoch(
        int number,
        double rate,
        double loss,
        Map<String, Double> metrics,
        double seconds,
        double stepSeconds,
        double cpuSeconds) {}
