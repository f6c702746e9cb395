/** Conditional densities of a table of numbers, with settings that do well without tuning. */
package adjoint.mdn.fit;
