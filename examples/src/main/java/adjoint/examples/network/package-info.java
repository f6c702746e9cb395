/** Training several networks on the same examples and comparing them: settings, options, training, results. */
package adjoint.examples.network;
