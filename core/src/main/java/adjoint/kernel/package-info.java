/**
 * Loops over plain arrays: elementwise functions, reductions, strided copies and matrix products. This is the only
 * package that knows about vector instructions, BLAS and threads, and it knows nothing of tensors and graphs.
 *
 * <p>There is no vector code in it. Its loops are such that the JIT compiler of JDK 17 and later turns them into vector
 * instructions, for which the rules are:
 *
 * <ul>
 *   <li>All arrays of a loop are read and written at the same index, and that starts at 0. Pieces out of the middle of an
 *       array are first copied to a {@link adjoint.kernel.Tile64 tile} of scratch.
 *   <li>A loop has no branches, and of selections only those that {@link java.lang.Math#max} and {@link
 *       java.lang.Math#min} can make. Functions with special cases compute the common one throughout and mend the rest
 *       afterwards, if a cheap test says that there is any.
 *   <li>Moves between floating-point and integer registers have a loop of their own, as they do not vectorise.
 *   <li>Every operation and precision has its own static method, never a shared loop that calls a function per element.
 * </ul>
 *
 * <p>Only operations that IEEE 754 defines exactly are used in the loops, fused multiplication and addition among them,
 * so that a result is the same whether the loop is interpreted, compiled or vectorised, and does not depend on where in an
 * array its argument lies. A processor without fused multiply-add instructions (x86 before 2013) computes the same, but
 * very slowly.
 *
 * <p>Classes whose names end in 64 work on double[]; those marked {@code @Twin} are also the source of the classes for
 * float[], whose names end in 32, by a textual transformation in the build. What differs between the precisions beyond the
 * type is in {@link adjoint.kernel.Binary64} and {@link adjoint.kernel.Binary32}.
 *
 * <p>Largest errors seen, in units of the last place, float64 / float32: exp 0.92 / 0.91, expm1 1.62 / 1.31, sigmoid 1.94 /
 * 1.91, softplus 1.65 / 1.71, tanh 2.47 / 2.44, log 0.75 / 0.77, log1p 1.13 / 1.42, log2 1.38 / 1.48; the tests hold them
 * to bounds close above. No method allocates anything once its thread has its scratch, except the static forms of {@link
 * adjoint.kernel.Strided}, which make one small object.
 */
package adjoint.kernel;
