package adjoint.examples.network;

import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Optimiser;
import adjoint.mdn.optimise.Sgd;
import java.util.Locale;

/** How the parameters follow the gradient. */
public enum Descent {
    /** Plain stochastic gradient descent. */
    SGD(new Sgd()),
    /** Adam with its usual constants. */
    ADAM(new Adam());

    private final Optimiser optimiser;

    Descent(Optimiser optimiser) {
        this.optimiser = optimiser;
    }

    Optimiser optimiser() {
        return optimiser;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
