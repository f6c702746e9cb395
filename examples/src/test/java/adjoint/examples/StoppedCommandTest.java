package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands that are told to end, and runs that another one would be put over. */
class StoppedCommandTest {
    private static final String SMALL =
            " --hidden 4 --frame 16 --train-sequences 2 --valid-sequences 1 --epochs 1 --out TEMP/run";

    /** What a shell makes of death by signal 15, or by 2. */
    private static final Map<String, Integer> CODES = Map.of("TERM", 128 + 15, "INT", 128 + 2);

    private static final long POLL = 20_000_000;

    @TempDir
    Path temp;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < 60; i++) {
            text.append(Math.sin(i)).append(',').append(Math.cos(i * i)).append('\n');
        }
        Files.writeString(temp.resolve("t.csv"), text);
    }

    private String[] placed(String args) {
        return args.replace("TEMP", temp.toString()).strip().split(" +");
    }

    private int run(String args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        return line.execute(placed(args));
    }

    /** Runs that would last for days are told to end once there is a file, or a word on standard error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit --data TEMP/t.csv --epochs 1000000 --patience 1000000 --out TEMP/run | fit.checkpoint | TERM",
                "fit --data TEMP/t.csv --epochs 1000000 --patience 1000000 --out TEMP/run | fit.checkpoint | INT",
                "vowel --epochs 1000000 --hidden 4 --frame 16 --out TEMP/run              | mlp.checkpoint | TERM",
                "utterance --epochs 1000000 --hidden 4 --frame 16 --out TEMP/run          | mlp.checkpoint | INT",
                "rnade --seeds 1000000 --hidden 4 --frame 16 --out TEMP/run               | rnade          | TERM"
            })
    void anEndIsSaidAndLeavesWhatWasSaved(String args, String sign, String signal) throws Exception {
        Path said = temp.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(placed(args)));
        Process process = new ProcessBuilder(command)
                .redirectError(said.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (process.isAlive() && !seen(sign, said)) {
            LockSupport.parkNanos(POLL);
        }
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor()).as(Files.readString(said)).isEqualTo(CODES.get(signal));
        // The progress bar may draw itself once more below the line.
        List<String> lines = Files.readString(said).lines().toList();
        if (args.startsWith("rnade")) {
            assertThat(lines)
                    .contains("adjoint: stopped before anything was written; repeat the command to begin anew");
            return;
        }
        assertThat(lines)
                .contains("adjoint: stopped; what is done is kept in " + temp.resolve("run")
                        + ": repeat the command with --resume added to go on from there");
        Map<String, String> left = files();
        assertThat(run(args + " --resume --seed 7")).isEqualTo(2);
        assertThat(err.toString()).contains("seed 1, not 7").hasLineCount(1);
        assertThat(files()).isEqualTo(left);
    }

    private boolean seen(String sign, Path said) throws IOException {
        Path run = temp.resolve("run");
        if (!Files.exists(run)) {
            return false;
        }
        try (Stream<Path> found = Files.walk(run)) {
            return Files.readString(said, StandardCharsets.UTF_8).contains(sign)
                    || found.anyMatch(path ->
                            path.toString().contains(sign) && path.toString().endsWith(".npz"));
        }
    }

    /** Every file of the run with its bytes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(temp.resolve("run"))) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vowel" + SMALL + "     | --seed 2                  | seed 1, not 2",
                "vowel" + SMALL + "     | --components 4            | components [3], not [4]",
                "vowel" + SMALL + "     | --model mdn               | model \"both\", not \"mdn\"",
                "vowel" + SMALL + "     | --phone iy                | phone \"aa\", not \"iy\"",
                "fit --data TEMP/t.csv --members 1 --epochs 1 --hidden 3 --out TEMP/run | --rate 0.02 | rate 0.01, not 0.02",
                "fit --data TEMP/t.csv --members 1 --epochs 1 --hidden 3 --out TEMP/run | --target a  | targets \"y\", not"
            })
    void aFinishedRunIsNotOverwrittenByResumingAnother(String args, String other, String complaint) throws IOException {
        assertThat(run(args)).as(err.toString()).isZero();
        Map<String, String> left = files();
        assertThat(run(args + " --resume " + other)).isEqualTo(2);
        assertThat(err.toString()).contains(complaint, "leave out --resume").hasLineCount(1);
        assertThat(files()).isEqualTo(left);
        assertThat(run(args + " --resume")).as(err.toString()).isZero();
        assertThat(run(args + " " + other)).as(err.toString()).isZero();
        assertThat(files()).isNotEqualTo(left);
    }

    @Test
    void whatKeepsNothingIsNotResumed() {
        assertThat(run("ablate --resume" + SMALL)).isEqualTo(2);
        assertThat(run("rnade --resume --out TEMP/run")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--resume'");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit --data TEMP/t.csv --hidden 100000,100000 | 10001200009 parameters would take about",
                "fit --data TEMP/t.csv --hidden 2000000000    | would take about",
                "vowel --hidden 100000,100000                 | would take about",
                "vowel --components 2000000000                | would take about",
                "vowel --frame 2000000000                     | would take about",
                "ablate --hidden 100000,100000                | would take about",
                "utterance --hidden 100000,100000             | would take about",
                "rnade --hidden 100000,100000                 | would take about",
                "rnade --components 2000000000                | would take about",
                "toy --examples 1                             | 5 components need at least 5",
                "toy --examples 1 --components 1              | 1 components need at least 2",
                "toy --components 1000                        | at most 100",
                "toy --components 90 --examples 89            | 90 components need at least 90"
            })
    void whatCannotBeMadeIsRefusedAndLeavesNothing(String args, String complaint) {
        assertThat(run(args + " --out TEMP/run")).isEqualTo(2);
        assertThat(err.toString()).contains(complaint).hasLineCount(1);
        assertThat(temp.resolve("run")).doesNotExist();
    }
}
