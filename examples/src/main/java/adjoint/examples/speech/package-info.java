/**
 * Labelled speech: corpora (TIMIT, plain WAV folders, a built-in voice), the segments of one phone cut out of them, and
 * the frames from which the next sample is predicted.
 */
package adjoint.examples.speech;
