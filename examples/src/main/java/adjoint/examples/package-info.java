/** The command line and its experiments. */
package adjoint.examples;
