/** Training: data by rows, mini-batches, epochs, validation, and what is reported of them. */
package adjoint.mdn.train;
