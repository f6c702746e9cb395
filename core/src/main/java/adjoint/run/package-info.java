/**
 * Functions that users call: inputs, outputs, updates of shared variables, and the modes in which they run.
 *
 * <p>Read {@link adjoint.run.CompiledFunction} first. It rewrites and compiles when it is made. At a call it finds out what the named
 * sizes are, takes the arrays made for these sizes, and runs the plan in its {@link adjoint.run.Mode}. {@code Guard}
 * looks for NaN, and {@link adjoint.run.Profile} measures each instruction.
 *
 * <p>A call with sizes that were seen before makes no new arrays but those it returns; a bound plan makes none at all. The
 * package knows the compiler and the rewriter, and nothing of gradients: those are outputs and updates like others.
 */
package adjoint.run;
