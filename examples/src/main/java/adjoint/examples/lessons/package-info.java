/** Short programs that each show one thing, and are run by tests. */
package adjoint.examples.lessons;
