package adjoint.mdn.layer;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A fully connected layer: {@code activation(x W + b)}.
 *
 * @param weights of shape [inputs, outputs]
 * @param bias of shape [outputs]
 * @param activation applied elementwise
 */
public record Dense(Shared weights, Shared bias, Activation activation) {
    /** A layer with drawn weights and zero bias; its parameters are called NAME.weights and NAME.bias. */
    public static Dense of(
            String name,
            int inputs,
            int outputs,
            Activation activation,
            Initialiser initialiser,
            DType dtype,
            RandomGenerator random) {
        return new Dense(
                Expressions.shared(
                        name + ".weights", initialiser.tensor(random, dtype, inputs, outputs, inputs, outputs)),
                Expressions.shared(name + ".bias", Initialiser.zeros().tensor(random, dtype, inputs, outputs, outputs)),
                activation);
    }

    /** From [batch, inputs] to [batch, outputs]. */
    public Expr apply(Expr x) {
        return activation.apply(x.dot(weights).add(bias));
    }

    public List<Shared> parameters() {
        return List.of(weights, bias);
    }
}
