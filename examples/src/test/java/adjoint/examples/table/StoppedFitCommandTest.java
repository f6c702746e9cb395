package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.Main;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.train.Table;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs of fit that are stopped halfway, by an exception from their progress, and then resumed by the command. */
class StoppedFitCommandTest {
    private static final int EPOCHS = 20;

    /** The settings that the options of {@link #fit} make. */
    private static final FitSettings SETTINGS = new FitSettings(
            2,
            List.of(6),
            Activation.RELU,
            EPOCHS,
            40,
            16,
            0.01,
            0.03,
            List.of(0.0, 0.1),
            1e-5,
            Covariance.DIAGONAL,
            4,
            0.1,
            1);

    /** Of four networks, and of three tried with each of two noises for a quarter of the time. */
    private static final int EPOCHS_A_FIT = 4 * EPOCHS + 2 * 3 * (EPOCHS / 4);

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 90; i++) {
            text.append(i * 37 % 90)
                    .append(',')
                    .append(Math.sin(i))
                    .append(',')
                    .append(i * i % 23)
                    .append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), text);
        Files.writeString(folder.resolve("splits.txt"), "0 1 2 3 4 5\n10 11 12 13\n20 21 22\n");
    }

    private int fit(String out, String... more) {
        List<String> args =
                new ArrayList<>(List.of("fit", "--data", folder.resolve("t.csv").toString()));
        args.addAll(List.of("--out", folder.resolve(out).toString(), "--components", "2", "--members", "4"));
        args.addAll(List.of("--epochs", Integer.toString(EPOCHS), "--hidden", "6", "--noise", "0,0.1"));
        args.addAll(List.of(more));
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        return line.execute(args.toArray(String[]::new));
    }

    private String splits() {
        return folder.resolve("splits.txt").toString();
    }

    private JsonObject results(String out) throws IOException {
        JsonObject results = JsonParser.parseString(
                        Files.readString(folder.resolve(out).resolve("results.json")))
                .getAsJsonObject();
        results.remove("seconds");
        return results;
    }

    /** A run of the command's, begun in a folder and told of epochs. */
    private FitRun begin(String out, List<Splits.Split> divisions, boolean resume, IntConsumer progress) {
        Sheet sheet = Sheet.read(folder.resolve("t.csv"));
        Columns columns = Columns.choose(sheet, List.of(), List.of(), false);
        Table table = columns.examples(sheet);
        FitCheckpoint checkpoint = FitCheckpoint.open(
                OutputFolder.open(folder.resolve(out)), FitRun.described(SETTINGS, columns, table, divisions), resume);
        return new FitRun(SETTINGS, columns, table, checkpoint, progress);
    }

    /** Throws once so many epochs are over, and from then on. */
    private static IntConsumer stopAfter(int epochs) {
        AtomicInteger left = new AtomicInteger(epochs);
        return done -> {
            if (left.addAndGet(-done) < 0) {
                throw new IllegalStateException("stopped");
            }
        };
    }

    @Test
    void aResumedFitLeavesTheFilesOfAnUninterruptedOne() throws IOException {
        assertThat(fit("whole")).as(err.toString()).isZero();
        FitRun run = begin("stopped", List.of(), false, stopAfter(EPOCHS_A_FIT / 2));
        assertThatThrownBy(run::whole).hasStackTraceContaining("stopped");
        assertThat(folder.resolve("stopped/fit.checkpoint/whole")).isNotEmptyDirectory();
        assertThat(fit("stopped", "--resume")).as(err.toString()).isZero();
        assertThat(folder.resolve("stopped/parameters.npz"))
                .hasSameBinaryContentAs(folder.resolve("whole/parameters.npz"));
        assertThat(folder.resolve("stopped/model.json")).hasSameBinaryContentAs(folder.resolve("whole/model.json"));
        assertThat(results("stopped")).isEqualTo(results("whole"));
        assertThat(folder.resolve("stopped"))
                .isDirectoryNotContaining(path -> path.toString().contains("checkpoint"));
    }

    @Test
    void finishedSplitsAreNotDoneAgain() throws IOException {
        assertThat(fit("whole", "--splits", splits())).as(err.toString()).isZero();
        List<Splits.Split> divisions = Splits.read(folder.resolve("splits.txt"), 90);
        FitRun run = begin("stopped", divisions, false, stopAfter(EPOCHS_A_FIT * 3 / 2));
        Scores first = run.split(0, divisions.get(0));
        assertThatThrownBy(() -> run.split(1, divisions.get(1))).hasStackTraceContaining("stopped");
        List<Integer> told = new ArrayList<>();
        assertThat(begin("stopped", divisions, true, told::add).split(0, divisions.get(0)))
                .isEqualTo(first);
        assertThat(told).containsExactly(EPOCHS_A_FIT);
        assertThat(folder.resolve("stopped/fit.checkpoint/split-0")).doesNotExist();
        assertThat(folder.resolve("stopped/fit.checkpoint/split-1")).isNotEmptyDirectory();
        assertThat(fit("stopped", "--splits", splits(), "--resume"))
                .as(err.toString())
                .isZero();
        assertThat(results("stopped")).isEqualTo(results("whole"));
        assertThat(folder.resolve("stopped")).isDirectoryContaining("glob:**/results.json");
    }

    @Test
    void anotherRunIsNotResumed() throws IOException {
        FitRun run = begin("stopped", List.of(), false, stopAfter(EPOCHS_A_FIT / 2));
        assertThatThrownBy(run::whole).hasStackTraceContaining("stopped");
        assertThat(fit("stopped", "--resume", "--rate", "0.02")).isEqualTo(2);
        assertThat(err.toString()).contains("rate 0.01, not 0.02;").hasLineCount(1);
        assertThat(fit("stopped", "--resume", "--splits", splits())).isEqualTo(2);
        assertThat(err.toString()).contains("splits with digest").hasLineCount(2);
        assertThat(fit("stopped", "--resume", "--features", "a")).isEqualTo(2);
        assertThat(err.toString()).contains("features \"a,b\", not \"a\"").contains("data with digest");
        Files.writeString(folder.resolve("stopped/run.json"), "[]");
        assertThat(fit("stopped", "--resume")).isEqualTo(2);
        assertThat(err.toString()).contains("leave out --resume").hasLineCount(4);
    }

    @Test
    void withoutTheOptionARunBeginsAnewAndWithNothingLeftItBegins() throws IOException {
        assertThat(fit("whole", "--resume")).as(err.toString()).isZero();
        FitRun run = begin("stopped", List.of(), false, stopAfter(EPOCHS_A_FIT / 2));
        assertThatThrownBy(run::whole).hasStackTraceContaining("stopped");
        assertThat(fit("stopped", "--rate", "0.02")).as(err.toString()).isZero();
        assertThat(results("stopped")).isNotEqualTo(results("whole"));
        assertThat(fit("stopped")).as(err.toString()).isZero();
        assertThat(results("stopped")).isEqualTo(results("whole"));
    }
}
