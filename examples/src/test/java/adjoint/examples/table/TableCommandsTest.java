package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.examples.Main;
import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TableCommandsTest {
    private static final String QUICK = " --members 2 --epochs 300 --hidden 5 --components 2 ";

    @TempDir
    Path temp;

    private final StringWriter err = new StringWriter();

    /** price = 100 + 3 size + noise of deviation 1; age says nothing. */
    @BeforeEach
    void writeTable() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        List<String> lines = new ArrayList<>(List.of("size,age,price"));
        double[][] rows = new double[120][];
        for (int i = 0; i < 120; i++) {
            double size = 10 * random.nextDouble();
            rows[i] = new double[] {size, random.nextInt(90), 100 + 3 * size + random.nextGaussian()};
            lines.add(String.format(Locale.ROOT, "%s,%s,%s", rows[i][0], rows[i][1], rows[i][2]));
        }
        Files.write(temp.resolve("t.csv"), lines);
        Files.write(temp.resolve("t.npy"), Npy.encode(Tensor.of(rows)));
        Files.writeString(temp.resolve("missing.csv"), "a,b\n1,2\n3,\n");
        Files.writeString(temp.resolve("words.csv"), "a,b\n1,2\n3,red\n");
        Files.writeString(temp.resolve("ragged.csv"), "a,b\n1,2\n3,4,5\n");
        Files.writeString(temp.resolve("few.csv"), "a,b\n1,2\n3,4\n5,7\n");
        Files.writeString(temp.resolve("twice.csv"), "a,a\n1,2\n");
        Files.writeString(temp.resolve("empty.csv"), "");
        Files.writeString(temp.resolve("constant.csv"), "a b\n" + "1 7\n2 7\n3 7\n".repeat(5));
        Files.writeString(temp.resolve("splits"), "0 1 2 3 4 5 6 7 8 9\n10.0 11.0 12.0 | 20 21 22\n");
        Files.writeString(temp.resolve("splits.bad"), "0 1 500\n");
    }

    private int run(String command, String args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(
                (command + " " + args.strip()).replace("TEMP", temp.toString()).split(" +"));
    }

    private JsonObject results() throws Exception {
        List<String> lines = Files.readAllLines(temp.resolve("m/results.json"));
        return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource({"t.csv,price", "t.npy,2"})
    void fitTestPredictAndSample(String file, String target) throws Exception {
        String data = " --data TEMP/" + file + " ";
        String fit = data + "--target " + target + QUICK + "--out TEMP/m --test TEMP/" + file;
        assertThat(run("fit", fit)).isZero();
        double nll = results().get("test_nll").getAsDouble();
        assertThat(nll).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E), within(0.3));
        assertThat(results().get("test_rmse").getAsDouble()).isBetween(0.8, 1.5);

        assertThat(run("predict", data + "--model TEMP/m --out TEMP/p.csv")).isZero();
        Numbers predicted = Numbers.read(temp.resolve("p.csv"));
        assertThat(predicted.names()).startsWith(target + "_mean", target + "_deviation", target + "_q0.05");
        assertThat(predicted.rows()).hasDimensions(120, 5);

        assertThat(run("sample", data + "--model TEMP/m --count 3 --out TEMP/s.csv"))
                .isZero();
        assertThat(Numbers.read(temp.resolve("s.csv")).rows()).hasDimensions(360, 2);

        assertThat(run("fit", fit)).isZero();
        assertThat(results().get("test_nll").getAsDouble()).isEqualTo(nll);
        assertThat(run("evaluate", data + "--model TEMP/m")).isZero();
    }

    @Test
    void severalTargetsAndChosenFeatures() throws Exception {
        String args = "--data TEMP/t.csv --target price --target age --features size" + QUICK + "--out TEMP/m";
        assertThat(run("fit", args)).isZero();
        assertThat(TableModel.read(temp.resolve("m")).targets()).containsExactly("price", "age");
        assertThat(run("predict", "--data TEMP/t.csv --model TEMP/m --out TEMP/p.csv"))
                .isZero();
        assertThat(Numbers.read(temp.resolve("p.csv")).rows()).hasDimensions(120, 10);
    }

    @Test
    void splitsReportMeanAndStandardError() throws Exception {
        Files.writeString(temp.resolve("splits"), "0 1 2 3 4 5 6 7 8 9\n20 21 22\n");
        assertThat(run("fit", "--data TEMP/t.csv --target price --splits TEMP/splits --out TEMP/m" + QUICK))
                .isZero();
        var splits = results().get("splits").getAsJsonArray();
        double first = splits.get(0).getAsJsonObject().get("nll").getAsDouble();
        double second = splits.get(1).getAsJsonObject().get("nll").getAsDouble();
        assertThat(results().get("test_nll").getAsDouble()).isCloseTo((first + second) / 2, within(1e-12));
        assertThat(results().get("test_nll_standard_error").getAsDouble())
                .isCloseTo(Math.abs(first - second) / 2, within(1e-12));
    }

    @Test
    void splitsNameTestRowsOrBoth() {
        List<Splits> splits = Splits.read(temp.resolve("splits"), 120);
        assertThat(splits.get(0).test()).hasSize(10);
        assertThat(splits.get(0).training()).hasSize(110).startsWith(10, 11);
        assertThat(splits.get(1).training()).containsExactly(10, 11, 12);
        assertThat(splits.get(1).test()).containsExactly(20, 21, 22);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--data TEMP/none.csv --target a                                | no such file",
                "--data TEMP/missing.csv --target a                             | line 3, column 'b' is missing",
                "--data TEMP/words.csv --target a                               | line 3, column 'b' is 'red'",
                "--data TEMP/ragged.csv --target a                              | line 3 has 3 cells",
                "--data TEMP/few.csv --target a                                 | 3 rows are too few",
                "--data TEMP/twice.csv --target a                               | two columns of one name",
                "--data TEMP/empty.csv --target a                               | no rows",
                "--data TEMP/constant.csv --target b                            | needs a target that varies",
                "--data TEMP/t.csv --target cost                                | no column 'cost'",
                "--data TEMP/t.csv --target price --features price,age          | both --target and in --features",
                "--data TEMP/t.csv --target price --components 0                | at least 1 component",
                "--data TEMP/t.csv --target price --hidden 0                    | width of at least 1",
                "--data TEMP/t.csv --target price --validation 1                | between 0 and 1",
                "--data TEMP/t.csv --target price --rate -1                     | learning rate",
                "--data TEMP/t.csv --target price --test TEMP/few.csv           | no column 'size'",
                "--data TEMP/t.csv --target price --splits TEMP/splits.bad      | rows go from 0 to 119",
                "--data TEMP/t.csv --target price --splits TEMP/words.csv       | no row index",
                "--data TEMP/t.csv --target price --out TEMP/t.csv              | it is a file"
            })
    void badInputIsOneLineAndCode2(String args, String problem) {
        assertThat(run("fit", args + (args.contains("--out") ? "" : " --out TEMP/m")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("adjoint: ").contains(problem).hasLineCount(1);
        assertThat(temp.resolve("m/model.json")).doesNotExist();
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        assertThat(run("predict", "--model TEMP --data TEMP/t.csv")).isEqualTo(2);
        assertThat(err.toString()).contains("holds no model");
    }

    @Test
    void textTablesComeInManyForms() throws Exception {
        Path file = temp.resolve("x.txt");
        Files.writeString(file, "1\t2\n\n3\t-4e-1\n");
        assertThat(Numbers.read(file).names()).containsExactly("0", "1");
        assertThat(Numbers.read(file).rows()).isDeepEqualTo(new double[][] {{1, 2}, {3, -0.4}});
        Files.writeString(file, "  1   2\n 3 4  \n");
        assertThat(Numbers.read(file).rows()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
        Files.writeString(file, "\"a; \"\"b\"\"\"; c\n1; 2\n");
        assertThat(Numbers.read(file).names()).containsExactly("a; \"b\"", "c");
    }
}
