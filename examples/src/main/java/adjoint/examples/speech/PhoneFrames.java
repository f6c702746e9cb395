package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Examples for predicting the next sample of whole utterances: the input is a frame of samples, a one-hot code of the current
 * phone and one of the next phone, of the 39 in {@link Phones}. What no label covers, the glottal stop and what follows the
 * last phone count as silence.
 */
public final class PhoneFrames implements SequencedExamples {
    /** The sample at which the current phone is read. */
    public enum PhoneAt {
        /** That of the target. */
        TARGET,
        /** The oldest sample of the frame. */
        OLDEST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> PHONES = Phones.reduced();
    private static final String SILENCE = "sil";
    private static final String GLOTTAL_STOP = "q";

    private final Frames frames;
    private final PhoneAt phoneAt;

    /** The index of the current phone at each sample, of all utterances one behind the other. */
    private final int[] current;

    /** That of the next phone. */
    private final int[] next;

    /**
     * @param utterances each longer than {@code frame}
     * @param scale from 16-bit samples to the scale of the examples
     * @param frame samples in a frame
     */
    public PhoneFrames(List<Utterance> utterances, Standardisation scale, int frame, PhoneAt phoneAt) {
        List<double[]> sequences = new ArrayList<>();
        this.phoneAt = phoneAt;
        int length = utterances.stream().mapToInt(Utterance::length).sum();
        this.current = new int[length];
        this.next = new int[length];
        int from = 0;
        for (Utterance utterance : utterances) {
            if (utterance.length() <= frame) {
                throw new DataException(utterance + " has " + utterance.length()
                        + " samples, not more than the frame of " + frame + "; lower --frame");
            }
            sequences.add(scale.apply(samples(utterance)));
            notePhones(utterance, from);
            from += utterance.length();
        }
        this.frames = new Frames(sequences, frame);
    }

    /** All samples of an utterance as doubles. */
    static double[] samples(Utterance utterance) {
        short[] samples = utterance.samples();
        double[] numbers = new double[samples.length];
        Arrays.setAll(numbers, i -> samples[i]);
        return numbers;
    }

    private void notePhones(Utterance utterance, int from) {
        int silence = PHONES.indexOf(SILENCE);
        Arrays.fill(current, from, from + utterance.length(), silence);
        Arrays.fill(next, from, from + utterance.length(), silence);
        List<Segment> segments = utterance.segments();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int following = i + 1 < segments.size() ? index(utterance, segments.get(i + 1)) : silence;
            Arrays.fill(current, from + segment.begin(), from + segment.end(), index(utterance, segment));
            Arrays.fill(next, from + segment.begin(), from + segment.end(), following);
        }
    }

    private static int index(Utterance utterance, Segment segment) {
        String phone = segment.label().equals(GLOTTAL_STOP)
                ? SILENCE
                : Phones.reduce(segment.label())
                        .orElseThrow(() -> new DataException(utterance + ": label '" + segment.label()
                                + "' is not one of TIMIT's; rename it to one that is"));
        return PHONES.indexOf(phone);
    }

    @Override
    public Frames frames() {
        return frames;
    }

    /** The part of an example's input that codes its phones. */
    public double[] phones(int example) {
        double[] code = new double[2 * PHONES.size()];
        code[current[phoneAt(example)]] = 1;
        code[PHONES.size() + next[phoneAt(example)]] = 1;
        return code;
    }

    /** The sample at which an example's phones are read. */
    private int phoneAt(int example) {
        return frames.begin(example) + (phoneAt == PhoneAt.TARGET ? frames.frame() : 0);
    }

    @Override
    public int size() {
        return frames.size();
    }

    @Override
    public int inputs() {
        return frames.frame() + 2 * PHONES.size();
    }

    @Override
    public int targets() {
        return 1;
    }

    @Override
    public void copy(int example, Tensor x, Tensor y, int row) {
        int from = row * inputs();
        int code = from + frames.frame();
        if (x.dtype() == DType.FLOAT32) {
            frames.copy(example, x.floats(), from);
            Arrays.fill(x.floats(), code, from + inputs(), 0);
        } else {
            frames.copy(example, x.doubles(), from);
            Arrays.fill(x.doubles(), code, from + inputs(), 0);
        }
        x.set(code + current[phoneAt(example)], 1);
        x.set(code + PHONES.size() + next[phoneAt(example)], 1);
        y.set(row, frames.target(example));
    }
}
