/**
 * Plain data: element types, symbolic sizes and shapes, and row-major arrays. Nothing here knows about graphs.
 *
 * <p>A {@link adjoint.tensor.Dim} is a size that may still be unknown when a graph is built: the batch size, say. Sizes
 * that are computed from others (a concatenation, a flattening) stay exact because a {@code Dim} is a polynomial in named
 * sizes; two sizes are the same when their polynomials are.
 *
 * <p>Read {@link adjoint.tensor.Tensor} first, then {@link adjoint.tensor.Type}, which is what is known of one before a call.
 * {@link adjoint.tensor.Sizes} finds out what the names mean in a call. The package uses no other.
 */
package adjoint.tensor;
