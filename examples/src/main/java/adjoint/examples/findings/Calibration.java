package adjoint.examples.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether predicted probabilities are right. */
final class Calibration {
    private static final int BINS = 10;

    private Calibration() {}

    static void write(List<Group> groups, Text text) {
        text.heading(2, "Calibration");
        text.paragraph(
                "Shares of the validation targets within the predicted central intervals of 50, 90 and 95 %, and the"
                        + " histogram of their predicted probabilities (PIT), in percent; ten bins of 10 would be perfect.");
        List<List<Object>> rows = new ArrayList<>();
        for (Group group : groups) {
            for (String model : group.models()) {
                rows.add(List.of(
                        group.label(),
                        model,
                        group.values(model, Figures.figure("coverage", 0)),
                        group.values(model, Figures.figure("coverage", 1)),
                        group.values(model, Figures.figure("coverage", 2)),
                        IntStream.range(0, BINS)
                                .mapToObj(bin -> String.format(
                                        Locale.ROOT, "%.0f", 100 * group.mean(model, Figures.figure("pit", bin))))
                                .collect(Collectors.joining(" "))));
            }
        }
        text.table(List.of("experiment", "model", "in 50 %", "in 90 %", "in 95 %", "PIT"), rows);
    }
}
