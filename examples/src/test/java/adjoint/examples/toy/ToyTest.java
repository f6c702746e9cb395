package adjoint.examples.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.examples.Main;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Normal;
import adjoint.mdn.train.Table;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ToyTest {
    /** Monte Carlo: the mean of -log p(t given x) = log p(x) - log p(x given t), with p(x) from the sample of t. */
    @Test
    void theEntropyIsThatOfASample() {
        Table sample = InverseProblem.sample(20_000, 1);
        double[] reached = Arrays.stream(sample.y())
                .mapToDouble(t -> InverseProblem.forward(t[0]))
                .sorted()
                .toArray();
        double sum = 0;
        for (double[] x : sample.x()) {
            int from = insertion(reached, x[0] - InverseProblem.NOISE);
            int to = insertion(reached, x[0] + InverseProblem.NOISE);
            sum += Math.log((to - from) / (double) reached.length);
        }
        assertThat(sum / sample.size()).isCloseTo(InverseProblem.entropy(), within(0.02));
    }

    private static int insertion(double[] sorted, double value) {
        int at = Arrays.binarySearch(sorted, value);
        return at < 0 ? -at - 1 : at;
    }

    /** The uniform density itself is no mixture; against a broad normal one the expectation has a closed form. */
    @Test
    void expectedLikelihoodsAreThoseOfAMonteCarloMean() {
        Mixture broad = new Mixture(new double[] {1}, Normal.diagonal(new double[] {0.3}, 0.5));
        double expected = 0.5 * Math.log(2 * Math.PI * 0.5) + 0.5 * (1.0 / 12 + 0.2 * 0.2) / 0.5;
        assertThat(InverseProblem.expectedNll(xs -> Collections.nCopies(xs.length, broad)))
                .isCloseTo(expected, within(2e-3));
    }

    @Test
    void oneComponentFitsAsTheSampleMomentsDo() {
        double[] points = IntStream.range(0, 100).mapToDouble(i -> i * i).toArray();
        Mixture best = new BestMixture(points).fit(1);
        double mean = Arrays.stream(points).average().orElseThrow();
        double variance = Arrays.stream(points)
                .map(p -> (p - mean) * (p - mean))
                .average()
                .orElseThrow();
        assertThat(best.mean()[0]).isCloseTo(mean, within(1e-9 * mean));
        assertThat(best.covariance()[0][0]).isCloseTo(variance, within(1e-9 * variance));
    }

    /** A uniform density costs one normal component log(2 pi e / 12) / 2 nats above its entropy, and several less. */
    @Test
    void moreComponentsComeNearerToAUniformDensity() {
        double[] points =
                IntStream.range(0, 200).mapToDouble(i -> (i + 0.5) / 200).toArray();
        double last = 0.5 * Math.log(2 * Math.PI * Math.E / 12);
        for (int components = 1; components <= 4; components++) {
            Mixture best = new BestMixture(points).fit(components);
            double nll = -Arrays.stream(points).map(best::logDensity).average().orElseThrow();
            assertThat(nll).isLessThan(last + 1e-4).isPositive();
            last = nll - 0.005;
        }
        assertThat(last).isLessThan(0.06);
    }

    @Test
    void theCommandLeavesFiguresAndPicture(@TempDir Path folder) throws IOException {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        int exit = line.execute(
                "toy", "--components", "2", "--examples", "500", "--epochs", "20", "--out", folder.toString());
        assertThat(exit).isZero();
        JsonObject results = JsonParser.parseString(out.toString()).getAsJsonObject();
        double nll = results.get("nll").getAsDouble();
        double least = results.get("least_nll_of_2_components").getAsDouble();
        assertThat(nll).isBetween(least, 0.5);
        assertThat(least).isGreaterThan(results.get("least_nll_of_any_model").getAsDouble());
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("Mixing coefficients", "Means", "Conditional modes", "Density of t given x", "<svg");
        assertThat(Files.readString(folder.resolve("results.json"))).isEqualTo(out.toString());
    }
}
