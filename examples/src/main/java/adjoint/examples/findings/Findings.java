package adjoint.examples.findings;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of several runs, computed from nothing but their results.json and speech.json. Runs that differ only in their
 * seed and in which models they trained are one group, whose figures are means, with the standard deviation over seeds.
 */
public final class Findings {
    private final List<JsonObject> runs = new ArrayList<>();
    private final List<JsonObject> ablations = new ArrayList<>();

    /** @param results of vowel, utterance and ablate; the member "speech" holds what speak has found, if it was run */
    public Findings(List<JsonObject> results) {
        for (JsonObject result : results) {
            boolean ablation = result.get("experiment").getAsString().equals("ablate");
            (ablation ? ablations : runs).add(result);
        }
    }

    public String toMarkdown() {
        List<Group> groups = Group.of(runs);
        Text text = new Text();
        text.heading(1, "The speech experiments, answered");
        text.paragraph(
                "Written by the command `report` from the results of the runs below, and from nothing else. Figures are"
                        + " on the validation examples, on the standardised scale, where the training samples have variance 1."
                        + " Likelihoods are in nats a sample; bits are those of the integer 16-bit samples, which the predicted"
                        + " density gives a probability between half a step below and half a step above. After several seeds, figures are means and, behind +-, standard"
                        + " deviations over seeds. `linear` is least squares, `mlp` a perceptron trained on the squared error,"
                        + " `mdn-K` a mixture density network of K components; hidden layers, batches, epochs and rates are the same"
                        + " for all of these in a group. `fair-mlp`, `fair-mdn` and `skip` are means of several networks, each of which"
                        + " was stopped, and its intervals widened, by another part of the training sequences; the first part chose"
                        + " optimiser and rate, and no validation example had a say. `skip` has a skip connection from the frame to the"
                        + " means, solved by least squares, and its network sees frame and residual at the frame's level.");
        if (!groups.isEmpty()) {
            scores(groups, text);
            SquaredErrors.write(groups, text);
            Likelihoods.write(groups, text);
            Components.write(groups, text);
        }
        if (!ablations.isEmpty()) {
            Ablations.write(ablations, text);
        }
        if (!groups.isEmpty()) {
            LinearPrediction.write(groups, text);
            Calibration.write(groups, text);
            OwnSpeech.write(groups, text);
            RunsSection.write(groups, text);
        }
        return text.toString();
    }

    private static void scores(List<Group> groups, Text text) {
        List<List<Object>> rows = new ArrayList<>();
        for (Group group : groups) {
            for (String model : group.models()) {
                rows.add(List.of(
                        group.label(),
                        model,
                        group.values(model, Figures.NLL).seeds(),
                        group.values(model, Figures.NLL),
                        group.values(model, Figures.figure("bits")),
                        group.values(model, Figures.OF_MEAN),
                        group.values(model, Figures.OF_DRAW),
                        group.values(model, Figures.CRPS)));
            }
        }
        text.table(
                List.of("experiment", "model", "seeds", "NLL", "bits", "MSE of the mean", "MSE of a draw", "CRPS"),
                rows);
    }
}
