/** Functions that users call: inputs, outputs, updates of shared variables, and the modes in which they run. */
package adjoint.run;
