package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.examples.network.Descent;
import adjoint.examples.network.Model;
import adjoint.examples.network.NetworkSettings;
import adjoint.examples.speech.Sequences;
import adjoint.tensor.DType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    @TempDir
    Path temp;

    private VowelOptions options;
    private Sequences data;
    private RuntimeException failure;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine((givenOptions, givenData, folder) -> {
            options = givenOptions;
            data = givenData;
            if (failure != null) {
                throw failure;
            }
        });
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(Main.withCommand(args));
    }

    @Test
    void theDefaultsAreTheReferenceExperiment() {
        Path folder = temp.resolve("results");

        assertThat(run("--out", folder.toString())).isZero();

        assertThat(options.network().components()).containsExactly(3);
        assertThat(options.network().hidden()).containsExactly(300, 300);
        assertThat(options.network().epochs()).isEqualTo(2 * options.network().annealAfter());
        assertThat(options.network().model()).isEqualTo(Model.BOTH);
        assertThat(data.training().frame()).isEqualTo(240);
        assertThat(data.training().sequences()).isEqualTo(100);
        assertThat(data.validation().sequences()).isEqualTo(10);
        assertThat(folder).isEmptyDirectory();
        assertThat(err.toString() + out).isEmpty();
    }

    @Test
    void optionsReachTheExperiment() {
        int code = run(
                ("vowel --components 5,8 --floor 0.5 --parts 4 --resume --hidden 20,30,40 --epochs 7 --batch 16 --optimiser adam --rate 0.01 --anneal-after 7"
                                + " --seed 9 --dtype float64 --phone IY --frame 24 --train-sequences 4 --valid-sequences 2"
                                + " --model mdn --out " + temp)
                        .split(" "));

        assertThat(code).isZero();
        assertThat(options)
                .isEqualTo(new VowelOptions(
                        new NetworkSettings(
                                Model.MDN,
                                List.of(5, 8),
                                List.of(20, 30, 40),
                                7,
                                16,
                                Descent.ADAM,
                                0.01,
                                7,
                                0.5,
                                4,
                                9,
                                DType.FLOAT64),
                        true,
                        "IY",
                        24,
                        4,
                        2,
                        temp,
                        Optional.empty()));
        assertThat(options.toMap()).hasSize(17).containsEntry("model", "mdn").containsEntry("dtype", "float64");
        assertThat(data.training().sequences()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "vowl                             | did you mean vowel?",
                "--compnents 3                    | did you mean --components",
                "--components x                   | 'x' is not an int",
                "--components 0                   | --components is 0, but must be at least 1",
                "--model mlp --components 3       | means nothing to --model mlp",
                "--model lstm                     | expected one of",
                "--dtype int32                    | --dtype is int32, but gradients need",
                "--dtype half                     | expected one of",
                "--epochs 0                       | --epochs is 0",
                "--epochs 4 --anneal-after 5      | but must lie between 0 and --epochs, which is 4",
                "--anneal-after -1                | --anneal-after is -1",
                "--batch -3                       | --batch is -3",
                "--optimiser lbfgs                | expected one of",
                "--rate 0                         | --rate is 0.0",
                "--floor -1                       | --floor is -1.0",
                "--parts 1                        | --parts is 1, but must be 0 or at least 2",
                "--components 3,3                 | must be different",
                "--rate NaN                       | --rate is NaN",
                "--hidden 300,0                   | --hidden is 0",
                "--hidden 300,x                   | 'x' is not an int",
                "--frame 0                        | --frame is 0",
                "--frame 100000                   | choose --frame below",
                "--train-sequences 1000           | lower --train-sequences",
                "--valid-sequences 0              | --valid-sequences is 0",
                "--phone zz                       | phone 'zz' does not occur",
                "--data TEMP/missing              | missing: no such folder",
                "--data TEMP                      | holds no .PHN label files",
                "--data TEMP --out TEMP/.         | --out and --data both name",
                "--out TEMP/file                  | it is a file",
                "--out TEMP/file/below            | cannot be written"
            })
    void badInputIsOneLineAndCode2(String args, String problem) throws Exception {
        Files.writeString(temp.resolve("file"), "mine");

        int code = run(args.replace("TEMP", temp.toString()).split(" +"));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("adjoint: ").contains(problem).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
        assertThat(options).isNull();
        assertThat(temp.toFile().list()).containsExactly("file");
    }

    @Test
    void anInnerFailureIsCode1WithItsTrace() {
        failure = new IllegalStateException("no such luck");

        assertThat(run("--out", temp.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: no such luck", "at adjoint.examples.MainTest");
    }

    @Test
    void helpAndVersionExplain() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("vowel", "Without a command");
        assertThat(run("vowel", "--help")).isZero();
        assertThat(out.toString()).contains(options().toArray(String[]::new));
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("Adjoint ");
        assertThat(err.toString()).isEmpty();
    }

    private static List<String> options() {
        return List.of(
                "--components",
                "--hidden",
                "--epochs",
                "--batch",
                "--rate",
                "--floor",
                "--parts",
                "--resume",
                "--anneal-after",
                "--seed",
                "--dtype",
                "--phone",
                "--frame",
                "--train-sequences",
                "--valid-sequences",
                "--model",
                "--out",
                "--data");
    }
}
