package adjoint.mdn.fit;

import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.train.Table;
import adjoint.tensor.Tensor;

/**
 * A linear model with normal errors of constant variance.
 *
 * @param model around the network
 * @param network without hidden layers and with one component, whose covariances are diagonal and exponentials
 */
record Linear(Standardised model, MixtureDensityNetwork network) {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** The log-density of each row, computed without a graph. */
    double[] logDensities(Table table) {
        Table rows = Standard.of(model, table);
        Tensor weights = network.output().weights().get();
        Tensor bias = network.output().bias().get();
        boolean isotropic = network.head().covariance() == Covariance.ISOTROPIC;
        double[] logs = new double[rows.size()];
        for (int row = 0; row < logs.length; row++) {
            double sum = -model.logScale();
            for (int d = 0; d < rows.targets(); d++) {
                double error = rows.y()[row][d] - bias.get(1 + d);
                for (int i = 0; i < rows.inputs(); i++) {
                    error -= weights.at(i, 1 + d) * rows.x()[row][i];
                }
                int v = isotropic ? 0 : d;
                double variance = Math.exp(bias.get(1 + rows.targets() + v))
                        + network.head().floor(v);
                sum -= 0.5 * (error * error / variance + Math.log(variance) + LOG_2_PI);
            }
            logs[row] = sum;
        }
        return logs;
    }
}
