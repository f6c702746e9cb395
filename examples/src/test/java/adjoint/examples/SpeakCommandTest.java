package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Lets trained networks speak. */
class SpeakCommandTest {
    @TempDir
    static Path temp;

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() {
        assertThat(Main.commandLine()
                        .execute(
                                ("vowel --train-sequences 2 --valid-sequences 1 --hidden 4 --frame 16 --epochs 1 --out "
                                                + temp.resolve("run"))
                                        .split(" ")))
                .isZero();
    }

    private int run(String args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(args.replace("TEMP", temp.toString()).strip().split(" +"));
    }

    @Test
    void everyModelSpeaksAtEveryTemperature() throws Exception {
        assertThat(run("speak TEMP/run --temperature 0.2,0.3")).isZero();

        Path folder = temp.resolve("run");
        JsonObject speech = JsonParser.parseString(Files.readString(folder.resolve("speech.json")))
                .getAsJsonObject();
        assertThat(speech.getAsJsonArray("spoken")).hasSize(2 * 6);
        assertThat(speech.getAsJsonObject("real").get("level").getAsDouble()).isBetween(0.1, 10.0);
        assertThat(AudioSystem.getAudioInputStream(
                                folder.resolve("linear-0.2.wav").toFile())
                        .getFrameLength())
                .isEqualTo(16_000);
        // The run spoke with the same seed, by the last of its models.
        assertThat(folder.resolve("skip-0.3.wav")).hasSameBinaryContentAs(folder.resolve("sample.wav"));
        assertThat(Files.mismatch(folder.resolve("skip-0.2.wav"), folder.resolve("sample.wav")))
                .isNotEqualTo(-1);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "speak TEMP/nowhere              | no such file; name folders that a run has finished",
                "speak TEMP/run --temperature 0  | --temperature is 0.0, but must be a number above 0",
                "speak TEMP/run --temperature x  | 'x' is not a double",
                "speak                           | Missing required parameter: 'DIR'"
            })
    void badInputIsOneLineAndCode2(String args, String problem) {
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString()).startsWith("adjoint: ").contains(problem).hasLineCount(1);
    }

    @Test
    void aRunWithoutItsModelsIsRefused() throws Exception {
        Files.createDirectories(temp.resolve("bare"));
        Files.copy(temp.resolve("run/results.json"), temp.resolve("bare/results.json"));
        assertThat(run("speak TEMP/bare")).isEqualTo(2);
        Files.createDirectories(temp.resolve("other"));
        Files.writeString(temp.resolve("other/results.json"), "{\"experiment\": \"rnade\", \"settings\": {}}");
        assertThat(run("speak TEMP/other")).isEqualTo(2);
        assertThat(err.toString()).contains("linear", "is a run of rnade").hasLineCount(2);
    }
}
