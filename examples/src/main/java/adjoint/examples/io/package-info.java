/** Files of a run: written completely or not at all, and refused in one clear line. */
package adjoint.examples.io;
