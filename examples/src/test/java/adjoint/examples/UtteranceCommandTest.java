package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.examples.speech.Wav;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UtteranceCommandTest {
    private static final String SMALL = "utterance --data TEMP/data --out TEMP/out --train-utterances 2 --hidden 4"
            + " --frame 16 --components 1,2 --epochs 1 ";

    @TempDir
    Path temp;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void record() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("data/speaker"));
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 1; i <= 3; i++) {
            double[] wave = IntStream.range(0, 1_500)
                    .mapToDouble(t -> 8_000 * Math.sin(t / 9.0) + 500 * random.nextGaussian())
                    .toArray();
            Wav.write(folder.resolve(i + ".wav"), wave, 16_000);
            Files.writeString(folder.resolve(i + ".phn"), "0 700 aa\n700 1500 s\n");
        }
        Files.writeString(temp.resolve("file"), "");
    }

    private int run(String args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(args.replace("TEMP", temp.toString()).strip().split(" +"));
    }

    @Test
    void leavesResultsOfEveryModelAndSpeech() throws Exception {
        assertThat(run(SMALL + "--phone-at oldest --temperature 0.5")).isZero();
        assertThat(temp.resolve("out").toFile().list())
                .containsExactlyInAnyOrder(
                        "run.json",
                        "results.json",
                        "curves.csv",
                        "report.html",
                        "sample.wav",
                        "linear",
                        "mlp",
                        "mdn-1",
                        "mdn-2",
                        "fair-mlp",
                        "fair-mdn-1",
                        "fair-mdn-2",
                        "skip-1",
                        "skip-2");
        assertThat(Files.readString(temp.resolve("out/results.json")))
                .contains("\"phone-at\": \"oldest\"", "\"model\": \"mdn-2\"", "\"speaker\": \"speaker\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsTooShortToBeMeasuredIsNotLost() throws Exception {
        assertThat(run(SMALL.replace("--frame 16", "--frame 1000"))).isZero();
        assertThat(Files.readString(temp.resolve("out/results.json"))).contains("\"spoken\": null");
        assertThat(Files.readString(temp.resolve("out/report.html"))).contains("too short");
        assertThat(run("speak TEMP/out --temperature 1")).isZero();
        assertThat(Files.readString(temp.resolve("out/speech.json"))).contains("\"model\": \"mdn-2\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--speaker nobody       | has no speaker 'nobody'",
                "--valid-utterances 2   | lower --train-utterances",
                "--valid-utterances 0   | --valid-utterances is 0",
                "--temperature 0        | --temperature is 0.0",
                "--phone-at middle      | expected one of",
                "--resume=maybe         | resume"
            })
    void badInputIsOneLineAndCode2(String args, String problem) {
        assertThat(run(SMALL + args)).isEqualTo(2);
        assertThat(err.toString()).startsWith("adjoint: ").contains(problem).hasLineCount(1);
        assertThat(temp.resolve("out/results.json")).doesNotExist();
    }
}
