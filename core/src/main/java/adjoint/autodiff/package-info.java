/**
 * Differentiation that builds graphs: the gradient of an expression is more expressions, which can be looked at, edited,
 * rewritten and differentiated again.
 */
package adjoint.autodiff;
