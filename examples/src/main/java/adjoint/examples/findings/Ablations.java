package adjoint.examples.findings;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Question 4: what keeps training free of NaN. */
final class Ablations {
    private static final String STABLE = "log sum exp";
    private static final String REWRITTEN = "literal rewritten";
    private static final String LITERAL = "literal";

    private final List<JsonObject> outcomes = new ArrayList<>();

    private Ablations(List<JsonObject> runs) {
        for (JsonObject run : runs) {
            for (JsonElement outcome : run.getAsJsonArray("outcomes")) {
                outcomes.add(outcome.getAsJsonObject());
            }
        }
    }

    static void write(List<JsonObject> runs, Text text) {
        text.heading(2, "4. What keeps training free of NaN?");
        text.code(RunsSection.commands(runs));
        text.paragraph(
                "Each combination of three likelihoods, growing learning rates and a variance floor or none, each seed."
                        + " `literal` is the textbook's `-log(sum(weight * density))`, kept from being rewritten; `literal rewritten`"
                        + " is the same expression as the engine rewrites it; `log sum exp` is written in the log domain. A training"
                        + " fails where its loss ceases to be finite, or where in the end the NLL of the validation examples is"
                        + " infinite. The others show their NLL: mean and standard deviation over seeds.");
        Ablations ablations = new Ablations(runs);
        ablations.words(text);
        ablations.table(text);
    }

    private void table(Text text) {
        Map<List<String>, List<JsonObject>> cells = new LinkedHashMap<>();
        for (JsonObject outcome : outcomes) {
            cells.computeIfAbsent(
                            List.of(
                                    outcome.get("likelihood").getAsString(),
                                    outcome.get("rate").getAsString(),
                                    outcome.get("floor").getAsString()),
                            key -> new ArrayList<>())
                    .add(outcome);
        }
        List<List<Object>> rows = new ArrayList<>();
        cells.forEach((key, same) -> {
            List<Object> row = new ArrayList<>(key);
            long failed = same.stream().filter(Ablations::failed).count();
            row.add(failed + " of " + same.size());
            row.add(same.stream()
                    .filter(outcome -> !outcome.get("failure").isJsonNull())
                    .map(outcome -> Integer.toString(outcome.get("epochs").getAsInt() + 1))
                    .collect(Collectors.joining(", ")));
            DoubleStream finite =
                    same.stream().filter(outcome -> !failed(outcome)).mapToDouble(Figures.NLL);
            row.add(failed == same.size() ? "" : new Values(finite));
            rows.add(row);
        });
        text.table(List.of("likelihood", "rate", "variance floor", "failed", "NaN in epoch", "NLL"), rows);
    }

    private static boolean failed(JsonObject outcome) {
        return outcome.get("nll").isJsonNull();
    }

    private void words(Text text) {
        double lowest = outcomes.stream()
                .mapToDouble(outcome -> Figures.number(outcome, "rate"))
                .min()
                .orElseThrow();
        Predicate<JsonObject> small = outcome -> Figures.number(outcome, "rate") == lowest;
        Predicate<JsonObject> floor = outcome -> Figures.number(outcome, "floor") > 0;
        text.bullets(List.of(
                "Log-sum-exp: " + count(of(STABLE)) + " trainings failed with it, " + count(of(REWRITTEN))
                        + " with the literal formula as the engine rewrites it, " + count(of(LITERAL))
                        + " with the formula as it stands. The largest rate at which none failed is " + safeRate(STABLE)
                        + ", " + safeRate(REWRITTEN) + " and " + safeRate(LITERAL) + ".",
                "Small rate: at the lowest rate " + count(small) + " failed, " + count(small.and(of(LITERAL)))
                        + " of those with the literal formula; above it " + count(small.negate()) + ", "
                        + count(small.negate().and(of(LITERAL))) + " of those with the literal formula.",
                "Variance floor: with it " + count(floor) + " failed, without it " + count(floor.negate())
                        + "; among those with log-sum-exp, " + count(floor.and(of(STABLE))) + " and "
                        + count(floor.negate().and(of(STABLE))) + "."));
    }

    private static Predicate<JsonObject> of(String likelihood) {
        return outcome -> outcome.get("likelihood").getAsString().equals(likelihood);
    }

    /** The largest rate at and below which no training of a likelihood failed. */
    private String safeRate(String likelihood) {
        double unsafe = outcomes.stream()
                .filter(of(likelihood).and(Ablations::failed))
                .mapToDouble(outcome -> Figures.number(outcome, "rate"))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return outcomes.stream()
                .mapToDouble(outcome -> Figures.number(outcome, "rate"))
                .filter(rate -> rate < unsafe)
                .max()
                .stream()
                .mapToObj(Double::toString)
                .findFirst()
                .orElse("none");
    }

    private String count(Predicate<JsonObject> which) {
        List<JsonObject> chosen = outcomes.stream().filter(which).toList();
        return chosen.stream().filter(Ablations::failed).count() + " of " + chosen.size();
    }
}
