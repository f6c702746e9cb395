package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.mdn.model.Calibrated;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.ModelFolder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VowelExperimentTest {
    private static final String SMALL =
            "--train-sequences 2 --valid-sequences 1 --hidden 5 --frame 20 --epochs 2 --rate 0.01 --out ";

    @TempDir
    Path temp;

    private final StringWriter err = new StringWriter();

    private int run(String args) {
        CommandLine line = Main.commandLine(new VowelExperiment());
        line.setErr(new PrintWriter(err, true));
        return line.execute(Main.withCommand(args.split(" ")));
    }

    private static JsonObject results(Path folder) throws Exception {
        return JsonParser.parseString(Files.readString(folder.resolve("results.json")))
                .getAsJsonObject();
    }

    @Test
    void leavesEveryFileWholeAndFiguresThatTheSeedFixes() throws Exception {
        Path first = temp.resolve("first");
        Path second = temp.resolve("second");

        assertThat(run(SMALL + first)).isZero();
        assertThat(run(SMALL + second)).isZero();

        assertThat(first.toFile().list())
                .containsExactlyInAnyOrder(
                        "run.json",
                        "results.json",
                        "curves.csv",
                        "report.html",
                        "sample.wav",
                        "linear",
                        "mlp",
                        "mdn",
                        "fair-mlp",
                        "fair-mdn",
                        "skip");
        assertThat(ModelFolder.read(first.resolve("mlp"))).isInstanceOf(GaussianMlp.class);
        assertThat(ModelFolder.read(first.resolve("mdn"))).isInstanceOf(MixtureDensityNetwork.class);
        assertThat(((Ensemble) ModelFolder.read(first.resolve("skip"))).members())
                .hasSize(2)
                .allMatch(Calibrated.class::isInstance);
        assertThat(AudioSystem.getAudioInputStream(first.resolve("sample.wav").toFile())
                        .getFrameLength())
                .isEqualTo(16_000);
        assertThat(Files.readAllLines(first.resolve("curves.csv"))).hasSize(1 + 2 * 5);
        assertThat(first.resolve("report.html")).content().contains("<svg", "mlp", "mdn", "<audio", "On held-out data");
        assertThat(first.resolve("sample.wav")).hasSameBinaryContentAs(second.resolve("sample.wav"));
        assertThat(first.resolve("mdn/parameters.npz")).hasSameBinaryContentAs(second.resolve("mdn/parameters.npz"));
        assertThat(figures(first)).isEqualTo(figures(second));
    }

    /** All results but the times. */
    private static String figures(Path folder) throws Exception {
        return results(folder)
                .get("results")
                .toString()
                .replaceAll("\"(seconds|stepSeconds|cpuSeconds|shareOutsideSteps)\":[^,}]*", "");
    }

    @Test
    void aDrawsErrorIsThatOfTheMeanPlusThePredictedVariance() throws Exception {
        assertThat(run(SMALL + temp)).isZero();

        for (JsonElement element : results(temp).get("results").getAsJsonArray()) {
            JsonObject result = element.getAsJsonObject();
            double expected = result.get("mseOfMean").getAsDouble()
                    + result.get("predictedVariance").getAsDouble();
            assertThat(result.get("mseOfDraw").getAsDouble() / expected).isBetween(0.9, 1.1);
        }
    }

    @Test
    void withoutPartsThereAreOnlyTheReportsNetworks() throws Exception {
        assertThat(run(SMALL + temp + " --parts 0 --model mdn")).isZero();

        JsonArray results = results(temp).getAsJsonArray("results");
        assertThat(results).hasSize(2);
        assertThat(results.get(1).getAsJsonObject().get("recipe").getAsString()).isEqualTo("sgd at 0.01");
    }

    @Test
    void aSampleCostsTheBitsOfItsCell() throws Exception {
        assertThat(run(SMALL + temp + " --parts 0")).isZero();

        JsonObject all = results(temp);
        double step = 1 / all.get("deviation").getAsDouble();
        for (JsonElement element : all.getAsJsonArray("results")) {
            JsonObject result = element.getAsJsonObject();
            // Cells are narrow against the predicted deviations, so their probability is about density times width.
            assertThat(result.get("bits").getAsDouble())
                    .isCloseTo((result.get("nll").getAsDouble() - Math.log(step)) / Math.log(2), within(1e-3));
        }
    }

    @Test
    void aRateThatIsTooHighIsOneLineAndCode2() {
        assertThat(run(SMALL.replace("0.01", "1e30") + temp)).isEqualTo(2);
        assertThat(err.toString())
                .contains("training the mlp failed", "epoch 1", "lower the rate")
                .hasLineCount(1);
    }
}
