package adjoint.tensor;

/**
 * The kinds of errors that Adjoint throws. A code is stable: programs may test it and people may search for it, while the
 * words of a message can get better from one version to the next.
 */
public enum ErrorCode {
    /** Sizes or axes that do not fit together. */
    SHAPE("Sizes or axes do not fit together."),
    /** An element type that an op does not take, or two that do not mix. */
    DTYPE("An op does not take an element type, or two types do not mix."),
    /** An argument that makes no sense whatever the others are. */
    ARGUMENT("An argument makes no sense, whatever the others are."),
    /** An argument that is null. */
    NULL("An argument is null."),
    /** An index outside its axis, which only the data of a call can show. */
    INDEX("An index lies outside its axis. Only the data of a call can show that."),
    /** A function whose inputs, outputs, givens and updates do not make one. */
    FUNCTION("Inputs, outputs, givens and updates do not make a function, or a call does not fit it."),
    /** A gradient that does not exist. */
    GRADIENT("A gradient does not exist, or an edit of it does not fit."),
    /** A rewrite rule that cannot be right. */
    RULE("A rewrite rule cannot be right."),
    /** Something used before it is ready, or by two threads at once. */
    STATE("Something is used before it is ready, or by two threads at once."),
    /** An array that is larger than can be. */
    MEMORY("An array needs more memory than there is."),
    /** NaN or infinity where a function was told to look out for them. */
    NOT_FINITE("A value is NaN or infinite where a function was told to look out for that."),
    /** A file or a stream that is damaged or of another kind. */
    FORMAT("A file is damaged, or is of a kind that is not read.");

    private final String meaning;

    ErrorCode(String meaning) {
        this.meaning = meaning;
    }

    /** What went wrong, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The code as it is printed, such as {@code ADJ-SHAPE}. */
    @Override
    public String toString() {
        return "ADJ-" + name().replace('_', '-');
    }
}
