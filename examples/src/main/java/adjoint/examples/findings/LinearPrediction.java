package adjoint.examples.findings;

import static adjoint.examples.findings.Values.format;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Question 5: the linear baseline. */
final class LinearPrediction {
    private LinearPrediction() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "5. Does a network beat linear prediction?");
        text.paragraph(
                "The rows `linear` are least squares on the same inputs (solved by Commons Math), with the variance of"
                        + " the training residuals. Below, each network's figure less the linear one's for NLL, and divided by it for"
                        + " the MSE of the mean; a network wins where the first is below 0 or the second below 1. Runs marked adam"
                        + " replace plain gradient descent by Adam, for the epochs that their command shows; they tell a weak model"
                        + " from a slow descent.");
        List<List<Object>> rows = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Group group : groups) {
            for (String model : group.models()) {
                if (!model.equals(Group.LINEAR)) {
                    rows.add(List.of(
                            group.label(),
                            model,
                            format(group.mean(model, Figures.NLL) - group.mean(Group.LINEAR, Figures.NLL)),
                            format(group.mean(model, Figures.OF_MEAN) / group.mean(Group.LINEAR, Figures.OF_MEAN))));
                }
            }
            words.add(group.label() + ": in likelihood linear prediction is beaten by " + winners(group, Figures.NLL)
                    + ", in squared error by " + winners(group, Figures.OF_MEAN) + "." + otherDescent(group, groups));
        }
        text.bullets(words);
        text.table(List.of("experiment", "model", "NLL less that of linear", "MSE over that of linear"), rows);
    }

    /** What another optimiser than plain gradient descent makes of the same networks. */
    private static String otherDescent(Group group, List<Group> groups) {
        return groups.stream()
                .filter(plain -> plain.plain() && !group.plain() && plain.task().equals(group.task()))
                .findFirst()
                .map(plain -> group.models().stream()
                        .filter(model -> !model.equals(Group.LINEAR) && plain.has(model))
                        .map(model -> " In " + group.epochs() + " epochs it brings the MSE of " + model + " to "
                                + format(group.mean(model, Figures.OF_MEAN)) + ", plain descent in " + plain.epochs()
                                + " to " + format(plain.mean(model, Figures.OF_MEAN)) + ".")
                        .collect(Collectors.joining()))
                .orElse("");
    }

    private static String winners(Group group, ToDoubleFunction<JsonObject> figure) {
        List<String> winners = group.models().stream()
                .filter(model -> group.mean(model, figure) < group.mean(Group.LINEAR, figure))
                .toList();
        return winners.isEmpty() ? "no network" : String.join(", ", winners);
    }
}
