/** Families of distributions of one target, whose parameters a network makes: heavy-tailed, positive, counted, classed, round. */
package adjoint.mdn.head;
