package adjoint.examples.network;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Progress;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trains mixture density networks with and without what is meant to keep them free of NaN.
 *
 * @param settings of all trainings; rate and floor are replaced
 */
public record Ablation(NetworkSettings settings, Examples training, Examples validation) {
    /** How the likelihood is computed. */
    public enum Likelihood {
        /** In the log domain, with log-sum-exp. */
        LOG_SUM_EXP,
        /** As the textbook writes it, which the engine rewrites to the above. */
        LITERAL_REWRITTEN,
        /** As the textbook writes it, kept from being rewritten. */
        LITERAL
    }

    /**
     * What came of one training.
     *
     * @param likelihood how it was computed
     * @param rate the constant learning rate
     * @param floor added to every variance
     * @param failure where and why the loss ceased to be finite; null where it did not
     * @param epochs that were completed
     * @param nll on the validation examples after the last epoch; NaN where training failed
     */
    public record Outcome(String likelihood, double rate, double floor, String failure, int epochs, double nll) {}

    public Outcome run(Likelihood likelihood, double rate, double floor) {
        Architecture architecture = new Architecture(
                training.inputs(), settings.hidden(), training.targets(), Activation.TANH, settings.dtype());
        Head head = new Head(settings.components().get(0), Covariance.ISOTROPIC, floor);
        MixtureDensityNetwork network = new MixtureDensityNetwork(architecture, head, settings.seed());
        DensityModel model = likelihood == Likelihood.LOG_SUM_EXP
                ? network
                : new LiteralLikelihood(network, likelihood == Likelihood.LITERAL_REWRITTEN);
        String name = likelihood.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        List<Epoch> epochs = new ArrayList<>();
        try {
            new Trainer(model)
                    .optimiser(settings.optimiser().optimiser())
                    .schedule(Schedule.constant(rate))
                    .epochs(settings.epochs())
                    .batch(settings.batch())
                    .seed(settings.seed())
                    .progress(new Progress() {
                        @Override
                        public void epoch(Epoch epoch) {
                            epochs.add(epoch);
                        }
                    })
                    .train(training, validation);
            return new Outcome(
                    name,
                    rate,
                    floor,
                    null,
                    epochs.size(),
                    epochs.get(epochs.size() - 1).metrics().get("nll"));
        } catch (TrainingException e) {
            return new Outcome(name, rate, floor, e.getMessage(), epochs.size(), Double.NaN);
        }
    }
}
