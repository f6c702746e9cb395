package adjoint.mdn.fit;

import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.train.Table;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The log-densities of rows that a network and a linear model have both not learnt from.
 *
 * @param network by the network, one a row
 * @param linear by the linear model, one a row
 */
record HeldOut(double[] network, double[] linear) {
    /** Fits a linear model to the rows that the network has learnt from, and lets both judge the others. */
    static HeldOut of(
            Table table, TableFit.Fold fold, DensityModel network, Covariance covariance, List<Double> floor) {
        Table rows = table.rows(fold.heldOut());
        return new HeldOut(
                logDensities(network, rows),
                logDensities(Ridge.fit(table.rows(fold.training()), covariance, floor), rows));
    }

    private static double[] logDensities(DensityModel model, Table rows) {
        List<Mixture> predicted = new Predictor(model).predict(rows);
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> predicted.get(i).logDensity(rows.y()[i]))
                .toArray();
    }

    /** The mean negative log-likelihood of the rows where the linear model has a share. */
    double meanNll(double share) {
        return -IntStream.range(0, network.length)
                .mapToDouble(i -> share > 0
                        ? Mixture.logSumExp(Math.log(1 - share) + network[i], Math.log(share) + linear[i])
                        : network[i])
                .average()
                .orElseThrow();
    }
}
