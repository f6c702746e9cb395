package adjoint.examples.speech;

import java.util.List;

/** Labelled utterances of one sample rate, in an order that is the same at every reading. */
public interface Corpus {
    /** What to call the corpus in messages and reports. */
    String name();

    /** Samples per second of every utterance. */
    int sampleRate();

    /** At least one utterance. */
    List<Utterance> utterances();
}
