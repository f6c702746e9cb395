package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.io.DataException;
import adjoint.examples.speech.PhoneFrames.PhoneAt;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpeakerTest {
    private static final List<String> PHONES = Phones.reduced();

    /** Ten samples of silence, twenty of aa (with a gap in the middle), ten of q, ten of s. */
    private static Utterance utterance(String name) {
        List<Segment> segments = List.of(
                new Segment(0, 10, "h#"),
                new Segment(10, 20, "aa"),
                new Segment(25, 30, "ao"),
                new Segment(30, 40, "q"),
                new Segment(40, 50, "s"));
        short[] samples = new short[50];
        IntStream.range(0, 50).forEach(i -> samples[i] = (short) (i * i));
        return new Utterance(name, 16_000, 50, segments, () -> samples);
    }

    private static Corpus corpus(String... names) {
        List<Utterance> utterances =
                List.of(names).stream().map(SpeakerTest::utterance).toList();
        return new Corpus() {
            @Override
            public String name() {
                return "test corpus";
            }

            @Override
            public int sampleRate() {
                return 16_000;
            }

            @Override
            public List<Utterance> utterances() {
                return utterances;
            }
        };
    }

    private static PhoneFrames examples(PhoneAt at) {
        return new PhoneFrames(List.of(utterance("a/1"), utterance("a/2")), new Standardisation(0, 1), 8, at);
    }

    private static String phone(double[] code, int from) {
        int[] ones = IntStream.range(from, from + PHONES.size())
                .filter(i -> code[i] != 0)
                .toArray();
        assertThat(ones).hasSize(1);
        assertThat(code[ones[0]]).isEqualTo(1);
        return PHONES.get(ones[0] - from);
    }

    private static void check(PhoneFrames frames, int example, String now, String next) {
        double[] code = frames.phones(example);
        assertThat(phone(code, 0)).isEqualTo(now);
        assertThat(phone(code, PHONES.size())).isEqualTo(next);
    }

    @Test
    void phonesAreReadAtTheTarget() {
        PhoneFrames frames = examples(PhoneAt.TARGET);
        check(frames, 1, "sil", "aa"); // target 9
        check(frames, 2, "aa", "aa"); // target 10; ao is reduced to aa
        check(frames, 12, "sil", "sil"); // target 20, in the gap
        check(frames, 20, "aa", "sil"); // target 28; q counts as silence
        check(frames, 41, "s", "sil"); // target 49, the last
        check(frames, 42 + 2, "aa", "aa"); // the second utterance
    }

    @Test
    void phonesAreReadAtTheOldestSample() {
        PhoneFrames frames = examples(PhoneAt.OLDEST);
        check(frames, 9, "sil", "aa");
        check(frames, 10, "aa", "aa");
        check(frames, 41, "s", "sil"); // target 49, the last
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT32"})
    void inputsAreSamplesThenPhones(DType dtype) {
        PhoneFrames frames = examples(PhoneAt.TARGET);
        assertThat(frames.size()).isEqualTo(2 * 42);
        assertThat(frames.inputs()).isEqualTo(8 + 2 * 39);
        Tensor x = Tensor.zeros(dtype, 2, frames.inputs());
        Tensor y = Tensor.zeros(dtype, 2, 1);
        frames.copy(2, x, y, 1);
        assertThat(x.at(1, 0)).isEqualTo(4);
        assertThat(x.at(1, 7)).isEqualTo(81);
        assertThat(x.at(1, 8 + PHONES.indexOf("aa"))).isEqualTo(1);
        assertThat(x.at(1, 8 + 39 + PHONES.indexOf("aa"))).isEqualTo(1);
        assertThat(y.at(1, 0)).isEqualTo(100);
    }

    @Test
    void aSpeakerIsAFolderOfRecordings() {
        Corpus corpus = corpus("a/1", "b/1", "b/2", "b/3");
        Speaker speaker = Speaker.of(corpus, null, 2, 1, 8, PhoneAt.TARGET);
        assertThat(speaker.name()).isEqualTo("b");
        assertThat(speaker.training().frames().sequences()).isEqualTo(2);
        assertThat(speaker.validation().frames().sequences()).isEqualTo(1);
        assertThatThrownBy(() -> Speaker.of(corpus, "c", 2, 1, 8, PhoneAt.TARGET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[a, b]");
        assertThatThrownBy(() -> Speaker.of(corpus, null, 9, 1, 8, PhoneAt.TARGET))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("lower --train-utterances", "9 are asked");
        assertThatThrownBy(() -> Speaker.of(corpus, "b", 2, 1, 50, PhoneAt.TARGET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lower --frame");
    }
}
