/** A problem small enough to know the answer: the inverse of a function that is not one to one. */
package adjoint.examples.toy;
