package adjoint.examples.speech;

import java.util.List;
import java.util.function.Supplier;

/**
 * One recording with its phone labels. The samples are read when asked for, so that a large corpus can be listed
 * without being held in memory.
 */
public final class Utterance {
    private final String name;
    private final int sampleRate;
    private final int length;
    private final List<Segment> segments;
    private final Supplier<short[]> audio;

    /**
     * @param name unique within the corpus, for example {@code DR1/FVMH0/SA1}
     * @param sampleRate samples per second
     * @param length number of samples
     * @param segments in order of time, none past {@code length}
     * @param audio gives all {@code length} samples
     */
    public Utterance(String name, int sampleRate, int length, List<Segment> segments, Supplier<short[]> audio) {
        this.name = name;
        this.sampleRate = sampleRate;
        this.length = length;
        this.segments = List.copyOf(segments);
        this.audio = audio;
    }

    public String name() {
        return name;
    }

    /** Samples per second. */
    public int sampleRate() {
        return sampleRate;
    }

    /** Number of samples. */
    public int length() {
        return length;
    }

    /** Phones in order of time. */
    public List<Segment> segments() {
        return segments;
    }

    /** All samples, 16-bit linear; a fresh reading or a shared array, so not to be written to. */
    public short[] samples() {
        return audio.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
