/** Conditional densities for tables of numbers: the commands fit, predict, evaluate and sample. */
package adjoint.examples.table;
