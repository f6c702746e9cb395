package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import adjoint.examples.io.DataException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AudioFileTest {
    private static final short[] SAMPLES = SoundFiles.ramp(1000);

    @TempDir
    Path temp;

    static Stream<Arguments> goodFiles() {
        return Stream.of(
                arguments("little-endian SPHERE", SoundFiles.sphere(SAMPLES, ByteOrder.LITTLE_ENDIAN)),
                arguments("big-endian SPHERE", SoundFiles.sphere(SAMPLES, ByteOrder.BIG_ENDIAN)),
                arguments("RIFF", SoundFiles.riff(SAMPLES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void readsWhatWasWritten(String kind, byte[] bytes) {
        AudioFile audio = AudioFile.open(SoundFiles.write(temp.resolve("a.wav"), bytes));

        assertThat(audio.sampleRate()).isEqualTo(SoundFiles.RATE);
        assertThat(audio.length()).isEqualTo(SAMPLES.length);
        assertThat(audio.read()).isEqualTo(SAMPLES);
    }

    static Stream<Arguments> badFiles() {
        byte[] sphere = SoundFiles.sphere(SAMPLES, ByteOrder.LITTLE_ENDIAN);
        byte[] riff = SoundFiles.riff(SAMPLES);
        return Stream.of(
                arguments("empty", new byte[0], "neither"),
                arguments("text", "hello, world".getBytes(StandardCharsets.US_ASCII), "neither"),
                arguments("MP3", new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 0}, "neither"),
                arguments("SPHERE without its last byte", Arrays.copyOf(sphere, sphere.length - 1), "truncated"),
                arguments("SPHERE cut in its header", Arrays.copyOf(sphere, 100), "no end_head"),
                arguments("SPHERE cut after its first line", Arrays.copyOf(sphere, 8), "header size"),
                arguments("SPHERE without sound", Arrays.copyOf(sphere, 1024), "0 are there"),
                arguments(
                        "SPHERE with two channels",
                        changed("channel_count -i 1", "channel_count -i 2"),
                        "channel_count 2"),
                arguments("SPHERE of 8 bits", changed("n_bytes -i 2", "n_bytes -i 1"), "sample_n_bytes 1"),
                arguments("SPHERE in odd byte order", changed("-s2 01", "-s2 11"), "sample_byte_format 11"),
                arguments("SPHERE without a rate", changed("sample_rate -i 16000\n", ""), "sample_rate"),
                arguments("SPHERE with negative count", changed("count -i 1000", "count -i -5"), "'-5'"),
                arguments("shortened SPHERE", coded("pcm,embedded-shorten-v2.00"), "sph2pipe -p -f wav"),
                arguments("older shortened SPHERE", coded("pcm,embedded-shorten-v1.1"), "SoX cannot read that"),
                arguments("shortened mu-law SPHERE", coded("ulaw,embedded-shorten-v2.00"), "sph2pipe"),
                arguments("SPHERE in A-law", coded("alaw"), "sph2pipe"),
                arguments("SPHERE in mu-law", coded("ulaw"), "sox FILE -e signed -b 16"),
                arguments("SPHERE in wavpack", coded("pcm,embedded-wavpack-v1"), "program that coded it"),
                arguments("RIFF without its last byte", Arrays.copyOf(riff, riff.length - 1), "truncated"),
                arguments("RIFF cut in its header", Arrays.copyOf(riff, 30), "not a readable RIFF"),
                arguments("RIFF magic only", Arrays.copyOf(riff, 4), "not a readable RIFF"),
                arguments("RIFF without sound", SoundFiles.riff(new short[0]), "promises 0 samples"),
                arguments("stereo RIFF", SoundFiles.riff(SAMPLES, 1, 2, 16_000, 16), "one channel is needed"),
                arguments("RIFF of 8 bits", SoundFiles.riff(SAMPLES, 1, 1, 16_000, 8), "16-bit PCM"),
                arguments("RIFF in mu-law", SoundFiles.riff(SAMPLES, 7, 1, 16_000, 8), "16-bit PCM"),
                arguments("RIFF in floating point", SoundFiles.riff(SAMPLES, 3, 1, 16_000, 32), "16-bit PCM"));
    }

    private static byte[] coded(String coding) {
        return changed("sample_sig", "sample_coding -s" + coding.length() + " " + coding + "\nsample_sig");
    }

    private static byte[] changed(String from, String to) {
        String header = SoundFiles.sphereHeader(SAMPLES.length, "01");
        assertThat(header).contains(from);
        return SoundFiles.sphere(header.replace(from, to), SAMPLES, ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void refusesWithOneLine(String kind, byte[] bytes, String problem) {
        Path file = SoundFiles.write(temp.resolve("bad.wav"), bytes);

        assertThatThrownBy(() -> AudioFile.open(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("\n");
    }

    /** Whatever stands in a header, the file is read or refused; nothing else is ever thrown. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void survivesDamagedHeaders(String kind, byte[] bytes) {
        SplittableRandom random = new SplittableRandom(7);
        int header = kind.equals("RIFF") ? 44 : 220;
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = bytes.clone();
            for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
                damaged[random.nextInt(header)] = (byte) random.nextInt(256);
            }
            Path file = SoundFiles.write(temp.resolve("damaged.wav"), damaged);
            try {
                AudioFile audio = AudioFile.open(file);
                assertThat(audio.read()).hasSize(audio.length());
            } catch (DataException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 499);
    }

    @Test
    void aFileThatShrinksAfterItWasOpenedIsTruncated() {
        byte[] bytes = SoundFiles.sphere(SAMPLES, ByteOrder.LITTLE_ENDIAN);
        Path file = SoundFiles.write(temp.resolve("a.wav"), bytes);
        AudioFile audio = AudioFile.open(file);
        SoundFiles.write(file, Arrays.copyOf(bytes, 1500));

        assertThatThrownBy(audio::read).isInstanceOf(DataException.class).hasMessageContaining("476 are there");
    }

    @Test
    void wavesAreRoundedAndClipped() throws Exception {
        double[] samples = {0.4, 0.6, -0.6, 40_000, -40_000, Double.POSITIVE_INFINITY, 32_767.4, -1e30};
        Path file = temp.resolve("sample.wav");

        Wav.write(file, samples, 8000);

        short[] expected = {0, 1, -1, 32_767, -32_768, 32_767, 32_767, -32_768};
        assertThat(Files.readAllBytes(file)).isEqualTo(SoundFiles.riff(expected, 1, 1, 8000, 16));
        assertThat(AudioFile.open(file).read()).isEqualTo(expected);
    }

    @Test
    void aWaveOfNoNumbersIsRefusedAndNotWritten() {
        Path file = temp.resolve("sample.wav");

        assertThatThrownBy(() -> Wav.write(file, new double[] {0, Double.NaN}, 8000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample 1 of 2");
        assertThat(file).doesNotExist();
    }
}
