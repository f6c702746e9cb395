/**
 * Loops over plain arrays: elementwise functions, reductions, strided copies and matrix products. This is the only
 * package that knows about vector instructions, BLAS and threads, and it knows nothing of tensors and graphs. Read {@link
 * adjoint.kernel.Exp64} first, as one kernel of many, then {@link adjoint.kernel.Blas}.
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
 * <p>The errors allowed in tests, in units of the last place (ulp) of the exact value:
 *
 * <table>
 *   <caption>Accuracy</caption>
 *   <tr><th>function</th><th>float64</th><th>float32</th></tr>
 *   <tr><td>add, sub, mul, div, max, min, neg, abs, sign, relu, floor, ceil, rint, reciprocal, square, sqrt</td>
 *       <td>rounded exactly</td><td>rounded exactly</td></tr>
 *   <tr><td>exp</td><td>1</td><td>1</td></tr>
 *   <tr><td>expm1</td><td>1.7</td><td>1.7</td></tr>
 *   <tr><td>sigmoid</td><td>2.1</td><td>2.1</td></tr>
 *   <tr><td>softplus</td><td>1.8</td><td>1.8</td></tr>
 *   <tr><td>tanh</td><td>2.5</td><td>2.5</td></tr>
 *   <tr><td>log</td><td>0.8</td><td>0.8</td></tr>
 *   <tr><td>log1p</td><td>1.4</td><td>1.5</td></tr>
 *   <tr><td>log2</td><td>1.5</td><td>1.5</td></tr>
 *   <tr><td>log10, sin, cos, tan, asin, acos, atan</td><td>1</td><td>0.51</td></tr>
 *   <tr><td>sinh, cosh</td><td>2.5</td><td>0.51</td></tr>
 *   <tr><td>asinh, acosh</td><td>3</td><td>2</td></tr>
 *   <tr><td>atanh</td><td>2</td><td>1.5</td></tr>
 *   <tr><td>erf</td><td>1.5</td><td>0.51</td></tr>
 *   <tr><td>erfc</td><td>6</td><td>0.51</td></tr>
 *   <tr><td>pow, atan2</td><td>1</td><td>1</td></tr>
 *   <tr><td>tanhGrad</td><td>2</td><td>2</td></tr>
 *   <tr><td>xlogy, logaddexp</td><td>2 of the larger term</td><td>2 of the larger term</td></tr>
 * </table>
 *
 * <p>Sums and matrix products add in an order of their own, in native code another than in Java, so they agree with the
 * reference interpreter to rounding of their terms: compiled functions are held to 1e-12 in float64 and 1e-5 in float32,
 * relative to the larger of 1 and the value. The build runs these tests with native products and once more without.
 *
 * <p>The error of a sum does not grow with its length as that of a plain loop does: sums and the product of a row and a
 * column are off by at most 20 units of rounding (2^-53 or 2^-24), matrix products by the terms of one block, which is 2048
 * units, each times the sum of the magnitudes of the terms; running sums by one rounding of each entry.
 *
 * <p>No method allocates anything once its thread has its scratch, except the static forms of {@link
 * adjoint.kernel.Strided}, which make one small object.
 */
package adjoint.kernel;
