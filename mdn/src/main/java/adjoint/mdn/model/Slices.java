package adjoint.mdn.model;

import adjoint.mdn.train.Examples;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.Variance;

/**
 * The targets cut into slices of equal number along their direction of largest variance; in one dimension, between quantiles.
 *
 * @param means of each slice, [slice][dimension]
 * @param variances of each slice, [slice][dimension]
 */
record Slices(double[][] means, double[][] variances) {
    static Slices of(Examples examples, int count) {
        if (examples.size() < count) {
            throw new IllegalArgumentException(examples.size() + " examples cannot start " + count
                    + " components apart; take fewer components or more examples");
        }
        double[][] targets = targets(examples);
        RealVector axis = axis(targets);
        Arrays.sort(
                targets, Comparator.comparingDouble(target -> axis.dotProduct(MatrixUtils.createRealVector(target))));
        double[][] means = new double[count][examples.targets()];
        double[][] variances = new double[count][examples.targets()];
        for (int slice = 0; slice < count; slice++) {
            int from = (int) ((long) slice * targets.length / count);
            int to = (int) ((slice + 1L) * targets.length / count);
            for (int d = 0; d < examples.targets(); d++) {
                int dimension = d;
                double[] column = Arrays.stream(targets, from, to)
                        .mapToDouble(target -> target[dimension])
                        .toArray();
                means[slice][d] = new Mean().evaluate(column);
                variances[slice][d] = new Variance(false).evaluate(column);
            }
        }
        return new Slices(means, variances);
    }

    private static double[][] targets(Examples examples) {
        Tensor x = Tensor.zeros(DType.FLOAT64, 1, examples.inputs());
        Tensor y = Tensor.zeros(DType.FLOAT64, 1, examples.targets());
        double[][] targets = new double[examples.size()][];
        for (int i = 0; i < targets.length; i++) {
            examples.copy(i, x, y, 0);
            targets[i] = y.toDoubles();
        }
        return targets;
    }

    private static RealVector axis(double[][] targets) {
        if (targets[0].length == 1 || targets.length < 2) {
            return MatrixUtils.createRealVector(new double[targets[0].length]).mapAdd(1);
        }
        return new EigenDecomposition(new Covariance(targets, false).getCovarianceMatrix()).getEigenvector(0);
    }
}
