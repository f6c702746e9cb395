package adjoint.mdn.fit;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import java.util.List;

/**
 * How a table is fitted.
 *
 * @param components of each network's mixture
 * @param hidden width of each hidden layer
 * @param activation of the hidden layers
 * @param epochs passes over the training rows, at most
 * @param patience epochs without gain on the held-out rows after which a network's training stops
 * @param batch rows in a mini-batch
 * @param rate first learning rate of AdamW; it falls to 0 along a cosine
 * @param decay of the weights, relative to the rate
 * @param noise deviations of the normal noise that disturbs the training inputs, as shares of each input's deviation; of
 *     several, the likelihood of held-out rows chooses one
 * @param floor least variance of a component in each target, as a share of that target's variance; or the variance of the
 *     target's rounding, where that is larger
 * @param covariance form of the components' covariances
 * @param members networks in the ensemble
 * @param validation share of the rows that each network is not trained on but stopped by; different rows for each
 * @param seed of weights, shuffling and the choice of the held-out rows
 */
public record FitSettings(
        int components,
        List<Integer> hidden,
        Activation activation,
        int epochs,
        int patience,
        int batch,
        double rate,
        double decay,
        List<Double> noise,
        double floor,
        Covariance covariance,
        int members,
        double validation,
        long seed) {
    public FitSettings {
        hidden = List.copyOf(hidden);
        noise = List.copyOf(noise);
        new Head(components, covariance, floor); // checks them
        if (hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("hidden layers need a width of at least 1, not " + hidden);
        }
        if (noise.isEmpty() || noise.stream().anyMatch(part -> !(part >= 0 && part < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException("noise needs at least one number, each from 0 on, not " + noise);
        }
        if (batch < 1) {
            throw new IllegalArgumentException("a mini-batch needs at least 1 row, not " + batch);
        }
        if (members < 1) {
            throw new IllegalArgumentException("an ensemble needs at least 1 member, not " + members);
        }
        if (!(validation > 0 && validation < 1)) {
            throw new IllegalArgumentException(
                    "the share of validation rows must lie between 0 and 1, but is " + validation);
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("training needs at least 1 epoch, not " + epochs);
        }
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the learning rate must be a number above 0, not " + rate);
        }
    }
}
