package adjoint.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The answers of several runs, computed from nothing but their results.json. Runs that differ only in their seed are one
 * group, whose figures are means, with the standard deviation over seeds where there are several.
 */
final class Findings {
    private static final double NATS_OF_UNIT_VARIANCE = 0.5 * Math.log(2 * Math.PI * Math.E);

    private final Map<String, List<JsonObject>> groups = new LinkedHashMap<>();
    private final List<JsonObject> ablations = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Findings(List<JsonObject> runs) {
        for (JsonObject run : runs) {
            if (run.get("experiment").getAsString().equals("ablate")) {
                ablations.add(run);
            } else {
                JsonObject settings = run.get("settings").getAsJsonObject().deepCopy();
                settings.remove("seed");
                groups.computeIfAbsent(run.get("experiment").getAsString() + " " + settings, key -> new ArrayList<>())
                        .add(run);
            }
        }
    }

    String toMarkdown() {
        line("# The speech experiments, answered");
        line(
                "Written by the command `report` from the results of the runs below. Figures are on the validation examples,"
                        + " on the standardised scale (the training samples have variance 1). Likelihoods are in nats a sample."
                        + " Where a group has several seeds, figures are means and, behind +-, standard deviations over seeds.");
        groups.values().forEach(this::group);
        ablations.forEach(this::ablation);
        return text.toString();
    }

    private void line(String paragraph) {
        text.append(paragraph).append("\n\n");
    }

    private void group(List<JsonObject> runs) {
        JsonObject first = runs.get(0);
        line("## " + first.get("experiment").getAsString() + " on "
                + first.get("corpus").getAsString());
        line("`" + command(first) + "`, seeds "
                + runs.stream().map(Findings::seed).toList() + ", "
                + first.get("trainingExamples") + " training and " + first.get("validationExamples")
                + " validation examples, Java " + first.get("java").getAsString() + ".");
        Map<String, List<JsonObject>> models = models(runs);
        mainTable(models);
        line("### 1. Why does the mixture lose on the squared error of a draw?");
        line(
                "The squared error of a random draw is expected to be that of the conditional mean plus the variance of the"
                        + " predicted distribution. Measured:");
        table(
                List.of("model", "MSE of the mean", "predicted variance", "sum", "MSE of one draw"),
                models,
                List.of(
                        figure("mseOfMean"),
                        figure("predictedVariance"),
                        r -> number(r, "mseOfMean") + number(r, "predictedVariance"),
                        figure("mseOfDraw")));
        line("### 2. Is the comparison of likelihoods fair?");
        line(
                "A normal distribution of one variance can be scored with the variance of its training residuals, or with that"
                        + " of the very residuals it is scored on, which no other distribution of one variance can beat. The second"
                        + " is `0.5 ln(2 pi e MSE)`, so an MSE of 0.0222 gives "
                        + format(NATS_OF_UNIT_VARIANCE + 0.5 * Math.log(0.0222))
                        + "; an NLL of -1.29 would take an MSE of "
                        + format(Math.exp(2 * (-1.29 - NATS_OF_UNIT_VARIANCE)))
                        + ", a fifth of that. The two figures can therefore not be of the same residuals on the same scale.");
        table(
                List.of("model", "NLL as predicted", "NLL with the best single variance"),
                models,
                List.of(figure("nll"), r -> NATS_OF_UNIT_VARIANCE + 0.5 * Math.log(number(r, "mseOfMean"))));
        line("### 3. Does the number of components matter?");
        line("Compare the rows mdn-K above, K being the number of components. " + best(models));
        line("### 5. Does any network beat linear prediction?");
        line("The row `linear` is least squares on the same inputs, with the variance of its training residuals.");
        spoken(first);
    }

    private void mainTable(Map<String, List<JsonObject>> models) {
        table(
                List.of(
                        "model",
                        "NLL",
                        "MSE of a draw",
                        "MSE of the mean",
                        "MSE of the mode",
                        "CRPS",
                        "within 50 %",
                        "within 90 %",
                        "within 95 %",
                        "seconds"),
                models,
                List.of(
                        figure("nll"),
                        figure("mseOfDraw"),
                        figure("mseOfMean"),
                        figure("mseOfMode"),
                        figure("crps"),
                        r -> coverage(r, 0),
                        r -> coverage(r, 1),
                        r -> coverage(r, 2),
                        figure("seconds")));
    }

    private String best(Map<String, List<JsonObject>> models) {
        String best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (String name : models.keySet()) {
            double nll = statistics(models.get(name), figure("nll")).getMean();
            if (nll < lowest) {
                lowest = nll;
                best = name;
            }
        }
        return "The lowest NLL, " + format(lowest) + ", is that of `" + best + "`.";
    }

    private void spoken(JsonObject run) {
        JsonObject spoken = run.get("spoken").getAsJsonObject();
        JsonObject real = run.get("real").getAsJsonObject();
        line("### Own speech");
        line("The last network, fed its own draws, has a pitch period of "
                + format(number(spoken, "pitchPeriodMilliseconds"))
                + " ms (real: " + format(number(real, "pitchPeriodMilliseconds")) + "), a periodicity of "
                + format(number(spoken, "periodicity")) + " (real: " + format(number(real, "periodicity"))
                + "; 1 is perfect) and an excess kurtosis of " + format(number(spoken, "excessKurtosis")) + " (real: "
                + format(number(real, "excessKurtosis"))
                + "; the larger, the peakier). Its mean spectrum differs from the"
                + " real one by " + format(number(run, "spectralDistance")) + " dB (root mean square).");
    }

    private void ablation(JsonObject run) {
        line("## 4. What keeps training free of NaN, on " + run.get("corpus").getAsString());
        line("`" + command(run) + "`");
        text.append("| likelihood | rate | variance floor | outcome |\n|---|---|---|---|\n");
        for (JsonElement element : run.get("outcomes").getAsJsonArray()) {
            JsonObject outcome = element.getAsJsonObject();
            boolean failed = outcome.has("failure") && !outcome.get("failure").isJsonNull();
            text.append("| ").append(outcome.get("likelihood").getAsString());
            text.append(" | ").append(outcome.get("rate"));
            text.append(" | ").append(outcome.get("floor"));
            text.append(" | ")
                    .append(failed ? outcome.get("failure").getAsString() : "NLL " + format(number(outcome, "nll")));
            text.append(" |\n");
        }
        text.append("\n");
    }

    /** What a table shows of a result. */
    private interface Figure {
        double of(JsonObject result);
    }

    private static Figure figure(String name) {
        return result -> number(result, name);
    }

    private static double coverage(JsonObject result, int level) {
        return result.get("coverage").getAsJsonArray().get(level).getAsDouble();
    }

    private static double number(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value.isJsonNull() ? Double.NaN : value.getAsDouble();
    }

    private void table(List<String> header, Map<String, List<JsonObject>> models, List<Figure> figures) {
        text.append("| ").append(String.join(" | ", header)).append(" |\n|").append("---|".repeat(header.size()));
        models.forEach((name, results) -> {
            text.append("\n| ").append(name).append(" |");
            for (Figure figure : figures) {
                SummaryStatistics values = statistics(results, figure);
                text.append(" ").append(format(values.getMean()));
                text.append(values.getN() > 1 ? " +- " + format(values.getStandardDeviation()) : "");
                text.append(" |");
            }
        });
        text.append("\n\n");
    }

    private static SummaryStatistics statistics(List<JsonObject> results, Figure figure) {
        SummaryStatistics values = new SummaryStatistics();
        results.forEach(result -> values.addValue(figure.of(result)));
        return values;
    }

    private static Map<String, List<JsonObject>> models(List<JsonObject> runs) {
        Map<String, List<JsonObject>> models = new LinkedHashMap<>();
        for (JsonObject run : runs) {
            for (JsonElement result : run.get("results").getAsJsonArray()) {
                models.computeIfAbsent(result.getAsJsonObject().get("model").getAsString(), name -> new ArrayList<>())
                        .add(result.getAsJsonObject());
            }
        }
        return models;
    }

    private static String seed(JsonObject run) {
        return run.get("settings").getAsJsonObject().get("seed").getAsString();
    }

    /** The command that makes the run, but for where it writes. */
    private static String command(JsonObject run) {
        StringBuilder command =
                new StringBuilder("adjoint ").append(run.get("experiment").getAsString());
        run.get("settings").getAsJsonObject().asMap().forEach((name, value) -> {
            String given = value.isJsonArray() ? value.toString().replaceAll("[\\[\\]\"]", "") : value.getAsString();
            if (!name.equals("seed") && !(name.equals("data") && given.equals("built-in voice"))) {
                command.append(" --").append(name).append(' ').append(given);
            }
        });
        return command.toString();
    }

    private static String format(double value) {
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
