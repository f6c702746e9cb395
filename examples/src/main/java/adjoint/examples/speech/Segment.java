package adjoint.examples.speech;

/**
 * A labelled stretch of an utterance.
 *
 * @param begin first sample
 * @param end one past the last sample, not before {@code begin}
 * @param label phone symbol in lower case, for example {@code aa}
 */
public record Segment(int begin, int end, String label) {
    public Segment {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "a segment needs 0 <= begin <= end, but has begin " + begin + " and end " + end);
        }
    }

    /** Number of samples. */
    public int length() {
        return end - begin;
    }
}
