package adjoint.examples.speech;

import java.util.Arrays;
import java.util.List;

/**
 * Examples for predicting the next sample: each is a frame of consecutive samples and, as its target, the sample that
 * follows. A frame and its target lie within one sequence. Frames overlap in all but one sample, so they are kept
 * only as the sequences themselves and copied out on demand.
 */
public final class Frames {
    private final int frame;
    private final double[] samples;

    /** The same, rounded once instead of at each copying. */
    private final float[] rounded;

    /** First sample of each sequence, then the total. */
    private final int[] begins;

    /** Where the frame of each example begins: to search for it would take a noticeable share of a training. */
    private final int[] starts;

    /**
     * @param sequences each longer than {@code frame}
     * @param frame samples in a frame, at least 1
     */
    public Frames(List<double[]> sequences, int frame) {
        this.frame = frame;
        begins = new int[sequences.size() + 1];
        for (int i = 0; i < sequences.size(); i++) {
            int length = sequences.get(i).length;
            if (frame < 1 || length <= frame) {
                throw new IllegalArgumentException("sequence " + i + " has " + length + " samples; a frame of " + frame
                        + " and its target need 1 <= frame < length");
            }
            begins[i + 1] = Math.addExact(begins[i], length);
        }
        samples = new double[begins[sequences.size()]];
        starts = new int[samples.length - sequences.size() * frame];
        int example = 0;
        for (int i = 0; i < sequences.size(); i++) {
            for (int start = begins[i]; start < begins[i + 1] - frame; start++) {
                starts[example++] = start;
            }
            System.arraycopy(sequences.get(i), 0, samples, begins[i], sequences.get(i).length);
        }
        rounded = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            rounded[i] = (float) samples[i];
        }
    }

    /** Number of examples. */
    public int size() {
        return starts.length;
    }

    /** Samples in a frame. */
    public int frame() {
        return frame;
    }

    /** Number of sequences. */
    public int sequences() {
        return begins.length - 1;
    }

    /** The first example of a sequence; for the number of sequences, the number of examples. */
    public int firstExample(int sequence) {
        return begins[sequence] - sequence * frame;
    }

    /** A copy of all samples of one sequence. */
    public double[] sequence(int index) {
        return Arrays.copyOfRange(samples, begins[index], begins[index + 1]);
    }

    /** Copies the frame of an example, oldest sample first, to {@code x[xOffset ...]}. */
    public void copy(int example, double[] x, int xOffset) {
        System.arraycopy(samples, begin(example), x, xOffset, frame);
    }

    /** As {@link #copy(int, double[], int)}, rounded to float32. */
    public void copy(int example, float[] x, int xOffset) {
        System.arraycopy(rounded, begin(example), x, xOffset, frame);
    }

    /** The sample that follows the frame of an example. */
    public double target(int example) {
        return samples[begin(example) + frame];
    }

    /** Where the frame of an example begins, among all samples of all sequences one behind the other. */
    int begin(int example) {
        if (example < 0 || example >= size()) {
            throw new IndexOutOfBoundsException("example " + example + " of " + size());
        }
        return starts[example];
    }
}
