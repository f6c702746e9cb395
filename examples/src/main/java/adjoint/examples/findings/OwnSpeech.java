package adjoint.examples.findings;

import static adjoint.examples.findings.Figures.figure;
import static adjoint.examples.findings.Values.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the models say when they are fed their own draws. */
final class OwnSpeech {
    private static final List<String> FIGURES = List.of(
            "level",
            "pitchPeriodMilliseconds",
            "periodicity",
            "harmonicToNoise",
            "crest",
            "excessKurtosis",
            "excessKurtosisOfSteps",
            "flatness",
            "spectralDistance",
            "envelopeDistance");

    private static final String REAL = "real";

    private static final String AT = " at ";

    /** Relative difference of pitch periods that counts as none. */
    private static final double SAME_PITCH = 0.2;

    private OwnSpeech() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "Own speech");
        text.paragraph(
                "\"Captures the periodicity, but peaky\", as numbers. Each model is fed its own draws, from one real"
                        + " frame on (`adjoint speak DIR`, for each run's folder). Periodicity is the highest autocorrelation at a lag"
                        + " that a voice can have, the pitch period that lag; crest is the largest deviation from the mean in"
                        + " standard deviations; excess kurtosis is 0 for normal samples and larger for peaky ones, taken of the"
                        + " samples and of the steps between neighbours, which single spikes raise most; flatness is that of the"
                        + " spectrum, 0 for white noise and the lower the more of the power lies in few peaks; HNR is the power of the"
                        + " periodic part over that of the rest. The last columns are root mean square differences of the mean spectra,"
                        + " their levels taken away, and of their envelopes, whatever the pitch. Real rows are medians over the"
                        + " validation sequences; at temperature 1 draws are those that the model predicts.");
        List<List<Object>> rows = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Group group : groups) {
            Map<String, List<JsonObject>> spoken = rows(group);
            envelopes(group, spoken, words);
            spoken.forEach((name, sounds) -> {
                List<Object> row = new ArrayList<>(List.of(group.label(), name));
                for (String figure : FIGURES) {
                    row.add(values(sounds, figure));
                }
                rows.add(row);
            });
            group.mixture()
                    .map(mixture -> mixture + AT + 1.0)
                    .filter(spoken::containsKey)
                    .ifPresent(name -> words.add(words(group, spoken, name)));
        }
        text.bullets(words);
        text.table(
                List.of(
                        "experiment",
                        "speaker",
                        "level",
                        "pitch period (ms)",
                        "periodicity",
                        "HNR (dB)",
                        "crest",
                        "kurtosis",
                        "of steps",
                        "flatness (dB)",
                        "spectra (dB)",
                        "envelopes (dB)"),
                rows);
    }

    /** Whose envelopes lie among those of real sounds, which differ from each other too. */
    private static void envelopes(Group group, Map<String, List<JsonObject>> spoken, List<String> words) {
        double spread = new Values(group.runs().stream()
                        .filter(run -> run.has("speech"))
                        .mapToDouble(run -> Figures.number(run.getAsJsonObject("speech"), "envelopeSpread")))
                .mean();
        if (spread > 0) {
            List<String> within = spoken.keySet().stream()
                    .filter(name -> values(spoken.get(name), "envelopeDistance").mean() <= spread)
                    .toList();
            words.add(group.label() + ": the envelopes of single real sequences are up to " + format(spread)
                    + " dB from the typical one; as near are "
                    + (within.isEmpty() ? "none of the models" : String.join(", ", within)) + ".");
        }
    }

    /** Whether the pitch is found, and whether the sound is peaky, in time or in frequency. */
    private static String words(Group group, Map<String, List<JsonObject>> spoken, String name) {
        ToDoubleFunction<String> own =
                figure -> values(spoken.get(name), figure).mean();
        ToDoubleFunction<String> real =
                figure -> values(spoken.get(REAL), figure).mean();
        double period = own.applyAsDouble("pitchPeriodMilliseconds");
        double spoke = real.applyAsDouble("pitchPeriodMilliseconds");
        double linear = values(spoken.getOrDefault(Group.LINEAR + AT + 1.0, List.of()), "spectralDistance")
                .mean();
        return group.label() + ": " + name + " has a periodicity of " + format(own.applyAsDouble("periodicity"))
                + " at "
                + format(period) + " ms, the real sound " + format(real.applyAsDouble("periodicity")) + " at "
                + format(spoke) + " ms, so it "
                + (Math.abs(period / spoke - 1) < SAME_PITCH
                        ? "keeps the pitch"
                        : "is periodic, but not at the pitch of the voice")
                + ". In time it is " + peaky(own, real, "excessKurtosisOfSteps", 1)
                + " (kurtosis of steps), in frequency "
                + peaky(own, real, "flatness", -1) + " (flatness). Its spectrum is "
                + format(own.applyAsDouble("spectralDistance")) + " dB from the real one, that of linear prediction "
                + format(linear) + ".";
    }

    private static String peaky(ToDoubleFunction<String> own, ToDoubleFunction<String> real, String figure, int sign) {
        double ours = own.applyAsDouble(figure);
        double theirs = real.applyAsDouble(figure);
        return (sign * ours > sign * theirs ? "peakier" : "less peaky") + " than the real sound, " + format(ours)
                + " to " + format(theirs);
    }

    private static Values values(List<JsonObject> sounds, String name) {
        return new Values(sounds.stream().mapToDouble(figure(name)));
    }

    /** The sounds of each seed: the real one's, then those of each model and temperature. */
    private static Map<String, List<JsonObject>> rows(Group group) {
        Map<String, List<JsonObject>> rows = new LinkedHashMap<>();
        for (JsonObject run : group.runs()) {
            if (run.has("speech")) {
                JsonObject speech = run.getAsJsonObject("speech");
                rows.put(REAL, List.of(speech.getAsJsonObject("real")));
                for (JsonElement element : speech.getAsJsonArray("spoken")) {
                    JsonObject spoken = element.getAsJsonObject();
                    String name = Group.name(run, spoken.get("model")) + AT + spoken.get("temperature");
                    rows.computeIfAbsent(name, sounds -> new ArrayList<>()).add(spoken);
                }
            }
        }
        return rows;
    }
}
