/**
 * Differentiation that builds graphs: the gradient of an expression is more expressions, which can be looked at, edited,
 * rewritten and differentiated again.
 *
 * <p>Read {@link adjoint.autodiff.Gradients} first: reverse mode, with a {@link adjoint.autodiff.GradientPolicy} where a
 * gradient is to be bent. {@link adjoint.autodiff.Derivatives} has the rest: forward mode, Jacobians, Hessians, products with
 * them, and gradients for each example. {@link adjoint.autodiff.GradientCheck}, {@link adjoint.autodiff.OpCheck} and {@link
 * adjoint.autodiff.RuleCheck} hold gradients, ops and rules against independent values.
 *
 * <p>How to differentiate or to batch an op is the op's own business. The package knows graphs and the rewriter, and nothing of
 * plans and calls.
 */
package adjoint.autodiff;
