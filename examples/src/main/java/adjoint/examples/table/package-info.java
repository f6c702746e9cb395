/** Tables of numbers: files that hold them, what is chosen of them, and networks that learn from them. */
package adjoint.examples.table;
