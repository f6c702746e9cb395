package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From runs to answers. */
class ReportCommandTest {
    private static final String SMALL =
            " --train-sequences 2 --valid-sequences 1 --hidden 4 --frame 16 --epochs 1 --out ";

    @TempDir
    Path temp;

    private final StringWriter err = new StringWriter();

    private int run(String args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(args.replace("TEMP", temp.toString()).strip().split(" +"));
    }

    @Test
    void collectsSeedsAndAblations() throws Exception {
        assertThat(run("vowel --seed 1" + SMALL + "TEMP/1")).isZero();
        assertThat(run("vowel --seed 2" + SMALL + "TEMP/2")).isZero();
        assertThat(run("ablate" + SMALL + "TEMP/a")).isZero();
        assertThat(run("speak TEMP/1 --temperature 0.5")).isZero();

        assertThat(run("report TEMP/1 TEMP/2 TEMP/a --out TEMP/REPORT.md")).isZero();

        String report = Files.readString(temp.resolve("REPORT.md"));
        assertThat(report)
                .contains("--seed 1|2\n", "| vowel, built-in voice | mdn-3 | 2 | ", " +- ")
                .contains("that MSE makes -0.4849", "an MSE of 0.004437", "| -1.404 |")
                .contains(
                        "| literal rewritten | 0.001 | 1.0E-4 | 0 of 1 |", "adjoint vowel --model both --components 3")
                .contains("at temperature 1 draws", "| vowel, built-in voice | mdn-3 at 0.5 | ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsNoRunIsRefused() throws Exception {
        assertThat(run("report TEMP/none --out TEMP/REPORT.md")).isEqualTo(2);
        Files.writeString(temp.resolve("results.json"), "{}");
        assertThat(run("report TEMP --out TEMP/REPORT.md")).isEqualTo(2);
        assertThat(err.toString()).contains("no such file", "is not of vowel").hasLineCount(2);
        assertThat(temp.resolve("REPORT.md")).doesNotExist();
    }

    /** Every field in turn is removed, or replaced by one of another kind. */
    @Test
    void damagedRunsAreRefusedByName() throws Exception {
        assertThat(run("vowel" + SMALL + "TEMP/1")).isZero();
        assertThat(run("ablate" + SMALL + "TEMP/a")).isZero();
        for (String folder : List.of("1", "a")) {
            Path file = temp.resolve(folder).resolve("results.json");
            String text = Files.readString(file);
            List<String> damaged =
                    new ArrayList<>(List.of("", "null", "[]", "7", text.substring(0, text.length() / 2)));
            for (String name : JsonParser.parseString(text).getAsJsonObject().keySet()) {
                for (String other : List.of("null", "[]", "{}", "[7]", "\"x\"", "-1e9", "[{}]", "[null]")) {
                    JsonObject changed = JsonParser.parseString(text).getAsJsonObject();
                    changed.add(name, JsonParser.parseString(other));
                    damaged.add(changed.toString());
                }
                JsonObject changed = JsonParser.parseString(text).getAsJsonObject();
                changed.remove(name);
                damaged.add(changed.toString());
            }
            for (String one : damaged) {
                Files.writeString(file, one);
                err.getBuffer().setLength(0);
                int code = run("report TEMP/" + folder + " --out TEMP/REPORT.md");
                assertThat(code).as(one + err).isIn(0, 2);
                assertThat(err.toString()).hasLineCount(code / 2);
                assertThat(Files.deleteIfExists(temp.resolve("REPORT.md"))).isEqualTo(code == 0);
            }
            Files.writeString(file, "{\"experiment\": 3, \"settings\": []}");
            err.getBuffer().setLength(0);
            assertThat(run("report TEMP/1 TEMP/a --out TEMP/REPORT.md")).isEqualTo(2);
            assertThat(err.toString()).contains(temp.resolve(folder).toString());
            Files.writeString(file, text);
            assertThat(run("report TEMP/1 TEMP/a --out TEMP/" + folder + "/results.json"))
                    .isEqualTo(2);
            assertThat(file).hasContent(text);
        }
    }
}
