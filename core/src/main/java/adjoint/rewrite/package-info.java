/** Rules that replace expressions by better ones of the same value, and the rewriter that applies them. */
package adjoint.rewrite;
