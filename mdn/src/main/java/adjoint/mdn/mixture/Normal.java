package adjoint.mdn.mixture;

import java.util.Arrays;
import java.util.random.RandomGenerator;

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

    /** The log-density at a point. */
    public double logDensity(double... point) {
        double square = 0;
        double logDeterminant = 0;
        double[] standard = standardise(point);
        for (int i = 0; i < mean.length; i++) {
            square += standard[i] * standard[i];
            logDeterminant += Math.log(factor[i][i]);
        }
        return -0.5 * (mean.length * LOG_2_PI + square) - logDeterminant;
    }

    /** The point as independent standard normal numbers: the factor's inverse times the deviation from the mean. */
    private double[] standardise(double[] point) {
        if (point.length != mean.length) {
            throw new IllegalArgumentException(
                    "a point of " + point.length + " numbers in a distribution over " + mean.length + " dimensions");
        }
        double[] standard = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double rest = point[i] - mean[i];
            for (int j = 0; j < i; j++) {
                rest -= factor[i][j] * standard[j];
            }
            standard[i] = rest / factor[i][i];
        }
        return standard;
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
