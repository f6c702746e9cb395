package adjoint.mdn.model;

import static adjoint.Adjoint.function;

import adjoint.expr.Expr;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.train.Examples;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Gives a model's predictions as values. Compiled once, used as often as wanted; it follows the model's parameters. */
public final class Predictor {
    private static final int BATCH = 1_000;

    private final DensityModel model;
    private final CompiledFunction compiled;

    public Predictor(DensityModel model) {
        this.model = model;
        this.compiled = function(model.input())
                .returning(model.mixture().parts().toArray(Expr[]::new))
                .compile();
    }

    /** The mixture for one input. */
    public Mixture predict(double... input) {
        Tensor x = Tensor.zeros(model.architecture().dtype(), 1, input.length);
        for (int i = 0; i < input.length; i++) {
            x.set(i, input[i]);
        }
        return predict(x).get(0);
    }

    /** The mixtures for inputs of shape [batch, inputs]. */
    public List<Mixture> predict(Tensor inputs) {
        List<Tensor> out = compiled.callAll(inputs);
        List<Mixture> mixtures = new ArrayList<>();
        for (int row = 0; row < inputs.dim(0); row++) {
            mixtures.add(Mixture.ofRow(row, out));
        }
        return mixtures;
    }

    /** The mixtures for all examples, in order. */
    public List<Mixture> predict(Examples examples) {
        List<Mixture> mixtures = new ArrayList<>(examples.size());
        for (int from = 0; from < examples.size(); from += BATCH) {
            int rows = Math.min(BATCH, examples.size() - from);
            Tensor x = Tensor.zeros(model.architecture().dtype(), rows, examples.inputs());
            Tensor y = Tensor.zeros(model.architecture().dtype(), rows, examples.targets());
            for (int row = 0; row < rows; row++) {
                examples.copy(from + row, x, y, row);
            }
            mixtures.addAll(predict(x));
        }
        return mixtures;
    }
}
