package adjoint.examples;

import adjoint.examples.report.Chart;
import adjoint.examples.report.Json;
import adjoint.examples.speech.Sequences;
import adjoint.inspect.Csv;
import adjoint.inspect.HtmlPage;
import adjoint.mdn.train.Epoch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The findings of the vowel experiment as text, table, JSON, CSV and a page with pictures. */
record VowelReport(VowelOptions options, Sequences data, List<VowelResult> results, double[] spoken) {
    /** Samples of a waveform that a picture has room for. */
    private static final int SHOWN = 1_600;

    /** The table that ends a run. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-6s %12s %14s %14s %10s%n",
                "model",
                "NLL (nats)",
                "MSE of draw",
                "MSE of mean",
                "seconds"));
        for (VowelResult result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-6s %12.4f %14.6f %14.6f %10.1f%n",
                    result.model(),
                    result.nll(),
                    result.mseOfDraw(),
                    result.mseOfMean(),
                    result.seconds()));
        }
        return text.toString();
    }

    String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("experiment", "vowel");
        json.put("settings", options.toMap());
        json.put("corpus", data.corpus());
        json.put("sampleRate", data.sampleRate());
        json.put("trainingExamples", data.training().size());
        json.put("validationExamples", data.validation().size());
        json.put("standardisation", data.standardisation());
        json.put("java", System.getProperty("java.version"));
        json.put("results", results);
        return Json.write(json);
    }

    String csv() {
        Csv csv = new Csv("model", "epoch", "rate", "training_loss", "nll", "mse", "variance", "seconds");
        for (VowelResult result : results) {
            for (Epoch epoch : result.epochs()) {
                Map<String, Double> figures = epoch.metrics();
                csv.row(
                        result.model(),
                        epoch.number(),
                        epoch.rate(),
                        epoch.loss(),
                        figures.get("nll"),
                        figures.get("mse"),
                        figures.get("variance"),
                        epoch.seconds());
            }
        }
        return csv.toString();
    }

    String html() {
        HtmlPage report = new HtmlPage("Predicting a vowel: perceptron against mixture density network");
        report.section("Result");
        report.paragraph(
                "Figures on the validation examples, on the standardised scale. The perceptron's likelihood uses"
                        + " the variance of its training residuals. A random draw's squared error is that of the conditional mean"
                        + " plus the variance of the predicted distribution.");
        report.table(
                List.of(
                        "model",
                        "parameters",
                        "NLL (nats)",
                        "MSE of a draw",
                        "MSE of the mean",
                        "mean predicted variance",
                        "seconds"),
                results.stream()
                        .map(r -> List.<Object>of(
                                r.model(),
                                r.parameters(),
                                r.nll(),
                                r.mseOfDraw(),
                                r.mseOfMean(),
                                r.predictedVariance(),
                                r.seconds()))
                        .toList());
        report.section("Learning curves");
        report.figure(curve(
                "Negative log-likelihood",
                "nats per sample",
                epoch -> epoch.metrics().get("nll")));
        report.figure(curve(
                        "Squared error of the conditional mean",
                        "mean squared error",
                        epoch -> epoch.metrics().get("mse"))
                .logY());
        report.section("Own speech");
        double[] shown = Arrays.copyOf(spoken, Math.min(SHOWN, spoken.length));
        report.figure(new Chart(
                        "What the " + results.get(results.size() - 1).model() + " says",
                        "The beginning of sample.wav: the network fed with its own draws.")
                .axes("time in milliseconds", "standardised sample")
                .line("waveform", milliseconds(shown.length), shown));
        DataSummary.addTo(report, data);
        report.section("Settings").settings(options.toMap());
        return report.toHtml();
    }

    private double[] milliseconds(int samples) {
        return IntStream.range(0, samples)
                .mapToDouble(i -> 1000.0 * i / data.sampleRate())
                .toArray();
    }

    private Chart curve(String title, String unit, ToDoubleFunction<Epoch> figure) {
        Chart chart = new Chart(title, title + " on the validation examples after each epoch.").axes("epoch", unit);
        for (VowelResult result : results) {
            chart.line(
                    result.model(),
                    result.epochs().stream().mapToDouble(Epoch::number).toArray(),
                    result.epochs().stream().mapToDouble(figure).toArray());
        }
        return chart;
    }
}
