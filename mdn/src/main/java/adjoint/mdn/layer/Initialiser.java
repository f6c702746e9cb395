package adjoint.mdn.layer;

import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * The distribution that a layer's initial values are drawn from. Draws use only the generator given, so a seed fixes
 * them; they are made in float64 and rounded, so that both element types start from the same numbers.
 */
@FunctionalInterface
public interface Initialiser {
    /** One value for a layer with so many inputs and outputs. */
    double draw(RandomGenerator random, int inputs, int outputs);

    /** All the values of an array, in row-major order. */
    default Tensor tensor(RandomGenerator random, DType dtype, int inputs, int outputs, int... shape) {
        Tensor values = Tensor.zeros(dtype, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, draw(random, inputs, outputs));
        }
        return values;
    }

    /** Uniform with variance 2 / (inputs + outputs): keeps the scale of tanh layers (Glorot and Bengio 2010). */
    static Initialiser glorotUniform() {
        return (random, inputs, outputs) -> {
            double limit = Math.sqrt(6.0 / (inputs + outputs));
            return limit * (2 * random.nextDouble() - 1);
        };
    }

    /** Normal with variance 2 / (inputs + outputs) (Glorot and Bengio 2010). */
    static Initialiser glorotNormal() {
        return (random, inputs, outputs) -> Math.sqrt(2.0 / (inputs + outputs)) * random.nextGaussian();
    }

    /** Normal with variance 2 / inputs: keeps the scale of relu layers (He et al. 2015). */
    static Initialiser heNormal() {
        return (random, inputs, outputs) -> Math.sqrt(2.0 / inputs) * random.nextGaussian();
    }

    static Initialiser zeros() {
        return constant(0);
    }

    static Initialiser constant(double value) {
        return (random, inputs, outputs) -> value;
    }
}
