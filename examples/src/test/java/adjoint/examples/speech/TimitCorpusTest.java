package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import adjoint.examples.io.DataException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimitCorpusTest {
    private static final short[] SAMPLES = SoundFiles.ramp(1000);

    @TempDir
    Path temp;

    private void recording(String name) {
        SoundFiles.write(temp.resolve(name), SoundFiles.riff(SAMPLES));
    }

    private void labels(String name, String text) {
        SoundFiles.write(temp.resolve(name), text);
    }

    @Test
    void readsBothFormatsAtAnyDepthAndInEitherCase() {
        SoundFiles.write(temp.resolve("TRAIN/DR1/SA1.WAV"), SoundFiles.sphere(SAMPLES, ByteOrder.LITTLE_ENDIAN));
        labels("TRAIN/DR1/SA1.PHN", "0 400 h#\n400 900 AA\n900 1000 h#\n");
        recording("b.wav");
        labels("b.phn", "  0   1000\taa\r\n\r\n");
        recording("a.Wav");
        labels("a.Phn", "0 10 s");
        recording("unlabelled.wav");

        TimitCorpus corpus = TimitCorpus.open(temp);

        assertThat(corpus.sampleRate()).isEqualTo(SoundFiles.RATE);
        assertThat(corpus.utterances()).extracting(Utterance::name).containsExactly("TRAIN/DR1/SA1", "a", "b");
        Utterance first = corpus.utterances().get(0);
        assertThat(first.segments())
                .containsExactly(new Segment(0, 400, "h#"), new Segment(400, 900, "aa"), new Segment(900, 1000, "h#"));
        assertThat(first.samples()).isEqualTo(SAMPLES);
        assertThat(first.length()).isEqualTo(1000);
    }

    @Test
    void refusesWhatIsNoFolderOfLabelledSound() {
        Path missing = temp.resolve("missing");
        assertRefused(missing, missing, "no such folder");

        Path file = SoundFiles.write(temp.resolve("folder/file.txt"), "x");
        assertRefused(file, file, "is a file");
        assertRefused(file.getParent(), file.getParent(), "no .PHN label files (but 0 .WAV files)");

        recording("folder/a.wav");
        assertRefused(file.getParent(), file.getParent(), "but 1 .WAV files");
    }

    @Test
    void refusesLabelsWithoutARecording() {
        labels("a.phn", "0 10 aa");

        assertRefused(temp, temp.resolve("a.phn"), "no recording a.WAV");
    }

    @Test
    void refusesABrokenRecordingByItsName() {
        SoundFiles.write(temp.resolve("a.wav"), "no sound");
        labels("a.phn", "0 10 aa");

        assertRefused(temp, temp.resolve("a.wav"), "is not sound");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 1001 aa            | 'ends at sample 1001, past the end of a.wav (1000 samples)'",
                "0 10 s;0 x aa        | line 2 '0 x aa' needs whole numbers",
                "0 10                 | line 1 '0 10' is not BEGIN END LABEL",
                "0 10 aa aa           | is not BEGIN END LABEL",
                "-1 10 aa             | needs 0 <= BEGIN <= END",
                "20 10 aa             | needs 0 <= BEGIN <= END",
                "50 60 aa;20 30 s     | line 2 '20 30 s' begins before",
                "0 99999999999 aa     | needs whole numbers",
                "'  '                 | holds no labels",
                "\u0000\u0001\u00ff   | line 1"
            })
    void refusesBadLabels(String lines, String problem) {
        recording("a.wav");
        labels("a.phn", lines.replace(';', '\n'));

        assertRefused(temp, temp.resolve("a.phn"), problem);
    }

    @Test
    void refusesMixedRates() {
        recording("a.wav");
        labels("a.phn", "0 10 aa");
        SoundFiles.write(temp.resolve("b.wav"), SoundFiles.riff(SAMPLES, 1, 1, 8000, 16));
        labels("b.phn", "0 10 aa");

        assertRefused(temp, temp, "a has 16000 samples a second, b has 8000");
    }

    private static void assertRefused(Path folder, Path named, String problem) {
        assertThatThrownBy(() -> TimitCorpus.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(named.toString())
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void readsTwoSpeakersOfTimit() {
        Path sample = timitSample();
        assumeThat(sample).isDirectory();

        TimitCorpus corpus = TimitCorpus.open(sample);

        assertThat(corpus.utterances()).hasSize(20);
        assertThat(corpus.sampleRate()).isEqualTo(16_000);
        assertThat(corpus.utterances())
                .allSatisfy(utterance -> assertThat(utterance.segments())
                        .allSatisfy(segment -> assertThat(
                                        Phones.reduce(segment.label()).isPresent()
                                                || segment.label().equals("q"))
                                .isTrue()));
        Utterance first = corpus.utterances().get(0);
        assertThat(first.name()).isEqualTo("TIMIT/TRAIN/DR1/FVMH0/SA1");
        assertThat(first.length()).isEqualTo(54_682);
        // The header of this file gives the extremes of its samples.
        assertThat(first.samples()).contains((short) -7789, (short) 9626);
        for (short value : first.samples()) {
            assertThat((int) value).isBetween(-7789, 9626);
        }

        Sequences vowels = Sequences.cut(corpus, "aa", 240, 12, 3, 1);
        assertThat(vowels.training().sequences()).isEqualTo(12);
        assertThat(vowels.validation().sequences()).isEqualTo(3);
    }

    /** Beside the repository, or where the environment says. */
    private static Path timitSample() {
        String named = System.getenv("ADJOINT_TIMIT");
        return named == null ? Path.of("..", "..", "shared", "data", "timit-sample") : Path.of(named);
    }
}
