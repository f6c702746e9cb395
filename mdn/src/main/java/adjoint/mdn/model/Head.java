package adjoint.mdn.model;

import adjoint.mdn.mixture.Covariance;

/**
 * The output side of a mixture density network.
 *
 * @param components of the mixture, K
 * @param covariance form of the components' covariances
 * @param floor added to every variance, so that no component can collapse onto a target; 0 for none. Of a full covariance
 *     these are the variances of each dimension given those before it
 * @param variance what makes a variance of a number
 * @param shared whether the covariances are the same for all inputs: parameters instead of outputs of the network
 */
public record Head(int components, Covariance covariance, double floor, Positive variance, boolean shared) {
    public Head {
        if (components < 1) {
            throw new IllegalArgumentException("a mixture needs at least 1 component, not " + components);
        }
        if (!(floor >= 0 && floor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the variance floor must be a finite number from 0 on, not " + floor);
        }
    }

    /** Variances by softplus, and of the network's making. */
    public Head(int components, Covariance covariance, double floor) {
        this(components, covariance, floor, Positive.SOFTPLUS, false);
    }
}
