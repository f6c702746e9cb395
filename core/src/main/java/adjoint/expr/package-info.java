/**
 * Symbolic expressions: immutable nodes, the ops they apply, and the methods and functions that build them.
 *
 * <p>Everything about an op stands in one place. An elementwise op is one stanza in {@link adjoint.expr.Arithmetic},
 * {@link adjoint.expr.Maths} or {@link adjoint.expr.Logic}; a structured op is one record. Each says its type rule, its
 * plain evaluation and its vector-Jacobian product (VJP) as an expression, and brings samples for the tests that check
 * every op alike. Users add ops in their own code in the same way: {@link adjoint.expr.Op} is open.
 */
package adjoint.expr;
