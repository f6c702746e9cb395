package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.Result;
import adjoint.examples.network.Verdict;
import adjoint.examples.report.Chart;
import adjoint.examples.report.Json;
import adjoint.examples.speech.Acoustics;
import adjoint.examples.speech.Frames;
import adjoint.examples.speech.RealSpeech;
import adjoint.examples.speech.Wav;
import adjoint.inspect.Csv;
import adjoint.inspect.HtmlPage;
import adjoint.mdn.train.Epoch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The findings of an experiment on speech as text, table, JSON, CSV and a page with pictures.
 *
 * @param experiment its name
 * @param settings every setting
 * @param corpus name of the corpus
 * @param training samples to train on
 * @param real the sound to validate on, which the model's own is compared with
 * @param results one for each model
 * @param spoken what the last model said when fed its own draws, on the standardised scale
 */
record SpeechReport(
        String experiment,
        Map<String, Object> settings,
        String corpus,
        Frames training,
        RealSpeech real,
        List<Result> results,
        double[] spoken) {
    /** Samples of a waveform that a picture has room for. */
    private static final int SHOWN = 1_600;

    /** Writes all files and prints the table. */
    void write(OutputFolder out, Consumer<HtmlPage> further) {
        out.write("results.json", json());
        out.write("curves.csv", csv());
        out.write("report.html", html(further));
        System.out.print(table());
        System.out.println(new Verdict(results).line());
        System.out.println("results: " + out.path());
    }

    /** The table that ends a run. */
    private String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-11s %11s %9s %12s %12s %9s %9s%n",
                "model",
                "NLL (nats)",
                "in bits",
                "MSE of draw",
                "MSE of mean",
                "seconds",
                "outside"));
        for (Result result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-11s %11.4f %9.3f %12.6f %12.6f %9.1f %9s%n",
                    result.model(),
                    result.nll(),
                    result.bits(),
                    result.mseOfDraw(),
                    result.mseOfMean(),
                    result.seconds(),
                    result.epochs().isEmpty()
                            ? ""
                            : String.format(Locale.ROOT, "%.1f %%", 100 * result.shareOutsideSteps())));
        }
        return text.toString();
    }

    private String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("experiment", experiment);
        json.put("settings", settings);
        json.put("corpus", corpus);
        json.put("sampleRate", real.sampleRate());
        json.put("trainingExamples", training.size());
        json.put("validationExamples", real.frames().size());
        json.put("trainingSequences", training.sequences());
        json.put("validationSequences", real.frames().sequences());
        json.put("mean", real.standardisation().mean());
        json.put("deviation", real.standardisation().deviation());
        json.put("java", System.getProperty("java.version"));
        json.put("spoken", own().map(Acoustics::figures).orElse(null));
        json.put("real", real.acoustics().map(Acoustics::figures).orElse(null));
        json.put("results", results);
        return Json.write(json);
    }

    private Optional<Acoustics> own() {
        return Acoustics.of(spoken, real.sampleRate());
    }

    private String csv() {
        Csv csv =
                new Csv("model", "epoch", "rate", "training_loss", "nll", "mse", "variance", "seconds", "step_seconds");
        for (Result result : results) {
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
                        epoch.seconds(),
                        epoch.stepSeconds());
            }
        }
        return csv.toString();
    }

    private String html(Consumer<HtmlPage> further) {
        HtmlPage report = new HtmlPage("Predicting speech: perceptron against mixture density network");
        report.section("Result");
        report.paragraph(
                "Figures on the validation examples, on the standardised scale. The likelihood of the linear model"
                        + " and of the perceptron uses the variance of their training residuals. A random draw's squared error is"
                        + " that of the conditional mean plus the variance of the predicted distribution. Bits are those that a"
                        + " perfect coder of the 16-bit samples would need with these predictions.");
        report.table(
                List.of(
                        "model",
                        "trained by",
                        "parameters",
                        "NLL (nats)",
                        "bits a sample",
                        "MSE of a draw",
                        "MSE of the mean",
                        "predicted variance",
                        "MSE of the mode",
                        "CRPS",
                        "seconds"),
                results.stream().map(SpeechReport::row).toList());
        report.paragraph(new Verdict(results).line());
        report.section("Learning curves");
        report.paragraph(
                "The linear model is solved, not trained, so its line is level. Of several networks that are averaged"
                        + " these are the first one's curves; together they do better, as the table shows.");
        report.figure(curve(
                "Negative log-likelihood",
                "nats per sample",
                epoch -> epoch.metrics().get("nll"),
                Result::nll));
        report.figure(curve(
                        "Squared error of the conditional mean",
                        "mean squared error",
                        epoch -> epoch.metrics().get("mse"),
                        Result::mseOfMean)
                .logY());
        addCalibration(report);
        addSpeech(report);
        further.accept(report);
        report.section("Settings").settings(settings);
        return report.toHtml();
    }

    private static List<Object> row(Result r) {
        return List.of(
                r.model(),
                r.recipe(),
                r.parameters(),
                r.nll(),
                r.bits(),
                r.mseOfDraw(),
                r.mseOfMean(),
                r.predictedVariance(),
                r.mseOfMode(),
                r.crps(),
                r.seconds());
    }

    private void addCalibration(HtmlPage report) {
        report.section("Calibration");
        report.paragraph("Share of the validation targets within the predicted central intervals.");
        report.table(
                List.of("model", "of 50 %", "of 90 %", "of 95 %"),
                results.stream()
                        .map(r -> List.<Object>of(
                                r.model(),
                                r.coverage().get(0),
                                r.coverage().get(1),
                                r.coverage().get(2)))
                        .toList());
        Result last = results.get(results.size() - 1);
        double[] shares = last.pit().stream().mapToDouble(share -> share).toArray();
        double[] edges = IntStream.rangeClosed(0, shares.length)
                .mapToDouble(i -> (double) i / shares.length)
                .toArray();
        report.figure(new Chart("PIT of the " + last.model(), "Flat where predicted probabilities are right.")
                .axes("predicted probability of a smaller value", "share")
                .bars("share", edges, shares));
    }

    private void addSpeech(HtmlPage report) {
        String last = results.get(results.size() - 1).model();
        report.section("Own speech");
        report.sound(
                "sample.wav: " + last + ", fed with its own draws.",
                Wav.encode(real.standardisation().undo(spoken), real.sampleRate()));
        double[] shown = Arrays.copyOf(spoken, Math.min(SHOWN, spoken.length));
        report.figure(new Chart(
                        "What the " + last + " says",
                        "The beginning of sample.wav: the network fed with its own draws.")
                .axes("time in milliseconds", "standardised sample")
                .line("waveform", steps(shown.length, 1000.0 / real.sampleRate()), shown));
        Optional<Acoustics> own = own();
        Optional<Acoustics> theirs = real.acoustics();
        if (own.isPresent() && theirs.isPresent()) {
            compare(report, last, own.get(), theirs.get());
        } else {
            report.paragraph("The sounds are too short for their pitch and spectra to be compared.");
        }
    }

    private void compare(HtmlPage report, String last, Acoustics own, Acoustics theirs) {
        report.paragraph(own.judged(theirs, real.envelopeSpread()));
        report.table(
                List.of(
                        "sound",
                        "pitch period (ms)",
                        "periodicity",
                        "harmonics to noise (dB)",
                        "excess kurtosis",
                        "distance of spectra (dB)",
                        "of envelopes (dB)"),
                List.of(
                        List.of(
                                "real",
                                theirs.pitchPeriod(),
                                theirs.periodicity(),
                                theirs.harmonicToNoise(),
                                theirs.kurtosis(),
                                0.0,
                                0.0),
                        List.of(
                                last,
                                own.pitchPeriod(),
                                own.periodicity(),
                                own.harmonicToNoise(),
                                own.kurtosis(),
                                own.spectralDistance(theirs),
                                own.envelopeDistance(theirs))));
        double[] frequency = steps(own.spectrum().length, real.sampleRate() / 2.0 / (own.spectrum().length - 1));
        report.figure(new Chart("Spectra", "Mean power spectra of the real sound and of the network's own.")
                .axes("frequency in hertz", "decibels about the mean level")
                .line("real", frequency, theirs.spectrum())
                .line(last, frequency, own.spectrum()));
    }

    private static double[] steps(int count, double step) {
        return IntStream.range(0, count).mapToDouble(i -> i * step).toArray();
    }

    /** @param end of a model that has no epochs: a level line */
    private Chart curve(String title, String unit, ToDoubleFunction<Epoch> figure, ToDoubleFunction<Result> end) {
        Chart chart = new Chart(title, title + " on the validation examples after each epoch.").axes("epoch", unit);
        double longest = results.stream()
                .mapToDouble(result -> result.epochs().size())
                .max()
                .orElse(1);
        for (Result result : results) {
            boolean trained = !result.epochs().isEmpty();
            double level = end.applyAsDouble(result);
            chart.line(
                    result.model(),
                    trained
                            ? result.epochs().stream()
                                    .mapToDouble(Epoch::number)
                                    .toArray()
                            : new double[] {1, longest},
                    trained ? result.epochs().stream().mapToDouble(figure).toArray() : new double[] {level, level});
        }
        return chart;
    }
}
