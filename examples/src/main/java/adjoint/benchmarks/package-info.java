/**
 * Measurements with JMH. {@link adjoint.benchmarks.Benchmarks} runs them all and writes the table of the README.
 */
package adjoint.benchmarks;
