package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;

/**
 * All that an experiment on one phone needs: sequences cut out of a corpus, standardised by the mean and deviation of
 * the training sequences.
 *
 * @param corpus name of the corpus
 * @param phone label of the phone
 * @param sampleRate samples per second
 * @param training examples to train on
 * @param validation examples to validate on
 * @param standardisation from 16-bit samples to the scale of the examples
 */
public record Sequences(
        String corpus,
        String phone,
        int sampleRate,
        Frames training,
        Frames validation,
        Standardisation standardisation) {

    private record Slice(Utterance utterance, Segment segment) {
        double[] read() {
            short[] samples = utterance.samples();
            double[] slice = new double[segment.length()];
            for (int i = 0; i < slice.length; i++) {
                slice[i] = samples[segment.begin() + i];
            }
            return slice;
        }
    }

    /**
     * Cuts out the phone's segments that are long enough for a frame and its target. The utterances are first put in
     * random order, so that both parts sample the whole corpus; training takes sequences from the front and validation
     * from the back, so that they share an utterance only where sequences are scarce.
     *
     * @param phone label, in any case
     * @param frame samples in a frame
     * @param train number of training sequences
     * @param valid number of validation sequences
     * @param seed for the order of the utterances
     * @throws DataException if the phone does not occur, or too few of its segments are long enough
     */
    public static Sequences cut(Corpus corpus, String phone, int frame, int train, int valid, long seed) {
        List<Slice> slices = slices(corpus, phone.toLowerCase(Locale.ROOT), frame, seed);
        if (slices.size() < (long) train + valid) {
            throw new DataException(corpus.name() + ": has only " + slices.size() + " segments of phone '" + phone
                    + "' with more than " + frame + " samples, but " + train + " are asked for training and " + valid
                    + " for validation; lower --train-sequences and --valid-sequences");
        }
        List<double[]> training = read(slices.subList(0, train));
        List<double[]> validation = read(slices.subList(slices.size() - valid, slices.size()));
        Standardisation scale = Standardisation.of(join(training));
        return new Sequences(
                corpus.name(),
                phone,
                corpus.sampleRate(),
                new Frames(training.stream().map(scale::apply).toList(), frame),
                new Frames(validation.stream().map(scale::apply).toList(), frame),
                scale);
    }

    private static List<Slice> slices(Corpus corpus, String label, int frame, long seed) {
        List<Utterance> utterances = new ArrayList<>(corpus.utterances());
        Collections.shuffle(utterances, new Random(seed));
        List<Slice> slices = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>();
        int longest = 0;
        for (Utterance utterance : utterances) {
            for (Segment segment : utterance.segments()) {
                labels.add(segment.label());
                if (segment.label().equals(label)) {
                    longest = Math.max(longest, segment.length());
                    if (segment.length() > frame) {
                        slices.add(new Slice(utterance, segment));
                    }
                }
            }
        }
        if (!labels.contains(label)) {
            throw new DataException(corpus.name() + ": phone '" + label + "' does not occur; choose --phone among "
                    + String.join(" ", labels));
        }
        if (slices.isEmpty()) {
            throw new DataException(corpus.name() + ": no segment of phone '" + label + "' is longer than the frame of "
                    + frame + " samples, the longest has " + longest + "; choose --frame below " + longest);
        }
        return slices;
    }

    private static List<double[]> read(List<Slice> slices) {
        return slices.stream().map(Slice::read).toList();
    }

    private static double[] join(List<double[]> sequences) {
        return sequences.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
