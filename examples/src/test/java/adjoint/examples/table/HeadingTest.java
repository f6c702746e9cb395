package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** First lines that hold nothing but numbers, and columns that have no name. */
class HeadingTest {
    private static final int ROWS = 30;

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    /** A table below a first line; the kind of numbers is that of every column. */
    private Path table(String first, String kind) throws IOException {
        SplittableRandom random = new SplittableRandom(first.hashCode());
        DoubleSupplier cell =
                switch (kind) {
                    case "share" -> random::nextDouble;
                    case "normal" -> random::nextGaussian;
                    case "count" -> () -> random.nextInt(10);
                    case "year" -> () -> 1990 + random.nextInt(40);
                    case "tenths" -> () -> 400 + random.nextInt(100) / 10.0;
                    default -> throw new IllegalArgumentException(kind);
                };
        StringBuilder text = new StringBuilder(first).append('\n');
        int columns = first.split(",", -1).length;
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < columns; column++) {
                text.append(column == 0 ? "" : ",")
                        .append(first.startsWith(",") && column == 0 ? row : cell.getAsDouble());
            }
            text.append('\n');
        }
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "'2021,2022,2023', share",
        "'2021,2022,2023', normal",
        "'2021,2022,2023', count",
        "'2021,2022', tenths",
        "'0,1,2,3', normal",
        "'1,2,3', tenths",
        "'2000,2005,2010', normal",
        "'2010,2004,1999', count",
        "'400.5,401.0,401.5', share",
        "',2021,2022,2023', normal"
    })
    void namesThatAreNumbersAreNoticedAndSaid(String first, String kind) throws IOException {
        Sheet sheet = Sheet.read(table(first, kind));
        assertThat(sheet.size()).isEqualTo(ROWS);
        assertThat(sheet.names()).endsWith(first.substring(first.lastIndexOf(',') + 1));
        assertThat(sheet.note()).contains("t.csv: line 1 (" + first.replace(",", ", ") + ")", "--no-header");
    }

    @ParameterizedTest
    @CsvSource({
        "'0.3,0.7,0.2', share",
        "'3,1,4', count",
        "'0,0,0', normal",
        "'1,1,0', share",
        "'2001,2002,1995', year",
        "'0,1,2', count",
        "'403.5,404.1,406.2', tenths",
        "'-1.5,0.3,2.5', normal"
    })
    void dataAreNotTakenForNames(String first, String kind) throws IOException {
        Sheet sheet = Sheet.read(table(first, kind));
        assertThat(sheet.size()).isEqualTo(ROWS + 1);
        assertThat(sheet.hasHeader()).isFalse();
        assertThat(sheet.note()).isEmpty();
    }

    @Test
    void whatIsDeclaredHolds() throws IOException {
        Path years = table("2001,2002,1995", "year");
        assertThat(SheetReader.read(years, true, List.of()).size()).isEqualTo(ROWS);
        assertThat(SheetReader.read(years, true, List.of()).names()).containsExactly("2001", "2002", "1995");
        Path shares = table("2021,2022,2023", "share");
        assertThat(SheetReader.read(shares, false, List.of()).size()).isEqualTo(ROWS + 1);
        assertThat(SheetReader.read(shares, true, List.of()).note()
                        + SheetReader.read(shares, false, List.of()).note())
                .isEmpty();
        Path words = Files.writeString(folder.resolve("w.csv"), "a,b\n1,2\n");
        Sheet all = SheetReader.read(words, false, List.of());
        assertThatThrownBy(() -> all.numbers(List.of(1))).hasMessageContainingAll("line 1", "'b' is not a finite");
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private int fit(Path data, String... more) {
        String[] args = {
            "fit", "--data", data.toString(), "--out", folder.resolve("m").toString(), "--members", "1"
        };
        String[] quick = {"--components", "1", "--epochs", "1", "--hidden", "3"};
        return run(Stream.of(args, quick, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void fitSaysIt() throws IOException {
        assertThat(fit(table("2021,2022,2023", "share"), "--target", "2023"))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("taken for the names").hasLineCount(1);
        assertThat(Files.readString(folder.resolve("m/results.json")))
                .contains("\"rows\":30", "\"features\":[\"2021\",\"2022\"]");
        assertThat(fit(table("2021,2022,2023", "share"), "--header")).isZero();
        assertThat(fit(table("2021,2022,2023", "share"), "--no-header")).isZero();
        assertThat(err.toString()).hasLineCount(1);
        assertThat(Files.readString(folder.resolve("m/results.json"))).contains("\"rows\":31");
    }

    @Test
    void namesThatTheModelKnowsAreNamesAboveAnyRows() throws IOException {
        assertThat(fit(table("2021,2022,2023", "share"))).as(err.toString()).isZero();
        Path few = Files.writeString(folder.resolve("few.csv"), "2021,2022\n2000,2001\n");
        String model = folder.resolve("m").toString();
        String out = folder.resolve("p.csv").toString();
        assertThat(run("predict", "--model", model, "--data", few.toString(), "--out", out))
                .as(err.toString())
                .isZero();
        assertThat(Sheet.read(Path.of(out)).size()).isEqualTo(1);
        assertThat(run("predict", "--model", model, "--data", few.toString(), "--out", out, "--no-header"))
                .isZero();
        assertThat(Sheet.read(Path.of(out)).size()).isEqualTo(2);
        assertThat(fit(table("0.3,0.7,0.2", "share"))).as(err.toString()).isZero();
        Files.writeString(few, "0,1\n1,0\n");
        assertThat(run("predict", "--model", model, "--data", few.toString(), "--out", out))
                .isZero();
        assertThat(Sheet.read(Path.of(out)).size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"''", "'\"\"'", "'Unnamed: 0'"})
    void aNamelessFirstColumnIsNoFeature(String name) throws IOException {
        Path file = Files.writeString(
                folder.resolve("p.csv"),
                Files.readString(table(",a,b,y", "normal")).replaceFirst(",", name + ","));
        assertThat(fit(file)).as(err.toString()).isZero();
        assertThat(err.toString()).contains("the first column has no name").hasLineCount(1);
        assertThat(Files.readString(folder.resolve("m/results.json"))).contains("\"features\":[\"a\",\"b\"]");
        assertThat(run(
                        "evaluate",
                        "--model",
                        folder.resolve("m").toString(),
                        "--data",
                        file.toString(),
                        "--out",
                        folder.resolve("e").toString()))
                .as(err.toString())
                .isZero();
        assertThat(fit(file, "--features", (name.length() > 2 ? name : "0") + ",a"))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"first name\" b           | first name",
                "\"first  name\"   b        | first  name",
                "\"a\tb\" \"c d\"           | a\tb",
                "\"say \"\"so\"\" now\" b   | say \"so\" now",
                "\"floor, area\" b          | floor, area",
                "a#\"b c                    | a#\"b"
            })
    void namesInATableOfBlanksAreAsWritten(String first, String name) throws IOException {
        StringBuilder text =
                new StringBuilder("# it's \"made today\n").append(first).append("\r\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(" ")
                    .append(Math.sin(row))
                    .append(" \t ")
                    .append(Math.cos(row * row))
                    .append(" \r\n");
        }
        Path file = Files.writeString(folder.resolve("s.txt"), text);
        Sheet sheet = Sheet.read(file);
        assertThat(sheet.names()).hasSize(2).startsWith(name);
        assertThat(sheet.size()).isEqualTo(ROWS);
        assertThat(sheet.numbers(List.of(0))[3][0]).isEqualTo(Math.sin(3));
        if (!name.contains("\"")) {
            assertThat(fit(file, "--target", "\"" + name + "\""))
                    .as(err.toString())
                    .isZero();
            assertThat(Files.readString(folder.resolve("m/results.json"))).contains("\"rows\":30");
        }
    }
}
