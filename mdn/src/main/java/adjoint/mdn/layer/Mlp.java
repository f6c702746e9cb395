package adjoint.mdn.layer;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A multilayer perceptron: hidden layers and a linear output layer. Its layers are called hidden0, hidden1, ... and
 * output.
 *
 * @param layers from the input on
 */
public record Mlp(List<Dense> layers) {
    public Mlp {
        layers = List.copyOf(layers);
    }

    /**
     * A perceptron with drawn weights. Each layer draws from its own split of the seed's {@link SplittableRandom}, so that a
     * layer's values do not depend on the widths of the others.
     *
     * @param outputs width of the linear output layer
     */
    public static Mlp of(Architecture architecture, int outputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Dense> layers = new ArrayList<>();
        int width = architecture.inputs();
        for (int next : architecture.hidden()) {
            layers.add(Dense.of(
                    "hidden" + layers.size(),
                    width,
                    next,
                    architecture.activation(),
                    architecture.initialiser(),
                    architecture.dtype(),
                    random.split()));
            width = next;
        }
        layers.add(Dense.of(
                "output",
                width,
                outputs,
                Activation.IDENTITY,
                Initialiser.glorotUniform(),
                architecture.dtype(),
                random.split()));
        return new Mlp(layers);
    }

    /** From [batch, inputs] to [batch, outputs]. */
    public Expr apply(Expr x) {
        for (Dense layer : layers) {
            x = layer.apply(x);
        }
        return x;
    }

    /** As {@link #apply(Expr)}, for training, with dropout behind every hidden layer. */
    public Expr apply(Expr x, Dropout dropout) {
        for (Dense layer : layers.subList(0, layers.size() - 1)) {
            x = dropout.apply(layer.apply(x));
        }
        return output().apply(x);
    }

    /** The linear output layer. */
    public Dense output() {
        return layers.get(layers.size() - 1);
    }

    public List<Shared> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }
}
