package adjoint.mdn.mixture;

import java.util.Locale;

/** The form of each component's covariance matrix. */
public enum Covariance {
    /** One variance for all dimensions. */
    ISOTROPIC,
    /** One variance for each dimension. */
    DIAGONAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
