/** Looking at graphs: as lines of text, LaTeX, pictures and explanations of what rewriting and compiling made of them. */
package adjoint.inspect;
