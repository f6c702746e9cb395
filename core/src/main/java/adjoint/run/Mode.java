package adjoint.run;

/** How a function computes. */
public enum Mode {
    /** The compiled plan of the rewritten graph: the default. */
    FAST,
    /**
     * As FAST, measuring every instruction: {@link CompiledFunction#profile()} says where the time goes.
     */
    PROFILE,
    /**
     * The rewritten graph node by node; where an output or a new value of a shared variable is NaN or infinite, the call
     * throws an {@link adjoint.tensor.AdjointException} that names the node where it began, its line and its operands, and leaves all
     * variables as they were.
     */
    CHECKED,
    /** The plain interpreter on the graph as written, without any rewriting: slow, and the oracle for the rest. */
    REFERENCE
}
