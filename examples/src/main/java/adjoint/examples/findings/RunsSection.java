package adjoint.examples.findings;

import static adjoint.examples.findings.Values.format;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The runs themselves: commands, data, times and learning curves. */
final class RunsSection {
    /** Epochs that the table of learning curves shows, as far as there are so many, and the last. */
    private static final int[] SHOWN = {1, 2, 5, 10, 20, 50, 100};

    private RunsSection() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "The runs");
        text.paragraph(
                "Seconds are wall time, which depends on what else the machine had to do; processor seconds are those of the"
                        + " training thread. An epoch includes shuffling, filling batches and scoring the validation examples: its last"
                        + " column is the share of its time that these take.");
        for (Group group : groups) {
            JsonObject first = group.runs().get(0);
            text.heading(3, group.label());
            text.code(commands(group.runs()));
            text.paragraph(first.get("trainingExamples") + " training examples from "
                    + first.get("trainingSequences") + " sequences and "
                    + first.get("validationExamples") + " validation examples from "
                    + first.get("validationSequences") + ", " + first.get("sampleRate")
                    + " samples a second; the standard deviation of the training samples, here 1, is "
                    + format(number(first, "deviation")) + " on the 16-bit scale. Java "
                    + first.get("java").getAsString() + ".");
            times(group, text);
            curves(group, text);
        }
    }

    private static double number(JsonObject run, String name) {
        return Figures.number(run, name);
    }

    /** Commands that repeat the runs, equal ones but for their seed in one line; where they write is left open. */
    static List<String> commands(List<JsonObject> runs) {
        Map<String, List<String>> seeds = new LinkedHashMap<>();
        for (JsonObject run : runs) {
            seeds.computeIfAbsent(command(run), command -> new ArrayList<>()).add(Group.seed(run));
        }
        List<String> lines = new ArrayList<>();
        seeds.forEach((command, of) -> lines.add(command + " --seed " + String.join("|", of)));
        return lines;
    }

    private static String command(JsonObject run) {
        StringBuilder command =
                new StringBuilder("adjoint ").append(run.get("experiment").getAsString());
        run.getAsJsonObject("settings").asMap().forEach((name, value) -> {
            if (name.equals("data")) {
                command.append(value.getAsString().equals("built-in voice") ? "" : " --data DIR");
            } else if (!name.equals("seed")) {
                String given =
                        value.isJsonArray() ? value.toString().replaceAll("[\\[\\]\"]", "") : value.getAsString();
                command.append(" --").append(name).append(' ').append(given);
            }
        });
        return command.toString();
    }

    private static void times(Group group, Text text) {
        List<List<Object>> rows = new ArrayList<>();
        for (String model : group.models()) {
            if (!model.equals(Group.LINEAR)) {
                rows.add(List.of(
                        model,
                        group.values(model, Figures.figure("parameters")),
                        group.values(model, Figures.NLL).seeds(),
                        group.values(model, Figures.figure("seconds")),
                        group.values(model, Figures.figure("cpuSeconds")),
                        format(group.mean(model, RunsSection::cpuSecondsOfAnEpoch)),
                        format(100 * group.mean(model, Figures.figure("shareOutsideSteps"))) + " %"));
            }
        }
        text.table(
                List.of(
                        "model",
                        "parameters",
                        "seeds",
                        "seconds",
                        "processor seconds",
                        "of an epoch",
                        "epoch outside the step"),
                rows);
    }

    private static double cpuSecondsOfAnEpoch(JsonObject result) {
        return number(result, "cpuSeconds") / result.getAsJsonArray("epochs").size();
    }

    private static void curves(Group group, Text text) {
        Map<Integer, List<Object>> rows = new TreeMap<>();
        List<String> header = new ArrayList<>(List.of("epoch"));
        for (String model : group.models()) {
            if (model.equals(Group.LINEAR)) {
                continue;
            }
            header.add(model + " NLL");
            header.add("MSE");
            for (int epoch : shown(epochs(group, model))) {
                int index = epoch - 1;
                List<Object> row = rows.computeIfAbsent(epoch, number -> new ArrayList<>(List.of(number)));
                row.add(format(group.mean(model, metric(index, "nll"))));
                row.add(format(group.mean(model, metric(index, "mse"))));
            }
        }
        text.table(header, List.copyOf(rows.values()));
    }

    private static int[] shown(int epochs) {
        return IntStream.concat(Arrays.stream(SHOWN).filter(epoch -> epoch < epochs), IntStream.of(epochs))
                .toArray();
    }

    /** Those that the model has in all seeds. */
    private static int epochs(Group group, String model) {
        return group.results(model).values().stream()
                .mapToInt(result -> result.getAsJsonArray("epochs").size())
                .min()
                .orElseThrow();
    }

    private static ToDoubleFunction<JsonObject> metric(int epoch, String name) {
        return result -> number(
                result.getAsJsonArray("epochs").get(epoch).getAsJsonObject().getAsJsonObject("metrics"), name);
    }
}
