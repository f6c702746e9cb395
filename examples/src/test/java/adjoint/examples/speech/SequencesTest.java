package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.examples.io.DataException;
import adjoint.mdn.train.Examples;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequencesTest {
    private record TestCorpus(List<Utterance> utterances) implements Corpus {
        @Override
        public String name() {
            return "test corpus";
        }

        @Override
        public int sampleRate() {
            return SoundFiles.RATE;
        }
    }

    /** Each utterance: a pause of 100 samples, a vowel of 300 + 10 i, a short vowel of 20. */
    private static Corpus corpus(int utterances) {
        SplittableRandom random = new SplittableRandom(11);
        List<Utterance> list = new ArrayList<>();
        for (int i = 0; i < utterances; i++) {
            int end = 400 + 10 * i;
            short[] samples = new short[end + 20];
            for (int t = 0; t < samples.length; t++) {
                samples[t] = (short) random.nextInt(-20_000, 30_000);
            }
            List<Segment> segments =
                    List.of(new Segment(0, 100, "h#"), new Segment(100, end, "aa"), new Segment(end, end + 20, "aa"));
            list.add(new Utterance("u" + i, SoundFiles.RATE, samples.length, segments, () -> samples));
        }
        return new TestCorpus(list);
    }

    @Test
    void standardisesByTheTrainingPartAlone() {
        Sequences cut = Sequences.cut(corpus(9), "AA", 50, 5, 3, 4);

        double[] training = all(cut.training());
        double mean = DoubleStream.of(training).average().orElseThrow();
        double variance = DoubleStream.of(training).map(v -> v * v).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(1e-12));
        assertThat(variance).isCloseTo(1, within(1e-12));
        double validationMean = DoubleStream.of(all(cut.validation())).average().orElseThrow();
        assertThat(Math.abs(validationMean)).isGreaterThan(1e-4);
    }

    @Test
    void undoingGivesTheSamplesBack() {
        Corpus corpus = corpus(9);
        Sequences cut = Sequences.cut(corpus, "aa", 50, 5, 3, 4);

        double[] restored = cut.standardisation().undo(cut.validation().sequence(1));

        assertThat(corpus.utterances()).anySatisfy(utterance -> {
            short[] vowel = Arrays.copyOfRange(
                    utterance.samples(), 100, utterance.segments().get(1).end());
            double[] expected = new double[vowel.length];
            Arrays.setAll(expected, i -> vowel[i]);
            assertThat(restored).containsExactly(expected, within(1e-9));
        });
    }

    @Test
    void partsShareNoSequenceAndSkipShortOnes() {
        Sequences cut = Sequences.cut(corpus(9), "aa", 50, 6, 3, 4);

        Set<Integer> lengths = new HashSet<>();
        for (Frames part : List.of(cut.training(), cut.validation())) {
            for (int i = 0; i < part.sequences(); i++) {
                lengths.add(part.sequence(i).length);
            }
        }
        assertThat(lengths).containsExactlyInAnyOrder(300, 310, 320, 330, 340, 350, 360, 370, 380);
    }

    @Test
    void oneSeedGivesOneSplit() {
        double[] once = all(Sequences.cut(corpus(9), "aa", 50, 5, 3, 4).validation());

        assertThat(all(Sequences.cut(corpus(9), "aa", 50, 5, 3, 4).validation()))
                .isEqualTo(once);
        assertThat(all(Sequences.cut(corpus(9), "aa", 50, 5, 3, 5).validation()))
                .isNotEqualTo(once);
    }

    private static double[] all(Frames frames) {
        return IntStream.range(0, frames.sequences())
                .mapToObj(frames::sequence)
                .flatMapToDouble(DoubleStream::of)
                .toArray();
    }

    @Test
    void saysWhichPhonesOccur() {
        assertThatThrownBy(() -> Sequences.cut(corpus(2), "zz", 50, 1, 1, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("test corpus: phone 'zz' does not occur; choose --phone among aa h#");
    }

    @Test
    void saysHowManySequencesThereAre() {
        assertThatThrownBy(() -> Sequences.cut(corpus(4), "aa", 50, 4, 1, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has only 4 segments of phone 'aa' with more than 50 samples")
                .hasMessageContaining("--train-sequences");
        assertThatThrownBy(() -> Sequences.cut(corpus(4), "aa", 50, Integer.MAX_VALUE, 1, 0))
                .isInstanceOf(DataException.class);
    }

    @Test
    void saysWhichFrameWouldFit() {
        assertThatThrownBy(() -> Sequences.cut(corpus(1), "h#", 100, 1, 1, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the longest has 100; choose --frame below 100");
    }

    @Test
    void refusesSilence() {
        Utterance silent = new Utterance(
                "u",
                SoundFiles.RATE,
                90,
                List.of(new Segment(0, 40, "aa"), new Segment(40, 90, "aa")),
                () -> new short[90]);

        assertThatThrownBy(() -> Sequences.cut(new TestCorpus(List.of(silent)), "aa", 10, 1, 1, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("equal 0.0");
    }

    @Test
    void reductionHas39PhonesFor60Labels() {
        assertThat(Phones.reduced()).hasSize(39).doesNotHaveDuplicates();
        assertThat(Phones.reduce("ao")).contains("aa");
        assertThat(Phones.reduce("zh")).contains("sh");
        assertThat(Phones.reduce("tcl")).contains("sil");
        assertThat(Phones.reduce("q")).isEmpty();
        String timit = "iy ih eh ey ae aa aw ay ah ao oy ow uh uw ux er ax ix axr ax-h jh ch b d g p t k dx s sh z zh f"
                + " th v dh m n ng em en eng nx l r w y hh hv el bcl dcl gcl pcl tcl kcl h# pau epi";
        assertThat(timit.split(" "))
                .hasSize(60)
                .allMatch(label -> Phones.reduce(label).isPresent());
        assertThat(Phones.reduced())
                .allMatch(phone -> Phones.reduce(phone).orElseThrow().equals(phone));
    }

    @Test
    void cellsMeetAndReachTheEndsOfTheScale() {
        Standardisation scale = new Standardisation(-3, 250);
        double[] here = scale.cell((17 + 3) / 250.0);
        assertThat(here[1]).isEqualTo(scale.cell((18 + 3) / 250.0)[0]);
        assertThat(here[1] - here[0]).isCloseTo(1 / 250.0, within(1e-15));
        assertThat(scale.stored(here[0] + 1e-6)).isCloseTo(20 / 250.0, within(1e-15));
        assertThat(scale.cell(1e6)).containsExactly((32_766.5 + 3) / 250, Double.POSITIVE_INFINITY);
        assertThat(scale.cell(-1e6)[0]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(250 * scale.stored(-1e6) - 3).isCloseTo(-32_768, within(1e-9));
    }

    @Test
    void examplesOfWholeSequencesAreTakenApart() {
        FrameExamples examples = new FrameExamples(
                new Frames(List.of(new double[] {1, 2, 3, 4}, new double[] {5, 6, 7}, new double[] {8, 9, 10, 11}), 2));
        Examples odd = examples.sequences(i -> i == 1);
        Examples even = examples.sequences(i -> i != 1);
        assertThat(odd.size() + even.size()).isEqualTo(examples.size()).isEqualTo(5);
        Tensor x = Tensor.zeros(DType.FLOAT64, 1, 2);
        Tensor y = Tensor.zeros(DType.FLOAT64, 1, 1);
        odd.copy(0, x, y, 0);
        assertThat(y.get(0)).isEqualTo(7);
        even.copy(2, x, y, 0);
        assertThat(x.toDoubles()).containsExactly(8, 9);
    }
}
