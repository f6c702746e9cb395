package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.report.Json;
import adjoint.examples.speech.Acoustics;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.CorpusOptions;
import adjoint.examples.speech.PhoneFrames.PhoneAt;
import adjoint.examples.speech.RealSpeech;
import adjoint.examples.speech.Sequences;
import adjoint.examples.speech.Speaker;
import adjoint.mdn.model.DensityModel;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Feeds trained models their own draws, and measures how the sound they make differs from the real one. */
@Command(
        name = "speak",
        sortOptions = false,
        description =
                "Lets the models of a finished run of vowel or utterance speak: each is fed its own draws, from a frame"
                        + " of real sound on. Writes sound files, and how they differ from the real sound, into the folder of"
                        + " the run.")
final class SpeakCommand implements Runnable {
    private static final String FIGURES = "%-11s %11s %8s %11s %11s %7s %7s %9s %9s %9s %12s %14s%n";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Parameters(paramLabel = "DIR", description = "Folder that the run has written.")
    private Path folder;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            split = ",",
            defaultValue = "0.1,0.5,1",
            description = "Of the draws: 1 for those that the model predicts, surer below. Default: ${DEFAULT-VALUE}.")
    private List<Double> temperatures;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public void run() {
        for (double temperature : temperatures) {
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new DataException("--temperature is " + temperature + ", but must be a number above 0; try 0.5");
            }
        }
        RunFolder run = RunFolder.open(folder);
        RealSpeech real = real(run);
        OutputFolder out = OutputFolder.open(folder);
        Acoustics theirs = real.acoustics()
                .orElseThrow(() -> new DataException(folder
                        + ": the real sequences are too short for their pitch and spectrum to be measured; choose a run on"
                        + " another phone or utterance"));
        System.out.printf(
                FIGURES,
                "model",
                "temperature",
                "level",
                "pitch (ms)",
                "periodicity",
                "HNR (dB)",
                "crest",
                "kurtosis",
                "of steps",
                "flatness",
                "spectra (dB)",
                "envelopes (dB)");
        print("real", "", theirs.figures());
        List<Map<String, Object>> spoken = new ArrayList<>();
        for (String name : run.models()) {
            DensityModel model = run.model(name);
            for (double temperature : temperatures) {
                Map<String, Object> figures = new LinkedHashMap<>(Map.of("model", name, "temperature", temperature));
                figures.putAll(speak(model, temperature, real, theirs, out.resolve(name + "-" + temperature + ".wav")));
                print(name, Double.toString(temperature), figures);
                spoken.add(figures);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("real", theirs.figures());
        json.put("envelopeSpread", real.envelopeSpread());
        json.put("spoken", spoken);
        out.write("speech.json", Json.write(json));
    }

    /** Figures of what the model says; none if it is short. */
    private Map<String, Double> speak(
            DensityModel model, double temperature, RealSpeech real, Acoustics theirs, Path file) {
        double[] spoken = real.spoken(model, temperature, seed);
        real.write(file, spoken);
        Map<String, Double> figures = new LinkedHashMap<>();
        Acoustics.of(spoken, real.sampleRate()).ifPresent(own -> {
            figures.putAll(own.figures());
            figures.put("spectralDistance", own.spectralDistance(theirs));
            figures.put("envelopeDistance", own.envelopeDistance(theirs));
        });
        return figures;
    }

    private static void print(String model, String temperature, Map<String, ?> figures) {
        System.out.printf(
                FIGURES,
                model,
                temperature,
                text(figures, "level"),
                text(figures, "pitchPeriodMilliseconds"),
                text(figures, "periodicity"),
                text(figures, "harmonicToNoise"),
                text(figures, "crest"),
                text(figures, "excessKurtosis"),
                text(figures, "excessKurtosisOfSteps"),
                text(figures, "flatness"),
                text(figures, "spectralDistance"),
                text(figures, "envelopeDistance"));
    }

    private static String text(Map<String, ?> figures, String name) {
        return figures.containsKey(name) ? String.format(Locale.ROOT, "%.4g", figures.get(name)) : "";
    }

    /** The speech that the run was validated on, opened anew. */
    private static RealSpeech real(RunFolder run) {
        boolean vowel = run.experiment().equals("vowel");
        if (!vowel && !run.experiment().equals("utterance")) {
            throw new DataException(
                    run.folder() + ": is a run of " + run.experiment() + "; name one of vowel or utterance");
        }
        JsonObject settings = run.settings();
        Corpus corpus = CorpusOptions.open(Optional.of(settings.get("data").getAsString())
                .filter(data -> !data.equals(CorpusOptions.BUILT_IN))
                .map(Path::of));
        int frame = settings.get("frame").getAsInt();
        return vowel
                ? RealSpeech.of(Sequences.cut(
                        corpus,
                        settings.get("phone").getAsString(),
                        frame,
                        settings.get("train-sequences").getAsInt(),
                        settings.get("valid-sequences").getAsInt(),
                        CorpusOptions.SEED))
                : RealSpeech.of(Speaker.of(
                        corpus,
                        settings.get("speaker").getAsString(),
                        settings.get("train-utterances").getAsInt(),
                        settings.get("valid-utterances").getAsInt(),
                        frame,
                        PhoneAt.valueOf(settings.get("phone-at").getAsString().toUpperCase(Locale.ROOT))));
    }
}
