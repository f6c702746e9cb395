/** Mixtures of normal distributions, in the graph and outside it. */
package adjoint.mdn.mixture;
