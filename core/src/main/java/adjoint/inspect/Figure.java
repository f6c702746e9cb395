package adjoint.inspect;

/** A picture with its words, ready for a page. */
public interface Figure {
    /** The whole picture. */
    String toSvg();

    /** What there is to see, in a sentence. */
    String description();
}
