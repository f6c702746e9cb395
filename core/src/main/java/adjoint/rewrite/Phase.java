package adjoint.rewrite;

/** When a rule is applied. */
public enum Phase {
    /** Algebra that only simplifies; runs together with {@link #STABILISE} until nothing changes. */
    TIDY,
    /** Forms that neither overflow, underflow nor cancel; before differentiating as well as before compiling. */
    STABILISE,
    /** Constants worked out, once what is made of them is stable; tidying and stabilising go on beside it. */
    FOLD,
    /** Forms that run faster but hide what they mean; only before compiling, when all else is done. */
    SPECIALISE
}
