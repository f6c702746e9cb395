package adjoint.mdn.model;

import adjoint.mdn.train.Examples;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;

/**
 * Examples whose targets are what a linear map of the inputs leaves of them, divided by a deviation and by the level of the
 * signal among the inputs; that signal is divided by its level, too.
 *
 * @param signal how many of the inputs, from the first on, are the signal
 * @param weights of shape [inputs, targets], row by row
 * @param bias one a target
 * @param deviation of all targets
 */
public record LinearResiduals(Examples examples, int signal, double[] weights, double[] bias, double deviation)
        implements Examples {
    /** Added to mean squares, so that silence has a level: 0.01, where signals have variance 1. */
    static final double SILENCE = 1e-4;

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public int inputs() {
        return examples.inputs();
    }

    @Override
    public int targets() {
        return examples.targets();
    }

    @Override
    public void copy(int example, Tensor x, Tensor y, int row) {
        examples.copy(example, x, y, row);
        int from = row * inputs();
        double level = level(x, from);
        for (int d = 0; d < bias.length; d++) {
            double linear = bias[d];
            for (int i = 0; i < inputs(); i++) {
                linear += x.get(from + i) * weights[i * bias.length + d];
            }
            int at = row * bias.length + d;
            y.set(at, (y.get(at) - linear) / (deviation * level));
        }
        for (int i = from; i < from + signal; i++) {
            x.set(i, x.get(i) / level);
        }
    }

    private double level(Tensor x, int from) {
        if (signal == 0) {
            return 1;
        }
        double square = 0;
        for (int i = from; i < from + signal; i++) {
            square += x.get(i) * x.get(i);
        }
        return Math.sqrt(square / signal + SILENCE);
    }

    /** The root of the mean square of all targets. */
    double rootMeanSquare() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 1, inputs());
        Tensor y = Tensor.zeros(DType.FLOAT64, 1, targets());
        double sum = 0;
        for (int example = 0; example < size(); example++) {
            copy(example, x, y, 0);
            for (double residual : y.toDoubles()) {
                sum += residual * residual;
            }
        }
        return Math.sqrt(sum / ((double) size() * targets()));
    }
}
