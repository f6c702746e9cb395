package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SyntheticCorpusTest {
    private static final SyntheticCorpus CORPUS = new SyntheticCorpus(1);

    private static long hash(SyntheticCorpus corpus) {
        CRC32 crc = new CRC32();
        for (Utterance utterance : corpus.utterances()) {
            short[] samples = utterance.samples();
            ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length);
            bytes.asShortBuffer().put(samples);
            crc.update(bytes);
        }
        return crc.getValue();
    }

    @Test
    void isTheSameOnEveryMachine() {
        assertThat(hash(CORPUS)).isEqualTo(3_666_454_880L);
        assertThat(hash(new SyntheticCorpus(1))).isEqualTo(hash(CORPUS));
        assertThat(hash(new SyntheticCorpus(2))).isNotEqualTo(hash(CORPUS));
    }

    @Test
    void fillsTheReferenceExperiment() {
        Sequences vowels = Sequences.cut(CORPUS, "aa", 240, 100, 10, 1);

        assertThat(vowels.training().size()).isBetween(155_000, 165_000);
        assertThat(vowels.validation().size()).isBetween(13_000, 15_000);
    }

    @Test
    void labelsCoverTheSoundAndMarkVowelsAndPauses() {
        for (Utterance utterance : CORPUS.utterances()) {
            List<Segment> segments = utterance.segments();
            for (int i = 1; i < segments.size(); i++) {
                assertThat(segments.get(i).begin())
                        .isEqualTo(segments.get(i - 1).end());
            }
            assertThat(segments.get(segments.size() - 1).end()).isBetween(utterance.length() - 400, utterance.length());
            assertThat(segments)
                    .allMatch(segment -> Phones.reduce(segment.label()).isPresent());
            assertThat(power(utterance, "aa")).isGreaterThan(100 * power(utterance, "pau"));
        }
    }

    private static double power(Utterance utterance, String label) {
        short[] samples = utterance.samples();
        return utterance.segments().stream()
                .filter(segment -> segment.label().equals(label))
                .mapToDouble(segment -> {
                    double sum = 0;
                    for (int i = segment.begin(); i < segment.end(); i++) {
                        sum += (double) samples[i] * samples[i];
                    }
                    return sum / segment.length();
                })
                .average()
                .orElseThrow();
    }

    /** Pitch by the lag of the largest autocorrelation: voiced, within the voice's range, and not always the same. */
    @Test
    void vowelsDifferInPitch() {
        double[] pitches = CORPUS.utterances().stream()
                .mapToDouble(SyntheticCorpusTest::pitch)
                .sorted()
                .toArray();

        assertThat(pitches[0]).isBetween(60.0, 100.0);
        assertThat(pitches[pitches.length - 1]).isBetween(120.0, 200.0);
    }

    private static double pitch(Utterance utterance) {
        Segment longest = utterance.segments().stream()
                .filter(segment -> segment.label().equals("aa"))
                .max((a, b) -> a.length() - b.length())
                .orElseThrow();
        short[] samples = utterance.samples();
        int best = 0;
        double highest = 0;
        for (int lag = 80; lag <= 270; lag++) {
            double sum = 0;
            for (int i = longest.begin() + 270; i < longest.end(); i++) {
                sum += (double) samples[i] * samples[i - lag];
            }
            if (sum > highest) {
                highest = sum;
                best = lag;
            }
        }
        return (double) utterance.sampleRate() / best;
    }

    @Test
    void speaksWithoutNoiseOrThreads() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        System.setOut(new PrintStream(noise, true));
        System.setErr(new PrintStream(noise, true));
        try {
            assertThat(new SyntheticCorpus(3).utterances()).isNotEmpty();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(noise.toString()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("AWT") || name.contains("Java2D") || name.contains("Sound"));
    }
}
