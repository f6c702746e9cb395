package adjoint.examples.network;

import adjoint.mdn.model.DensityModel;
import adjoint.mdn.train.Epoch;
import java.util.List;

/**
 * A trained model, and how it came about.
 *
 * @param model the result
 * @param recipe how it was trained, in words; empty where nothing was trained
 * @param epochs of the first network, if there are several
 * @param seconds wall time, trials included
 * @param cpuSeconds processor time of the training thread, trials included
 */
record Training(DensityModel model, String recipe, List<Epoch> epochs, double seconds, double cpuSeconds) {
    static Training none(DensityModel model) {
        return new Training(model, "", List.of(), 0, 0);
    }

    static Training of(DensityModel model, String recipe, List<Epoch> epochs) {
        return new Training(
                model,
                recipe,
                epochs,
                epochs.stream().mapToDouble(Epoch::seconds).sum(),
                epochs.stream().mapToDouble(Epoch::cpuSeconds).sum());
    }
}
