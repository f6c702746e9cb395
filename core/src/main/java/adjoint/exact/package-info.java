/**
 * Arithmetic without rounding errors that matter: numbers of 60 digits and practically any exponent, and arrays of them.
 *
 * <p>Read {@link adjoint.exact.Exact} first, then {@link adjoint.exact.Functions}. An op says what it is in these numbers in
 * its own definition, and {@link adjoint.expr.ExactInterpreter} works out whole expressions; tests and trials of rules
 * compare floats with that. The package knows element types and shapes, and nothing of ops, graphs and kernels. It is far too
 * slow for training.
 */
package adjoint.exact;
