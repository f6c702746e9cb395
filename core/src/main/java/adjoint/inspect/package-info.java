/**
 * Looking at graphs: as lines of text, LaTeX, pictures and explanations of what rewriting and compiling made of them.
 *
 * <p>Read {@link adjoint.inspect.Explanation} first: it shows a graph as it was written, as it was rewritten, which rules
 * fired and why, and what is computed in the end, as text or as one page of HTML. {@link adjoint.inspect.Latex} and {@link
 * adjoint.inspect.Ir} print graphs in other forms, and {@link adjoint.inspect.GradientDoctor} says why a gradient is not
 * finite or does not arrive.
 *
 * <p>How an op prints is the op's own business, and so is what sort of work it does; only the colours are chosen here. The
 * package may look at everything below it, and nothing below it knows of it.
 */
package adjoint.inspect;
