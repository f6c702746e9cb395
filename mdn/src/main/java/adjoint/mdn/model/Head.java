package adjoint.mdn.model;

import adjoint.mdn.mixture.Covariance;
import java.util.List;

/**
 * The output side of a mixture density network.
 *
 * @param components of the mixture, K
 * @param covariance form of the components' covariances
 * @param floor added to every variance, so that no component can collapse onto a target; 0 for none. One number for all
 *     target dimensions, or one for each, unless isotropic. Of a full covariance these are the variances of each dimension
 *     given those before it, so its own variance is not below them either
 * @param variance what makes a variance of a number
 * @param shared whether the covariances are the same for all inputs: parameters instead of outputs of the network
 */
public record Head(int components, Covariance covariance, List<Double> floor, Positive variance, boolean shared) {
    public Head {
        floor = List.copyOf(floor);
        if (components < 1) {
            throw new IllegalArgumentException("a mixture needs at least 1 component, not " + components);
        }
        if (floor.isEmpty() || !floor.stream().allMatch(part -> part >= 0 && part < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the variance floor must be a finite number from 0 on, not " + floor);
        }
        if (floor.size() > 1 && covariance == Covariance.ISOTROPIC) {
            throw new IllegalArgumentException("an isotropic component has one variance and so one floor, not " + floor
                    + "; take the least of them, or diagonal covariances");
        }
    }

    /** One floor for all dimensions. */
    public Head(int components, Covariance covariance, double floor, Positive variance, boolean shared) {
        this(components, covariance, List.of(floor), variance, shared);
    }

    /** One floor for all dimensions; variances by softplus, and of the network's making. */
    public Head(int components, Covariance covariance, double floor) {
        this(components, covariance, List.of(floor));
    }

    /** Variances by softplus, and of the network's making. */
    public Head(int components, Covariance covariance, List<Double> floor) {
        this(components, covariance, floor, Positive.SOFTPLUS, false);
    }

    /** The floor of one target dimension. */
    public double floor(int dimension) {
        return floor.get(floor.size() == 1 ? 0 : dimension);
    }

    /** Numbers that the output layer makes for so many targets; as a double, for they may be more than can be counted. */
    public double outputs(int targets) {
        return components * (1.0 + targets + (shared ? 0 : covariance.count(targets)));
    }

    /** Refuses targets that the floors do not fit. */
    void requireTargets(int targets) {
        if (floor.size() > 1 && floor.size() != targets) {
            throw new IllegalArgumentException("there are " + floor.size() + " variance floors " + floor + " for "
                    + targets + " targets; give one for all or one for each");
        }
    }
}
