package adjoint.examples.findings;

import static adjoint.examples.findings.Values.format;

import java.util.ArrayList;
import java.util.List;

/** Question 1: the squared error of a draw. */
final class SquaredErrors {
    private SquaredErrors() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "1. Why did the mixture lose on squared error?");
        text.paragraph(
                "Because it was scored by random draws. The expected squared error of a draw is that of the conditional"
                        + " mean plus the variance of the predicted distribution; for a model that knows its own errors the two are"
                        + " equal, so its draws err twice as much as its mean. The perceptron was scored by its mean, which pays only"
                        + " the first term.");
        text.paragraph(
                "Whose mean is nearer is another question, and at equal budget one of descent: the gradient of the"
                        + " likelihood with respect to a mean is that of the squared error divided by the predicted variance, so at one"
                        + " rate the mixture takes the longer steps where variances are small (question 5 tries Adam). Measured, with"
                        + " one draw for each validation example:");
        List<List<Object>> rows = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Group group : groups) {
            for (String model : group.models()) {
                double sum = group.mean(model, Figures.SUM);
                rows.add(List.of(
                        group.label(),
                        model,
                        group.values(model, Figures.OF_MEAN),
                        group.values(model, Figures.VARIANCE),
                        group.values(model, Figures.SUM),
                        group.values(model, Figures.OF_DRAW),
                        format(group.mean(model, Figures.OF_DRAW) / sum),
                        group.values(model, Figures.OF_MODE)));
            }
            if (group.has(Group.MLP)) {
                group.mixture().ifPresent(mixture -> words.add(words(group, mixture)));
            }
        }
        text.bullets(words);
        text.table(
                List.of(
                        "experiment",
                        "model",
                        "error of the mean",
                        "predicted variance",
                        "sum",
                        "error of a draw",
                        "draw / sum",
                        "error of the mode"),
                rows);
    }

    private static String words(Group group, String mixture) {
        double draw = group.mean(mixture, Figures.OF_DRAW);
        double mean = group.mean(mixture, Figures.OF_MEAN);
        double rival = group.mean(Group.MLP, Figures.OF_MEAN);
        return group.label() + ": a draw of " + mixture + " errs by " + format(draw) + ", the perceptron's mean by "
                + format(rival) + ": the draw " + verdict(draw, rival) + ". Mean against mean, " + mixture + " "
                + verdict(mean, rival) + ", " + format(mean) + " to " + format(rival) + "; draw against draw it "
                + verdict(draw, group.mean(Group.MLP, Figures.OF_DRAW)) + ".";
    }

    private static String verdict(double own, double rival) {
        return own < rival ? "wins" : "loses";
    }
}
