/** Gradient descent: the updates of one step, and how the learning rate changes over the steps. */
package adjoint.mdn.optimise;
