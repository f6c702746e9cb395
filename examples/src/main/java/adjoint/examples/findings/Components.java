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
        double known = 0;
        for (String model : group.mixtures()) {
            best = group.mean(model, Figures.NLL) < group.mean(best, Figures.NLL) ? model : best;
            known = Math.max(known, group.values(model, Figures.NLL).deviation());
        }
        Values lowest = group.values(best, Figures.NLL);
        List<Integer> equal = new ArrayList<>();
        for (String model : group.mixtures()) {
            Values own = group.values(model, Figures.NLL);
            double ofDifference = Math.hypot(deviation(own, known), deviation(lowest, known));
            if (own.mean() - lowest.mean() <= TELLING * ofDifference) {
                equal.add(Group.components(model));
            }
        }
        String comparable = known > 0
                ? " No further from it than two standard deviations of the difference over seeds lie K = " + equal + "."
                : " There is one seed of each, so no spread to hold differences against.";
        String one = group.has("mdn-1")
                ? " From one component to the best number the NLL falls by "
                        + format(group.mean("mdn-1", Figures.NLL) - lowest.mean()) + "."
                : "";
        return group.label() + ": the lowest NLL is that of K = " + Group.components(best) + ", "
                + format(lowest.mean()) + "." + comparable + one;
    }

    /** That over seeds; for a single seed the largest one that is known. */
    private static double deviation(Values values, double known) {
        return values.seeds() > 1 ? values.deviation() : known;
    }
}
