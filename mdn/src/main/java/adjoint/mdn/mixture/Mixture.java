package adjoint.mdn.mixture;

import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A mixture of K normal distributions over D dimensions, as a value. Immutable. Logarithms are natural, so log-densities and
 * entropies are in nats.
 */
public final class Mixture {
    private final double[] weights;
    private final Normal[] components;

    /**
     * @param weights from 0 on, at least one above; divided by their sum
     * @param components one for each weight, all of one dimension
     */
    public Mixture(double[] weights, Normal... components) {
        double total = Arrays.stream(weights).sum();
        if (weights.length != components.length
                || !Arrays.stream(weights).allMatch(w -> w >= 0)
                || !(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a mixture needs one weight from 0 on for each of its components, and not all" + " 0; got weights "
                            + Arrays.toString(weights) + " for " + components.length + " components");
        }
        for (Normal component : components) {
            if (component.dimension() != components[0].dimension()) {
                throw new IllegalArgumentException("component 0 has dimension " + components[0].dimension()
                        + ", but another has " + component.dimension());
            }
        }
        this.weights = Arrays.stream(weights).map(w -> w / total).toArray();
        this.components = components.clone();
    }

    /**
     * One of a batch of mixtures, from the values of its {@linkplain MixtureExpr#parts() parts}; an axis of size 1 stands for
     * all rows alike.
     */
    public static Mixture ofRow(int row, List<Tensor> parts) {
        Tensor logs = parts.get(0);
        Tensor means = parts.get(1);
        double[] weights = new double[means.dim(2)];
        Normal[] components = new Normal[weights.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp(logs.at(Math.min(row, logs.dim(0) - 1), k));
            double[] mean = new double[means.dim(1)];
            for (int d = 0; d < mean.length; d++) {
                mean[d] = means.at(row, d, k);
            }
            components[k] = Spread.component(mean, parts.get(2), row, k);
        }
        return new Mixture(weights, components);
    }

    /** The number of components, K. */
    public int size() {
        return weights.length;
    }

    /** The number of dimensions, D. */
    public int dimension() {
        return components[0].dimension();
    }

    /** The weight of a component. */
    public double weight(int component) {
        return weights[component];
    }

    /** A component's distribution. */
    public Normal component(int component) {
        return components[component];
    }

    /** The log-density at a point. */
    public double logDensity(double... point) {
        return logSumExp(logJoint(point));
    }

    /** The density at a point. */
    public double density(double... point) {
        return Math.exp(logDensity(point));
    }

    /** The probability that each component made a point. */
    public double[] responsibilities(double... point) {
        double[] joint = logJoint(point);
        double total = logSumExp(joint);
        return Arrays.stream(joint).map(l -> Math.exp(l - total)).toArray();
    }

    private double[] logJoint(double[] point) {
        return IntStream.range(0, size())
                .mapToDouble(k -> Math.log(weights[k]) + components[k].logDensity(point))
                .toArray();
    }

    /** The logarithm of the sum of what the given numbers are logarithms of, without overflow. */
    public static double logSumExp(double... logs) {
        double max = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
        return Double.isInfinite(max)
                ? max
                : max + Math.log(Arrays.stream(logs).map(l -> Math.exp(l - max)).sum());
    }

    /** The mean. */
    public double[] mean() {
        double[] mean = new double[dimension()];
        for (int k = 0; k < size(); k++) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += weights[k] * components[k].mean(d);
            }
        }
        return mean;
    }

    /** The covariance matrix: within the components and between them. */
    public double[][] covariance() {
        double[] mean = mean();
        double[][] covariance = new double[dimension()][dimension()];
        for (int k = 0; k < size(); k++) {
            double[][] within = components[k].covariance();
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    double between = (components[k].mean(i) - mean[i]) * (components[k].mean(j) - mean[j]);
                    covariance[i][j] += weights[k] * (within[i][j] + between);
                }
            }
        }
        return covariance;
    }

    /** The distribution of some dimensions, in the order given. */
    public Mixture marginal(int... dimensions) {
        return new Mixture(weights, each(component -> component.marginal(dimensions)));
    }

    /** The distribution of all other dimensions, in their order, where the given ones have the given values. */
    public Mixture conditional(int[] dimensions, double... values) {
        return new Mixture(
                marginal(dimensions).responsibilities(values),
                each(component -> component.conditional(dimensions, values)));
    }

    private Normal[] each(UnaryOperator<Normal> change) {
        return Arrays.stream(components).map(change).toArray(Normal[]::new);
    }

    /**
     * The modes, the densest first: every local maximum of the density that an ascent from a component's mean reaches
     * (Carreira-Perpinan 2000). In more than one dimension there may be others.
     */
    public List<double[]> modes() {
        return new Modes(this).find();
    }

    /** Bounds of the differential entropy, in nats; they meet where there is one component. */
    public Entropy entropy() {
        return Entropy.of(this);
    }

    /** The probability of a value not above the point, which is also the point's PIT value; for one dimension only. */
    public double cumulative(double point) {
        return Scalars.of(this).tail(point, 1);
    }

    /** The probability of a value above the point, with all digits where it is small; for one dimension only. */
    public double survival(double point) {
        return Scalars.of(this).tail(point, -1);
    }

    /**
     * The logarithm of the probability of a value from {@code low} to {@code high}, in nats: the likelihood of a number that
     * was rounded, in bits after division by ln 2. Finite for any interval of some width, however unlikely; for one dimension
     * only.
     *
     * @param low may be negative infinity
     * @param high above {@code low}; may be positive infinity
     */
    public double logProbability(double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "an interval goes from a lower to a higher number, not from " + low + " to " + high);
        }
        return Scalars.of(this).logProbability(low, high);
    }

    /** The point that values stay below with the given probability, infinite for 0 and 1; for one dimension only. */
    public double quantile(double probability) {
        return Scalars.of(this).quantile(probability);
    }

    /**
     * The continuous ranked probability score of an observation, on the target's scale, the smaller the better (Grimit et al.,
     * The continuous ranked probability score for circular variables and its application to mesoscale forecast ensemble
     * verification, 2006, equation 5); for one dimension only.
     */
    public double crps(double observation) {
        return Scalars.of(this).crps(observation);
    }

    /**
     * This mixture at another temperature: weights to the power of 1 / temperature, variances times the temperature, so that
     * draws are surer below 1 and wilder above.
     *
     * @param temperature above 0
     */
    public Mixture tempered(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a temperature must be a number above 0, not " + temperature);
        }
        double most = Arrays.stream(weights).max().orElseThrow();
        return new Mixture(
                Arrays.stream(weights)
                        .map(w -> Math.pow(w / most, 1 / temperature))
                        .toArray(),
                each(component -> component.widened(temperature)));
    }

    /** The same centres with a multiple of the covariances. */
    public Mixture widened(double factor) {
        return new Mixture(weights, each(component -> component.widened(factor)));
    }

    /** A random point. */
    public double[] sample(RandomGenerator random) {
        double left = random.nextDouble();
        int chosen = 0;
        while (chosen < size() - 1 && left >= weights[chosen]) {
            left -= weights[chosen++];
        }
        return components[chosen].sample(random);
    }

    @Override
    public String toString() {
        return IntStream.range(0, size())
                .mapToObj(k -> weights[k] + " " + components[k])
                .reduce((a, b) -> a + " + " + b)
                .orElseThrow();
    }
}
