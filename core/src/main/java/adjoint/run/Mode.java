package adjoint.run;

/** How a function computes. */
public enum Mode {
    /** The compiled plan of the rewritten graph: the default. */
    FAST,
    /** The plain interpreter on the graph as written, without any rewriting: slow, and the oracle for the rest. */
    REFERENCE
}
