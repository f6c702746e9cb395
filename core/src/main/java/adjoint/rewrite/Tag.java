package adjoint.rewrite;

/** What a user may want to know, or to exclude, about a rule. */
public enum Tag {
    /** At some NaN or infinite input, or where the exact value is NaN, the right side differs; off in strict mode. */
    CHANGES_NAN("changesNaN"),
    /** Merges or folds constants, so the result may differ in the last digits. */
    CONSTANTS("constants"),
    /** Moves or drops shape operations. */
    SHAPES("shapes"),
    /** Works on logarithms of quantities that themselves may not fit a float. */
    LOG_DOMAIN("logDomain");

    private final String label;

    Tag(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
