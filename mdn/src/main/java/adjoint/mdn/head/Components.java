package adjoint.mdn.head;

import adjoint.expr.Expr;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** What families that mix K components share: outputs are K logits, then K of each parameter. */
final class Components {
    private Components() {}

    /** One parameter of all components, of shape [batch, K]. */
    static Expr part(Expr out, int count, int number) {
        return out.slice(1, number * count, (number + 1) * count);
    }

    /** The log-likelihood of the mixture, from that of the components, of shape [batch, K]. */
    static Expr mixed(Expr out, int count, Expr logs) {
        return part(out, count, 0).logSoftmax(1).add(logs).logSumExp(1);
    }

    /** The mean of a figure of the components by their weights. */
    static double mixed(double[] out, int count, IntToDoubleFunction figure) {
        double most = Arrays.stream(out, 0, count).max().orElseThrow();
        double total = 0;
        double sum = 0;
        for (int k = 0; k < count; k++) {
            double weight = Math.exp(out[k] - most);
            total += weight;
            sum += weight * figure.applyAsDouble(k);
        }
        return sum / total;
    }

    /** Starts of K components at quantiles: between 0 and 1, exclusively. */
    static double quantile(double[] sorted, int k, int count) {
        return sorted[(int) ((k + 0.5) / count * sorted.length)];
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The distance of the quartiles, or where that is 0 the deviation, or 1: how wide numbers spread. */
    static double width(double[] sorted) {
        double width = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
        double range = sorted[sorted.length - 1] - sorted[0];
        return width > 0 ? width : range > 0 ? range : 1;
    }
}
