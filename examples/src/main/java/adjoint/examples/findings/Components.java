package adjoint.examples.findings;

import static adjoint.examples.findings.Values.format;

import java.util.ArrayList;
import java.util.List;

/** Question 3: the number of components. */
final class Components {
    /** Differences below so many standard deviations over seeds count as none. */
    private static final double TELLING = 2;

    private Components() {}

    static void write(List<Group> groups, Text text) {
        List<List<Object>> rows = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Group group : groups) {
            if (group.mixtures().size() > 1) {
                for (String model : group.mixtures()) {
                    rows.add(List.of(
                            group.label(),
                            Group.components(model),
                            group.values(model, Figures.NLL).seeds(),
                            group.values(model, Figures.NLL),
                            group.values(model, Figures.CRPS),
                            group.values(model, Figures.OF_MEAN),
                            group.values(model, Figures.VARIANCE)));
                }
                words.add(words(group));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        text.heading(2, "3. Does the number of components matter?");
        text.bullets(words);
        text.table(List.of("experiment", "K", "seeds", "NLL", "CRPS", "MSE of the mean", "predicted variance"), rows);
    }

    private static String words(Group group) {
        String best = group.mixtures().get(0);
        double spread = 0;
        for (String model : group.mixtures()) {
            best = group.mean(model, Figures.NLL) < group.mean(best, Figures.NLL) ? model : best;
            spread = Math.max(spread, group.values(model, Figures.NLL).deviation());
        }
        double lowest = group.mean(best, Figures.NLL);
        double limit = lowest + TELLING * spread;
        List<Integer> equal = group.mixtures().stream()
                .filter(model -> group.mean(model, Figures.NLL) <= limit)
                .map(Group::components)
                .toList();
        String one = group.has("mdn-1")
                ? " From one component to the best number the NLL falls by "
                        + format(group.mean("mdn-1", Figures.NLL) - lowest) + "."
                : "";
        String spreadOut = spread > 0
                ? " The largest standard deviation over seeds is " + format(spread) + "; within two of it lie K = "
                        + equal + "."
                : " There is one seed of each, so no spread to hold differences against.";
        return group.label() + ": the lowest NLL is that of K = " + Group.components(best) + ", " + format(lowest) + "."
                + spreadOut + one;
    }
}
