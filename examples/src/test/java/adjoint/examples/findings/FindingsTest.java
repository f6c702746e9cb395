package adjoint.examples.findings;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Words from results that are written by hand. */
class FindingsTest {
    private static JsonObject run(int seed, String settings, String... results) {
        return JsonParser.parseString("""
                {"experiment": "vowel", "corpus": "c", "sampleRate": 16000, "trainingExamples": 10, "trainingSequences": 2,
                "validationExamples": 5, "validationSequences": 1, "deviation": 1000, "java": "17",
                "settings": {"seed": %d, "model": "both", "epochs": 20, %s, "data": "built-in voice"}, "results": [%s]}
                """.formatted(seed, settings, String.join(",", results)))
                .getAsJsonObject();
    }

    private static String result(String model, double nll, double mse, double variance, double draw) {
        return """
                {"model": "%s", "parameters": 3, "nll": %s, "mseOfMean": %s, "predictedVariance": %s, "mseOfDraw": %s,
                "mseOfMode": 1, "crps": 0.1, "coverage": [0.5, 0.9, 0.95], "pit": [0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1],
                "seconds": 10, "cpuSeconds": 8, "shareOutsideSteps": 0.04, "epochs": [{"metrics": {"nll": 1, "mse": 2}}]}
                """.formatted(model, nll, mse, variance, draw);
    }

    private static final String SGD = "\"components\": [3], \"optimiser\": \"sgd\"";
    private static final String LINEAR = result("linear", -1, 0.05, 0.05, 0.1);

    private static String report(JsonObject... runs) {
        return new Findings(List.of(runs)).toMarkdown();
    }

    @Test
    void aDrawLosesByTheVarianceAndTheMeanWins() {
        String text = report(
                run(1, SGD, LINEAR, result("mlp", -0.4, 0.04, 0.02, 0.06), result("mdn", -0.9, 0.03, 0.04, 0.077)));
        assertThat(text)
                .contains("a draw of mdn-3 errs by 0.07700, the perceptron's mean by 0.04000: the draw loses.")
                .contains("Mean against mean, mdn-3 wins, 0.03000 to 0.04000; draw against draw it loses.")
                .contains("| mdn-3 | 0.03000 | 0.04000 | 0.07000 | 0.07700 | 1.100 |")
                .contains("in squared error by mlp, mdn-3.", "in likelihood linear prediction is beaten by no network")
                .contains("| mlp | 3.000 | 1 | 10.00 | 8.000 | 8.000 | 4.000 % |");
    }

    @Test
    void theUnfairLikelihoodIsThatOfTheScoredResiduals() {
        // 0.5 ln(2 pi e 0.04) = -0.1905.
        String text = report(
                run(1, SGD, LINEAR, result("mlp", 0.3, 0.04, 0.02, 0.06), result("mdn", -0.1, 0.03, 0.04, 0.07)));
        assertThat(text)
                .contains("peeking is worth 0.4905 nats to the perceptron")
                .contains("mdn-3 wins the fair comparison and loses the unfair one (-0.1000 to 0.3000 fairly")
                .contains("its training MSE is 0.02000, smaller by a factor of 2.000");
        String ofBoth = report(run(
                1,
                SGD.replace("[3]", "[1, 3]"),
                LINEAR,
                result("mlp", 0.3, 0.1, 0.02, 0.06),
                result("mdn-1", 0.25, 0.03, 0.04, 0.07),
                result("mdn-3", -0.1, 0.03, 0.04, 0.07)));
        assertThat(ofBoth)
                .contains("smaller by a factor of 5.000: about the factor between the report's two figures.")
                .contains("whose variance depends on the input, it is 0.2500.", "There is one seed of each");
    }

    @Test
    void seedsAndComponentsOfEqualSettingsAreOneGroup() {
        String many = "\"components\": [1, 5], \"optimiser\": \"sgd\"";
        String text = report(
                run(1, SGD, LINEAR, result("mdn", -1.00, 0.03, 0.04, 0.07)),
                run(2, SGD, LINEAR, result("mdn", -1.02, 0.03, 0.04, 0.07)),
                run(1, many, LINEAR, result("mdn-1", -0.8, 0.03, 0.04, 0.07), result("mdn-5", -1.03, 0.03, 0.04, 0.07)),
                run(1, SGD.replace("sgd", "adam"), LINEAR, result("mdn", -3, 0.01, 0.04, 0.07)));
        assertThat(text)
                .contains("| vowel, built-in voice | 3 | 2 | -1.010 +- 0.014 |")
                .contains(
                        "the lowest NLL is that of K = 5, -1.030.",
                        "deviations of the difference over seeds lie K = [3, 5].")
                .contains("From one component to the best number the NLL falls by 0.2300.")
                .contains(
                        "--seed 1|2\n",
                        "vowel, built-in voice, adam: in likelihood linear prediction is beaten by mdn-3")
                .contains("In 20 epochs it brings the MSE of mdn-3 to 0.01000, plain descent in 20 to 0.03000.");
    }

    @Test
    void fairlyTrainedNetworksComeLastAndMayHaveFewerEpochs() {
        String longer = result("skip", -2.1, 0.02, 0.02, 0.04).replace("[{\"metrics", "[{\"metrics\": {}}, {\"metrics");
        String text = report(
                run(1, SGD, LINEAR, result("skip", -2, 0.02, 0.02, 0.04), result("mlp", -1, 0.1, 0.1, 0.2)),
                run(2, SGD, LINEAR, longer, result("mlp", -1, 0.1, 0.1, 0.2)));
        assertThat(text)
                .contains("| epoch | mlp NLL | MSE | skip NLL | MSE |")
                .contains("in likelihood linear prediction is beaten by skip");
    }

    @Test
    void failuresAreCountedByCause() {
        JsonObject run = JsonParser.parseString("""
                {"experiment": "ablate", "settings": {"seed": 1, "data": "folder"}, "outcomes": [
                {"likelihood": "log sum exp", "rate": 0.1, "floor": 0.0, "failure": null, "epochs": 5, "nll": -1.5},
                {"likelihood": "literal", "rate": 0.1, "floor": 0.0, "failure": "NaN", "epochs": 3, "nll": null},
                {"likelihood": "literal", "rate": 1.0, "floor": 0.5, "failure": null, "epochs": 5, "nll": null}]}
                """).getAsJsonObject();
        assertThat(report(run))
                .contains("adjoint ablate --data DIR --seed 1")
                .contains("Log-sum-exp: 0 of 1 trainings failed with it", "2 of 2 with the formula as it stands")
                .contains("The largest rate at which none failed is 1.0, 1.0 and none.")
                .contains("at the lowest rate 1 of 2 failed", "with it 1 of 1 failed, without it 1 of 2")
                .contains("| literal | 0.1 | 0.0 | 1 of 1 | 4 |  |", "| literal | 1.0 | 0.5 | 1 of 1 |  |  |")
                .contains("| log sum exp | 0.1 | 0.0 | 0 of 1 |  | -1.500 |");
    }

    @Test
    void digitsFollowTheSpread() {
        assertThat(new Values(DoubleStream.of(1.2345, 1.2389))).hasToString("1.2367 +- 0.0031");
        assertThat(new Values(DoubleStream.of(301, 475))).hasToString("388 +- 123");
        assertThat(new Values(DoubleStream.of(-0.12345678))).hasToString("-0.1235");
        assertThat(Values.format(Double.NaN)).isEqualTo("-");
        assertThat(Values.format(0)).isEqualTo("0.000");
        assertThat(Values.format(160691)).isEqualTo("160691");
    }
}
