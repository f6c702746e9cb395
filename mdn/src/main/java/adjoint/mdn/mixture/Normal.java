package adjoint.mdn.mixture;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** A normal distribution over D dimensions, kept as its mean and the lower Cholesky factor of its covariance. Immutable. */
public final class Normal {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    private final double[] mean;

    /** Row i holds i + 1 numbers, the last of them above 0. */
    private final double[][] factor;

    private Normal(double[] mean, double[][] factor) {
        this.mean = mean;
        this.factor = factor;
    }

    /** A distribution of independent dimensions with variances above 0; a single variance counts for all dimensions. */
    public static Normal diagonal(double[] mean, double... variances) {
        if (variances.length != mean.length && variances.length != 1) {
            throw new IllegalArgumentException(variances.length + " variances for " + mean.length
                    + " dimensions; give one for each, or one for all");
        }
        double[][] factor = new double[mean.length][];
        for (int i = 0; i < mean.length; i++) {
            factor[i] = new double[i + 1];
            factor[i][i] = Math.sqrt(variances[variances.length == 1 ? 0 : i]);
        }
        return withFactor(mean, factor);
    }

    /**
     * A distribution whose covariance is {@code factor * transposed factor}.
     *
     * @param factor lower triangular with a diagonal above 0; row i needs i + 1 numbers, further ones are not looked at
     */
    public static Normal withFactor(double[] mean, double[][] factor) {
        if (mean.length == 0 || factor.length != mean.length) {
            throw new IllegalArgumentException(
                    "a mean of " + mean.length + " numbers does not fit a factor of " + factor.length + " rows");
        }
        double[][] lower = new double[factor.length][];
        for (int i = 0; i < factor.length; i++) {
            lower[i] = Arrays.copyOf(factor[i], i + 1);
            if (!(lower[i][i] > 0 && lower[i][i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the standard deviation of dimension " + i
                        + ", given those before it, must be a finite number above 0, not " + lower[i][i]);
            }
        }
        return new Normal(mean.clone(), lower);
    }

    /** The number of dimensions, D. */
    public int dimension() {
        return mean.length;
    }

    /** The mean in one dimension. */
    public double mean(int dimension) {
        return mean[dimension];
    }

    /** A copy of the mean. */
    public double[] mean() {
        return mean.clone();
    }

    /** The covariance matrix. */
    public double[][] covariance() {
        double[][] covariance = new double[mean.length][mean.length];
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k <= j; k++) {
                    covariance[i][j] += factor[i][k] * factor[j][k];
                }
                covariance[j][i] = covariance[i][j];
            }
        }
        return covariance;
    }

    /** The standard deviation of one dimension. */
    public double deviation(int dimension) {
        double largest = 0;
        for (double part : factor[dimension]) {
            largest = Math.max(largest, Math.abs(part));
        }
        double square = 0;
        for (double part : factor[dimension]) {
            square += (part / largest) * (part / largest);
        }
        return largest * Math.sqrt(square);
    }

    /** The log-density at a point. */
    public double logDensity(double... point) {
        double square = 0;
        for (double z : standardise(point)) {
            square += z * z;
        }
        return -0.5 * (mean.length * LOG_2_PI + square) - logFactorDeterminant();
    }

    /** The density at a point. */
    public double density(double... point) {
        return Math.exp(logDensity(point));
    }

    /** The differential entropy in nats. */
    public double entropy() {
        return 0.5 * mean.length * (1 + LOG_2_PI) + logFactorDeterminant();
    }

    /** Half the logarithm of the determinant of the covariance. */
    double logFactorDeterminant() {
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            sum += Math.log(factor[i][i]);
        }
        return sum;
    }

    /** The relative entropy (Kullback-Leibler divergence) of another normal distribution from this one, in nats. */
    public double divergence(Normal other) {
        double square = 0;
        for (double z : other.standardise(mean)) {
            square += z * z;
        }
        for (int column = 0; column < mean.length; column++) {
            for (double z : other.solve(column(column))) {
                square += z * z;
            }
        }
        return 0.5 * (square - mean.length) + other.logFactorDeterminant() - logFactorDeterminant();
    }

    private double[] column(int column) {
        double[] values = new double[mean.length];
        for (int i = column; i < mean.length; i++) {
            values[i] = factor[i][column];
        }
        return values;
    }

    /** The distribution of x - y for independent x from this distribution and y from another. */
    public Normal minus(Normal other) {
        double[] difference = new double[mean.length];
        double[][] roots = new double[mean.length][2 * mean.length];
        for (int i = 0; i < mean.length; i++) {
            difference[i] = mean[i] - other.mean[i];
            System.arraycopy(factor[i], 0, roots[i], 0, i + 1);
            System.arraycopy(other.factor[i], 0, roots[i], mean.length, i + 1);
        }
        return new Normal(difference, triangular(roots));
    }

    /** The distribution of some dimensions, in the order given. */
    public Normal marginal(int... dimensions) {
        Dimensions.require(dimensions, mean.length);
        return new Normal(meansOf(dimensions), triangular(rowsOf(dimensions)));
    }

    /** The distribution of all other dimensions, in their order, where the given ones have the given values. */
    public Normal conditional(int[] dimensions, double... values) {
        Dimensions.require(dimensions, mean.length);
        int[] rest = Dimensions.others(dimensions, mean.length);
        if (rest.length == 0 || values.length != dimensions.length) {
            throw new IllegalArgumentException(values.length + " values are given for dimensions "
                    + Arrays.toString(dimensions) + " of " + mean.length
                    + "; give one for each, and leave at least one dimension out");
        }
        int given = dimensions.length;
        int[] order =
                IntStream.concat(IntStream.of(dimensions), IntStream.of(rest)).toArray();
        double[][] lower = triangular(rowsOf(order));
        double[] means = meansOf(rest);
        double[] z = new Normal(meansOf(dimensions), Arrays.copyOf(lower, given)).standardise(values);
        double[][] left = new double[rest.length][];
        for (int i = 0; i < rest.length; i++) {
            for (int j = 0; j < given; j++) {
                means[i] += lower[given + i][j] * z[j];
            }
            left[i] = Arrays.copyOfRange(lower[given + i], given, given + i + 1);
        }
        return new Normal(means, left);
    }

    private double[] meansOf(int[] dimensions) {
        return IntStream.of(dimensions).mapToDouble(d -> mean[d]).toArray();
    }

    private double[][] rowsOf(int[] dimensions) {
        return IntStream.of(dimensions)
                .mapToObj(d -> Arrays.copyOf(factor[d], mean.length))
                .toArray(double[][]::new);
    }

    /**
     * The lower triangular factor of {@code roots * transposed roots}: the triangle of a QR decomposition, which never forms
     * that product and so keeps all digits.
     */
    private static double[][] triangular(double[][] roots) {
        RealMatrix upper =
                new QRDecomposition(MatrixUtils.createRealMatrix(roots).transpose()).getR();
        double[][] lower = new double[roots.length][];
        for (int i = 0; i < roots.length; i++) {
            lower[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                lower[i][j] = Math.copySign(1, upper.getEntry(j, j)) * upper.getEntry(j, i);
            }
        }
        return lower;
    }

    /** The point as independent standard normal numbers: the factor's inverse times the deviation from the mean. */
    private double[] standardise(double[] point) {
        if (point.length != mean.length) {
            throw new IllegalArgumentException(
                    "a point of " + point.length + " numbers in a distribution over " + mean.length + " dimensions");
        }
        double[] deviations = new double[mean.length];
        Arrays.setAll(deviations, i -> point[i] - mean[i]);
        return solve(deviations);
    }

    /** Overwrites a vector by the factor's inverse times it. */
    private double[] solve(double[] vector) {
        for (int i = 0; i < vector.length; i++) {
            for (int j = 0; j < i; j++) {
                vector[i] -= factor[i][j] * vector[j];
            }
            vector[i] /= factor[i][i];
        }
        return vector;
    }

    /** The precision matrix (the inverse covariance) times a vector, which is overwritten. */
    double[] precisionTimes(double[] vector) {
        solve(vector);
        for (int i = vector.length - 1; i >= 0; i--) {
            for (int j = i + 1; j < vector.length; j++) {
                vector[i] -= factor[j][i] * vector[j];
            }
            vector[i] /= factor[i][i];
        }
        return vector;
    }

    /** The same mean with a multiple of the covariance. */
    Normal widened(double times) {
        double[][] wider = new double[mean.length][];
        for (int i = 0; i < mean.length; i++) {
            wider[i] = Arrays.stream(factor[i])
                    .map(part -> Math.sqrt(times) * part)
                    .toArray();
        }
        return new Normal(mean, wider);
    }

    /** A random point. */
    public double[] sample(RandomGenerator random) {
        double[] standard = new double[mean.length];
        Arrays.setAll(standard, i -> random.nextGaussian());
        double[] point = mean.clone();
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j <= i; j++) {
                point[i] += factor[i][j] * standard[j];
            }
        }
        return point;
    }

    @Override
    public String toString() {
        return "N(" + Arrays.toString(mean) + ", " + Arrays.deepToString(covariance()) + ")";
    }
}
