package adjoint.mdn.fit;

import adjoint.mdn.mixture.Mixture;
import java.util.stream.IntStream;

/**
 * The log-densities of rows that a network and a linear model have both not learnt from.
 *
 * @param network by the network, one a row
 * @param linear by the linear model, one a row
 */
record HeldOut(double[] network, double[] linear) {
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
