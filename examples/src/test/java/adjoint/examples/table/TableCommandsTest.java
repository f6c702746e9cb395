package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.examples.Main;
import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TableCommandsTest {
    private static final double NOISE = 0.3;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        List<String> placed = new ArrayList<>();
        for (String arg : args) {
            placed.add(arg.contains("@") ? folder.resolve(arg.substring(1)).toString() : arg);
        }
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(placed.toArray(String[]::new));
    }

    private void fitQuickly(String... more) {
        fitQuicklyTo("@train.csv", more);
    }

    private void fitQuicklyTo(String data, String... more) {
        List<String> args = new ArrayList<>(List.of("fit", "--data", data, "--out", "@model", "--components", "2"));
        args.addAll(List.of("--members", "2", "--epochs", "40", "--hidden", "10", "--rate", "0.01"));
        args.addAll(List.of(more));
        assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
    }

    /** y = 3 a - b + noise, on scales far from the standard one. */
    private static String table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("a,b,y\n");
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            double y = 3 * a - b + NOISE * random.nextGaussian();
            text.append(100 + a)
                    .append(',')
                    .append(1e-3 * b)
                    .append(',')
                    .append(500 + 10 * y)
                    .append('\n');
        }
        return text.toString();
    }

    @BeforeEach
    void writeTables() throws IOException {
        Files.writeString(folder.resolve("train.csv"), table(300, 1));
        Files.writeString(folder.resolve("test.csv"), table(400, 2));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void fitScoresTheTestTableOnItsOwnScale() throws IOException {
        fitQuickly("--test", "@test.csv");
        // The best there is: noise of deviation 3 in the target.
        double best = 0.5 * Math.log(2 * Math.PI * Math.E * 9);
        JsonObject last = json(lastLine(out.toString()));
        assertThat(last.get("test_nll").getAsDouble()).isBetween(best - 0.15, best + 0.2);
        assertThat(last.get("test_rmse").getAsDouble()).isBetween(2.6, 4.0);
        String results = Files.readString(folder.resolve("model/results.json"));
        assertThat(json(lastLine(results)).get("test_nll")).isEqualTo(last.get("test_nll"));
        assertThat(json(results).get("targets").toString()).isEqualTo("[\"y\"]");
        assertThat(folder.resolve("model")).isDirectoryContaining("glob:**/{model.json,parameters.npz,results.json}");
    }

    @Test
    void evaluateRepeatsTheFiguresOfTheFit() throws IOException {
        fitQuickly("--test", "@test.csv");
        String fitted = lastLine(out.toString());
        assertThat(run("evaluate", "--model", "@model", "--data", "@test.csv", "--out", "@evaluation"))
                .isZero();
        assertThat(lastLine(out.toString())).isEqualTo(fitted);
        JsonObject results = json(Files.readString(folder.resolve("evaluation/results.json")));
        assertThat(results.getAsJsonObject("test").getAsJsonArray("pit")).hasSize(10);
    }

    @Test
    void predictionsBracketTheTargets() throws IOException {
        fitQuickly();
        assertThat(run("predict", "--model", "@model", "--data", "@test.csv", "--out", "@p.csv"))
                .isZero();
        Sheet predictions = Sheet.read(folder.resolve("p.csv"));
        assertThat(predictions.names())
                .containsExactly(
                        "y.mean", "y.deviation", "y.mode", "y.q0.05", "y.q0.25", "y.q0.5", "y.q0.75", "y.q0.95");
        double[][] observed = Sheet.read(folder.resolve("test.csv")).numbers(List.of(2));
        double[][] quantiles = predictions.numbers(List.of(3, 7));
        double inside = 0;
        for (int row = 0; row < observed.length; row++) {
            inside += observed[row][0] > quantiles[row][0] && observed[row][0] < quantiles[row][1] ? 1 : 0;
        }
        assertThat(inside / observed.length).isCloseTo(0.9, within(0.08));
    }

    @Test
    void refusedHeadsLeaveNoFolder() throws IOException {
        Files.writeString(folder.resolve("counts.csv"), "x,y\n" + "1,2\n3,4\n".repeat(10));
        Files.writeString(folder.resolve("counts.splits"), "0,1\n2,3\n");
        String[][] refused = {{"--head", "nonsense"}, {"--head", "poisson", "--splits", "@counts.splits"}};
        for (String[] options : refused) {
            List<String> use = new ArrayList<>(
                    List.of("fit", "--data", "@counts.csv", "--target", "y", "--epochs", "1", "--out", "@refused"));
            use.addAll(List.of(options));
            assertThat(run(use.toArray(String[]::new))).isEqualTo(2);
            assertThat(err.toString()).contains("--head");
            assertThat(folder.resolve("refused")).doesNotExist();
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void modelsOfOtherFamiliesAreNamedAsSuch() throws IOException {
        Files.createDirectories(folder.resolve("counts"));
        Files.writeString(folder.resolve("counts/family.json"), "{}");
        for (String command : List.of("predict", "evaluate", "sample")) {
            assertThat(run(command, "--model", "@counts", "--data", "@test.csv"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("holds a model of fit --head");
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void tablesOfNothingButFeaturesNeedNoHeader() throws IOException {
        fitQuickly();
        Files.writeString(folder.resolve("bare.csv"), "100 0\n101 0.001\n");
        assertThat(run("predict", "--model", "@model", "--data", "@bare.csv", "--out", "@p.csv"))
                .as(err.toString())
                .isZero();
        assertThat(Sheet.read(folder.resolve("p.csv")).numbers(List.of(0))[0][0])
                .isCloseTo(500, within(5.0));
    }

    @Test
    void samplesAreFixedByTheirSeed() throws IOException {
        fitQuickly();
        for (String name : new String[] {"@a.csv", "@b.csv"}) {
            assertThat(run(
                            "sample",
                            "--model",
                            "@model",
                            "--data",
                            "@test.csv",
                            "--number",
                            "3",
                            "--seed",
                            "5",
                            "--out",
                            name))
                    .isZero();
        }
        String samples = Files.readString(folder.resolve("a.csv"));
        assertThat(samples).isEqualTo(Files.readString(folder.resolve("b.csv"))).startsWith("row,y\n0,");
        assertThat(samples.lines()).hasSize(1 + 3 * 400);
    }

    @Test
    void splitsReportMeansAndStandardErrors() throws IOException {
        Files.writeString(folder.resolve("splits.txt"), "0 1 2 3 4 5 6 7 8 9\n10 11 12 13 14 15 16 17 18 19\n");
        fitQuickly("--splits", "@splits.txt");
        JsonObject last = json(lastLine(out.toString()));
        assertThat(last.keySet())
                .containsExactly("test_nll", "test_nll_standard_error", "test_rmse", "test_rmse_standard_error");
        JsonObject results = json(Files.readString(folder.resolve("model/results.json")));
        double first = results.getAsJsonArray("splits")
                .get(0)
                .getAsJsonObject()
                .get("nll")
                .getAsDouble();
        double second = results.getAsJsonArray("splits")
                .get(1)
                .getAsJsonObject()
                .get("nll")
                .getAsDouble();
        assertThat(last.get("test_nll").getAsDouble()).isCloseTo((first + second) / 2, within(1e-12));
        assertThat(last.get("test_nll_standard_error").getAsDouble())
                .isCloseTo(Math.abs(first - second) / 2, within(1e-12));
    }

    @Test
    void severalTargetsAreFittedTogetherFromNpy() throws IOException {
        double[][] rows = Sheet.read(folder.resolve("train.csv")).numbers(List.of(0, 1, 2));
        Files.write(folder.resolve("train.npy"), Npy.encode(Tensor.of(rows)));
        fitQuicklyTo("@train.npy", "--target", "2,0", "--test", "@train.npy", "--features", "1");
        assertThat(json(lastLine(out.toString())).get("test_nll").getAsDouble()).isFinite();
        assertThat(run("predict", "--model", "@model", "--data", "@train.npy", "--out", "@p.csv"))
                .isZero();
        assertThat(Sheet.read(folder.resolve("p.csv")).names())
                .startsWith("2.mean")
                .contains("0.q0.95");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target prize|no column 'prize'",
                "--target y --features a,y|'y' is a target",
                "--features a,a|twice",
                "--test none.csv --splits s|exclude each other",
                "--test none.csv|none.csv",
                "--members 0|--members is 0",
                "--validation 0.9|--validation is 0.9",
                "--components 200|300 training rows are too few"
            })
    void whatCannotBeIsRefusedInOneLine(String options, String complaint) {
        List<String> args = new ArrayList<>(List.of("fit", "--data", "@train.csv", "--out", "@model"));
        args.addAll(List.of(options.split(" ")));
        assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint).hasLineCount(1);
    }

    @Test
    void constantColumnsAreRefusedOrDropped() throws IOException {
        Files.writeString(folder.resolve("c.csv"), "a,c,d,y\n1,5,0,2\n2,5,0,3\n3,5,0,5\n");
        assertThat(run("fit", "--data", "@c.csv", "--out", "@model")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "c.csv: column 'c' is 5.0 in every row, column 'd' is 0.0 in every row", "add --drop-constant");
        assertThat(run("fit", "--data", "@c.csv", "--drop-constant", "--out", "@model"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("3 training rows are too few");
        assertThat(run("fit", "--data", "@c.csv", "--target", "c", "--out", "@model"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("a target needs to vary");
    }

    @Test
    void numbersWhoseSquaresOverflowAreRefused() throws IOException {
        for (String unit : new String[] {"e-150", "e150"}) {
            Files.writeString(folder.resolve("e.csv"), "a,y\n1,1" + unit + "\n2,3" + unit + "\n3,2" + unit + "\n");
            assertThat(run("fit", "--data", "@e.csv", "--out", "@model")).isEqualTo(2);
            assertThat(err.toString()).contains("column 'y' has variance", "another unit");
        }
        assertThat(err.toString()).hasLineCount(2);
    }

    @Test
    void splitsWhoseTrainingTargetsDoNotVaryAreRefused() throws IOException {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < 30; i++) {
            text.append(i).append(',').append(i < 5 ? i : 0).append('\n');
        }
        Files.writeString(folder.resolve("z.csv"), text);
        Files.writeString(folder.resolve("splits.txt"), "10 11 12\n1 2 3 4\n");
        assertThat(run("fit", "--data", "@z.csv", "--splits", "@splits.txt", "--out", "@model"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("split 1", "'y' is 0.0 in all training rows");
    }

    @Test
    void foldersWithoutAModelAreRefused() {
        assertThat(run("predict", "--model", "@none", "--data", "@test.csv")).isEqualTo(2);
        assertThat(err.toString()).contains("holds no readable model");
    }

    @Test
    void wrongUsesOfAModelAreRefusedAndLeaveItsInputAlone() throws IOException {
        fitQuickly();
        String table = Files.readString(folder.resolve("test.csv"));
        String[][] refused = {
            {"predict", "--out", "@test.csv", "both name"},
            {"predict", "--out", "@model/../test.csv", "both name"},
            {"sample", "--out", "@test.csv", "both name"},
            {"predict", "--out", "@model/model.json", "--out and --model both name"},
            {"sample", "--out", "@model/parameters.npz", "--out and --model both name"},
            {"evaluate", "--out", "@model", "--out and --model both name"},
            {"predict", "--quantiles", "1.5", "write 0.015 for 1.5 %"},
            {"predict", "--quantiles", "5,50,95", "write 0.05 for 5.0 %"},
            {"predict", "--quantiles", "-0.1", "lie between 0 and 1"},
            {"predict", "--quantiles", "NaN", "lie between 0 and 1"},
            {"predict", "--quantiles", "101", "lie between 0 and 1"},
            {"sample", "--number", "2000000000", "ask for fewer"}
        };
        for (String[] use : refused) {
            err.getBuffer().setLength(0);
            assertThat(run(use[0], "--model", "@model", "--data", "@test.csv", use[1], use[2]))
                    .as(String.join(" ", use))
                    .isEqualTo(2);
            assertThat(err.toString()).contains(use[3]).hasLineCount(1);
        }
        assertThat(folder.resolve("test.csv")).hasContent(table);
    }
}
