/**
 * The way in: {@link adjoint.Adjoint} has the verbs of all layers in one place, for a static import. It builds inputs and
 * parameters, takes gradients, compiles functions and explains them, each by a call of the layer that does it, whose own
 * documentation says the rest.
 *
 * <p>Nothing but this class belongs here, and no layer knows of it.
 */
package adjoint;
