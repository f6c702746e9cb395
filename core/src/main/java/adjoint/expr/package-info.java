/**
 * Symbolic expressions: immutable nodes, the ops they apply, and the methods and functions that build them.
 *
 * <p>Everything about an op stands in one place. An elementwise op is one stanza in {@link adjoint.expr.Arithmetic},
 * {@link adjoint.expr.Maths} or {@link adjoint.expr.Logic}; a structured op is one record. Each says its type rule, its
 * plain evaluation and its vector-Jacobian product (VJP) as an expression, and brings samples for the tests that check
 * every op alike. Users add ops in their own code in the same way: {@link adjoint.expr.Op} is open.
 *
 * <p>Read {@link adjoint.expr.Expr} first, then {@link adjoint.expr.Op}: what any layer wants to know of an op is a method
 * there. {@link adjoint.expr.Interpreter} evaluates graphs plainly, {@link adjoint.expr.ExactInterpreter} in 60 digits, and
 * {@link adjoint.expr.Vectorizer} makes of a graph for one example a graph for a batch.
 *
 * <p>The package knows arrays, exact numbers and kernels, and nothing of rules, gradients of whole graphs and plans.
 */
package adjoint.expr;
