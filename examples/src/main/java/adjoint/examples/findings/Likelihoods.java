package adjoint.examples.findings;

import static adjoint.examples.findings.Values.format;

import java.util.ArrayList;
import java.util.List;

/** Question 2: the comparison of likelihoods, and the figures of the report that is repeated. */
final class Likelihoods {
    private static final double REPORTED_MSE = 0.0222;
    private static final double REPORTED_NLL = -1.29;

    /** By which the reported MSE exceeds the one that the reported NLL belongs to. */
    private static final double NEEDED_FACTOR = REPORTED_MSE / Figures.mse(REPORTED_NLL);

    /** Logarithm of a ratio that counts as about 1. */
    private static final double NEARLY = 0.2;

    private Likelihoods() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "2. Is the comparison of likelihoods fair?");
        text.paragraph(
                "Not if the perceptron's variance is fitted on what it is scored on: the mixture had to predict its"
                        + " variances. The fair figure fits it on the training residuals. Both, where the second is"
                        + " `0.5 ln(2 pi e MSE)` of the validation residuals, which no normal distribution of one variance can"
                        + " beat:");
        List<List<Object>> rows = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Group group : groups) {
            for (String model : group.models()) {
                rows.add(List.of(
                        group.label(),
                        model,
                        group.values(model, Figures.NLL),
                        group.values(model, Figures.NLL_OF_SCORED_VARIANCE)));
            }
            if (group.has(Group.MLP)) {
                group.mixture().ifPresent(mixture -> words.add(words(group, mixture)));
            }
        }
        text.bullets(words);
        text.table(
                List.of("experiment", "model", "NLL as predicted", "NLL with the variance of the scored residuals"),
                rows);
        reported(groups, text);
    }

    private static String words(Group group, String mixture) {
        double fair = group.mean(Group.MLP, Figures.NLL);
        double peeked = group.mean(Group.MLP, Figures.NLL_OF_SCORED_VARIANCE);
        double own = group.mean(mixture, Figures.NLL);
        String verdict = own < peeked
                ? "wins either way"
                : own < fair ? "wins the fair comparison and loses the unfair one" : "loses either way";
        return group.label() + ": peeking is worth " + format(fair - peeked) + " nats to the perceptron, and " + mixture
                + " " + verdict + " (" + format(own) + " to " + format(fair) + " fairly, " + format(peeked)
                + " with the peek)."
                + (group.has("mdn-1") && !mixture.equals("mdn-1")
                        ? " With one component, a normal distribution whose variance depends on the input, it is "
                                + format(group.mean("mdn-1", Figures.NLL)) + "."
                        : "");
    }

    /** What might lie behind two figures that do not fit together, each possibility with its value. */
    private static void reported(List<Group> groups, Text text) {
        double nll = Figures.nll(REPORTED_MSE);
        double halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
        double needed = Figures.mse(REPORTED_NLL);
        text.heading(3, "The report's own two figures");
        text.paragraph("The report gives the perceptron an MSE of " + REPORTED_MSE + " and an NLL of " + REPORTED_NLL
                + ". By its formula that MSE makes " + format(nll) + ". What slips of computation would make of it:");
        text.table(
                List.of("if", "the NLL would be"),
                List.of(
                        List.of("nothing is wrong: 0.5 ln(2 pi e MSE)", format(nll)),
                        List.of("0.5 ln(2 pi) is left out", format(nll - halfLogTwoPi)),
                        List.of("the mean of the squared term, 1/2, is left out", format(nll - 0.5)),
                        List.of("both are left out: 0.5 ln MSE", format(0.5 * Math.log(REPORTED_MSE))),
                        List.of("the factor 1/2 is left out: ln(2 pi e MSE)", format(2 * nll)),
                        List.of("it is in bits", format(nll / Math.log(2))),
                        List.of("it is in decimal digits", format(nll / Math.log(10))),
                        List.of(
                                "the deviation is put where the variance belongs",
                                format(halfLogTwoPi + 0.25 * Math.log(REPORTED_MSE) + 0.5 * Math.sqrt(REPORTED_MSE))),
                        List.of("the MSE is really half the squared error", format(Figures.nll(2 * REPORTED_MSE))),
                        List.of(
                                "the MSE is really that of a draw, twice the mean's",
                                format(Figures.nll(REPORTED_MSE / 2))),
                        List.of(
                                "the MSE is really a root mean square error",
                                format(Figures.nll(REPORTED_MSE * REPORTED_MSE)))));
        text.paragraph("None makes " + REPORTED_NLL + ", the nearest being the lost 0.5 ln(2 pi), which is off by "
                + format(Math.abs(nll - halfLogTwoPi - REPORTED_NLL))
                + ". Nor can any choice of variance: on residuals of this MSE none brings the NLL below " + format(nll)
                + ". So the two figures belong to different residuals, or to one scale each: the NLL to an MSE of "
                + format(needed) + ", which is the other divided by " + format(NEEDED_FACTOR)
                + ", or to samples scaled by " + format(Math.sqrt(needed / REPORTED_MSE))
                + ". Residuals of the training set or of another epoch would explain it. "
                + String.join(" ", trainingErrors(groups)));
    }

    /** By how much training residuals are smaller than validation residuals in these runs. */
    private static List<String> trainingErrors(List<Group> groups) {
        List<String> sentences = new ArrayList<>();
        for (Group group : groups) {
            if (group.has(Group.MLP) && group.plain()) {
                double training = group.mean(Group.MLP, Figures.VARIANCE);
                double validation = group.mean(Group.MLP, Figures.OF_MEAN);
                double factor = validation / training;
                sentences.add("In " + group.label() + " the perceptron has an MSE of " + format(validation)
                        + " and an NLL of "
                        + format(group.mean(Group.MLP, Figures.NLL)) + "; its training MSE is " + format(training)
                        + ", smaller by a factor of " + format(factor)
                        + (Math.abs(Math.log(factor / NEEDED_FACTOR)) < NEARLY
                                ? ": about the factor between the report's two figures."
                                : "."));
            }
        }
        return sentences;
    }
}
