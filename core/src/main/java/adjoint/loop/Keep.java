package adjoint.loop;

/** What a loop keeps of each step for the way back, which its gradient needs again: memory against time. */
public enum Keep {
    /** Every value of a step that its derivative needs: the fastest way back, with memory for each value and step. */
    ALL,
    /** What is carried into each step; the step is computed again on the way back. */
    CARRIED
}
