/** The study of what scaling the adjoints of a mixture's means does to the training of a mixture density network. */
package adjoint.examples.rnade;
