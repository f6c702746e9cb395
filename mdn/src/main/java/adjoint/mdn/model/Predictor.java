package adjoint.mdn.model;

import static adjoint.Adjoint.function;

import adjoint.expr.Expr;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Normal;
import adjoint.mdn.mixture.Spread;
import adjoint.mdn.train.Examples;
import adjoint.run.Function;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gives a model's predictions as values. Compiled once, used as often as wanted; it follows the model's parameters. */
public final class Predictor {
    private static final int BATCH = 1_000;

    private final DensityModel model;
    private final Function compiled;

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
            mixtures.add(mixture(row, out.get(0), out.get(1), out.get(2)));
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

    /** One row of the outputs; an axis of size 1 stands for all rows, dimensions or components alike. */
    private Mixture mixture(int row, Tensor logWeights, Tensor means, Tensor spread) {
        double[] weights = new double[means.dim(2)];
        Normal[] components = new Normal[weights.length];
        int ofSpread = Math.min(row, spread.dim(0) - 1);
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp(logWeights.at(Math.min(row, logWeights.dim(0) - 1), k));
            double[] mean = new double[means.dim(1)];
            for (int d = 0; d < mean.length; d++) {
                mean[d] = means.at(row, d, k);
            }
            components[k] = model.mixture().spread() instanceof Spread.Factors
                    ? Normal.withFactor(mean, factor(spread, ofSpread, k))
                    : Normal.diagonal(mean, variances(spread, ofSpread, k));
        }
        return new Mixture(weights, components);
    }

    private static double[] variances(Tensor spread, int row, int component) {
        double[] variances = new double[spread.dim(1)];
        Arrays.setAll(variances, d -> spread.at(row, d, component));
        return variances;
    }

    private static double[][] factor(Tensor spread, int row, int component) {
        double[][] factor = new double[spread.dim(2)][];
        for (int i = 0; i < factor.length; i++) {
            factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                factor[i][j] = spread.at(row, component, i, j);
            }
        }
        return factor;
    }
}
