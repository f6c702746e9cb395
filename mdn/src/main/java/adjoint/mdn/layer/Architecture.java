package adjoint.mdn.layer;

import adjoint.tensor.DType;
import java.util.List;

/**
 * The shape of a feed-forward network, apart from its output layer.
 *
 * @param inputs numbers in one example's input
 * @param hidden width of each hidden layer, from the input on; may be empty
 * @param targets numbers in one example's target
 * @param activation of the hidden layers
 * @param dtype element type of data and parameters
 */
public record Architecture(int inputs, List<Integer> hidden, int targets, Activation activation, DType dtype) {
    public Architecture {
        hidden = List.copyOf(hidden);
        requirePositive("inputs", inputs);
        requirePositive("targets", targets);
        hidden.forEach(width -> requirePositive("a hidden layer's width", width));
        if (!dtype.isFloat()) {
            throw new IllegalArgumentException("a network computes in float64 or float32, not in " + dtype);
        }
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, but is " + value);
        }
    }

    /** Weights and biases with an output layer of so many numbers; as a double, for they may be more than can be counted. */
    public double parameters(double outputs) {
        double sum = 0;
        double before = inputs;
        for (int width : hidden) {
            sum += (before + 1) * width;
            before = width;
        }
        return sum + (before + 1) * outputs;
    }

    /** Glorot's initial values, or He's where the activation is relu. */
    public Initialiser initialiser() {
        return activation == Activation.RELU ? Initialiser.heNormal() : Initialiser.glorotUniform();
    }
}
