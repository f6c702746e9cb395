/**
 * The training step of {@link adjoint.benchmarks.TrainingStep} in other libraries, each in the form that runs fastest.
 * {@link adjoint.benchmarks.peers.Peers} measures them all beside Adjoint. Built only by the Maven profile {@code peers}.
 */
package adjoint.benchmarks.peers;
