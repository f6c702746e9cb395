/** Layers of feed-forward networks, their activations and initial values. */
package adjoint.mdn.layer;
