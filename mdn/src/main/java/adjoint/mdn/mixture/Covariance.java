package adjoint.mdn.mixture;

import java.util.Locale;

/** The form of each component's covariance matrix. */
public enum Covariance {
    /** One variance for all dimensions. */
    ISOTROPIC,
    /** One variance for each dimension. */
    DIAGONAL,
    /** Any covariance matrix. */
    FULL;

    /** Numbers that describe one such matrix over so many dimensions. */
    public int size(int dimensions) {
        return Math.toIntExact(count(dimensions));
    }

    /** The same where there may be more of them than an array holds. */
    public long count(int dimensions) {
        return switch (this) {
            case ISOTROPIC -> 1;
            case DIAGONAL -> dimensions;
            case FULL -> dimensions * (dimensions + 1L) / 2;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
