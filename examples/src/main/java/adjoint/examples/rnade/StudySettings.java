package adjoint.examples.rnade;

import adjoint.examples.io.DataException;
import adjoint.examples.network.NetworkSettings;
import java.util.List;

/**
 * What the study trains.
 *
 * @param hidden width of each hidden layer
 * @param components of the mixture
 * @param epochs passes over the training examples
 * @param batch examples in a mini-batch
 * @param rates learning rates, each kept constant through a training
 * @param seeds how many trainings of each kind; they get the seeds from 1 on
 */
record StudySettings(List<Integer> hidden, int components, int epochs, int batch, List<Double> rates, int seeds) {
    StudySettings {
        hidden = List.copyOf(hidden);
        rates = List.copyOf(rates);
        hidden.forEach(width -> NetworkSettings.requirePositive("--hidden", width));
        NetworkSettings.requirePositive("--components", components);
        NetworkSettings.requirePositive("--epochs", epochs);
        NetworkSettings.requirePositive("--batch", batch);
        NetworkSettings.requirePositive("--seeds", seeds);
        for (double rate : rates) {
            if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
                throw new DataException("--rates has " + rate + ", but must be numbers above 0; try 0.001,0.01,0.1");
            }
        }
    }
}
