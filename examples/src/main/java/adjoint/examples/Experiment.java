package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.speech.Sequences;

/** What a subcommand does once its options, its data and its output folder have been found good. */
@FunctionalInterface
interface Experiment {
    /**
     * Runs to the end, prints its findings to standard output, and leaves its files in the folder.
     *
     * @param options what was asked for
     * @param data the examples, already standardised
     * @param out a folder known to be writable
     */
    void run(VowelOptions options, Sequences data, OutputFolder out);
}
