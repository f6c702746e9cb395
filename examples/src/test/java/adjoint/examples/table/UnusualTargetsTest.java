package adjoint.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import adjoint.examples.Main;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Targets near the end of floating point, or rounded but for one; and the same fit done twice. */
class UnusualTargetsTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command to its end; names with an @ before them lie in the folder. */
    private void run(String args) {
        String[] placed = args.replace("@", folder + "/").split(" +");
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = assertTimeoutPreemptively(LIMIT, () -> line.execute(placed));
        assertThat(code).as(err.toString()).isZero();
    }

    private double last(String field) {
        List<String> lines = out.toString().lines().toList();
        return JsonParser.parseString(lines.get(lines.size() - 1))
                .getAsJsonObject()
                .get(field)
                .getAsDouble();
    }

    /** Milliseconds since 1970 within a tenth of one, of which some 400 different values are left. */
    @ParameterizedTest
    @CsvSource({"1.7e12, 0.1", "-1.7e12, 0.1", "1.7e15, 10", "1e16, 100", "4e9, 1e-5"})
    void targetsNearTheEndOfFloatingPointAreScored(double centre, double spread) throws IOException {
        for (String name : new String[] {"train.csv", "test.csv"}) {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            StringBuilder text = new StringBuilder("a,y\n");
            for (int i = 0; i < 120; i++) {
                double a = random.nextGaussian();
                text.append(a)
                        .append(',')
                        .append(centre + spread * (a + random.nextGaussian()))
                        .append('\n');
            }
            Files.writeString(folder.resolve(name), text);
        }
        run("fit --data @train.csv --test @test.csv --members 2 --epochs 20 --out @model");
        double nll = last("test_nll");
        // The best there is, for noise of this spread.
        assertThat(nll - Math.log(spread)).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E), within(0.6));
        run("evaluate --model @model --data @test.csv --out @evaluation");
        assertThat(last("test_nll")).isEqualTo(nll);
        run("predict --model @model --data @test.csv --out @p.csv");
        for (double[] row : Sheet.read(folder.resolve("p.csv")).numbers(List.of(0, 2, 5))) {
            for (double value : row) {
                assertThat(value).isCloseTo(centre, within(20 * spread));
            }
        }
    }

    /** Whole numbers with noise of deviation 0.5 before rounding, which adds 1/12 to its variance. */
    private double nllOfWholeTargets(String odd) throws IOException {
        for (String name : new String[] {"train.csv", "test.csv"}) {
            SplittableRandom random = new SplittableRandom(name.length());
            double[][] rows = new double[300][];
            for (int i = 0; i < rows.length; i++) {
                double a = random.nextGaussian();
                rows[i] = new double[] {a, Math.rint(3 * a + 0.5 * random.nextGaussian())};
            }
            double mean =
                    Arrays.stream(rows).mapToDouble(row -> row[1]).average().orElseThrow();
            if (name.startsWith("train") && !odd.equals("none")) {
                rows[7][1] = odd.equals("mean") ? mean + 1e-3 : rows[7][1] + Double.parseDouble(odd);
            }
            StringBuilder text = new StringBuilder("a,y\n");
            for (double[] row : rows) {
                text.append(row[0]).append(',').append(row[1]).append('\n');
            }
            Files.writeString(folder.resolve(name), text);
        }
        run("fit --data @train.csv --test @test.csv --members 3 --out @model");
        return last("test_nll");
    }

    @Test
    void oneTargetOffTheGridDoesNotTakeTheFloorAway() throws IOException {
        double whole = nllOfWholeTargets("none");
        assertThat(whole).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * (0.25 + 1.0 / 12)), within(0.1));
        for (String odd : new String[] {"mean", "1e-7", "-1e-7", "1e-12", "0.3"}) {
            assertThat(nllOfWholeTargets(odd)).as(odd).isCloseTo(whole, within(0.05));
        }
    }

    @Test
    void equalFitsLeaveEqualBytes() throws IOException {
        nllOfWholeTargets("none");
        run("fit --data @train.csv --members 3 --epochs 10 --target y --out @first");
        run("fit --data @train.csv --members 3 --epochs 10 --target y --out @second");
        for (String file : new String[] {"model.json", "parameters.npz", "run.json"}) {
            assertThat(folder.resolve("first").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("second").resolve(file));
        }
    }
}
