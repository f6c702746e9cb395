package adjoint.examples.network;

import java.util.List;

/**
 * A way to descend, among several of which held-out sequences choose.
 *
 * @param optimiser how the parameters follow the gradient
 * @param rate learning rate, constant
 */
record Recipe(Descent optimiser, double rate) {
    /** Those that are tried: the best of wider grids for the perceptron and for mixtures, on built-in voice and recordings. */
    static final List<Recipe> ALL =
            List.of(new Recipe(Descent.SGD, 0.02), new Recipe(Descent.ADAM, 0.001), new Recipe(Descent.ADAM, 0.0003));

    @Override
    public String toString() {
        return optimiser + " at " + rate;
    }
}
