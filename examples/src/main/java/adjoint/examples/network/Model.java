package adjoint.examples.network;

import java.util.Locale;

/** Which networks to train: the multilayer perceptron, the mixture density network, or one after the other. */
public enum Model {
    MLP,
    MDN,
    BOTH;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
