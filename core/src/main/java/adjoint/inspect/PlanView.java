package adjoint.inspect;

import adjoint.compile.BoundPlan;
import adjoint.compile.Plan;
import adjoint.compile.Step;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.run.Profile;
import adjoint.tensor.Dim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The plan that computes some expressions, and the memory it takes. */
final class PlanView {
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 1_000;
    private static final int DRAWN_SIZE = 16;

    private final Plan plan;
    private final Map<String, Integer> sizes;
    private final Set<String> open = new TreeSet<>();
    private final BoundPlan bound;

    /** The plan of some expressions on their own. */
    static PlanView of(List<Expr> roots, Map<String, Integer> sizes) {
        List<Leaf.Input> inputs = Graph.topological(roots).stream()
                .map(Expr::op)
                .filter(Leaf.Input.class::isInstance)
                .map(Leaf.Input.class::cast)
                .toList();
        return new PlanView(Plan.compile(inputs, roots, Map.of()), roots, sizes);
    }

    /**
     * A plan and what it was made of.
     *
     * @param sizes numbers of named sizes; memory and work are given where all are there
     */
    PlanView(Plan plan, List<Expr> roots, Map<String, Integer> sizes) {
        this.plan = plan;
        this.sizes = sizes;
        for (Expr node : Graph.topological(roots)) {
            for (Dim dim : node.shape().dims()) {
                open.addAll(dim.names());
            }
        }
        open.removeAll(sizes.keySet());
        this.bound = open.isEmpty() ? plan.bind(sizes) : null;
    }

    /** What a run costs: each measure with its value, the same ones for every plan of the same sizes. */
    Map<String, Object> cost() {
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("instructions", plan.size());
        if (bound != null) {
            cost.put("operations on numbers", Math.round(sum(Step::flops)));
            cost.put("bytes read and written", Math.round(sum(Step::bytes)));
            cost.put("bytes of buffers", bound.bufferBytes());
        }
        return cost;
    }

    private double sum(ToDoubleFunction<Step> measure) {
        return bound.steps().stream().mapToDouble(measure).sum();
    }

    /** How many instructions there are, and how much memory they use or what must be known to tell. */
    String memory() {
        String count = plan.size() == 1 ? "One instruction" : plan.size() + " instructions";
        if (bound == null) {
            return count + " at every run; for memory and work, give numbers for " + String.join(", ", open)
                    + ", as in explain(...).with(\"" + open.iterator().next() + "\", 128).";
        }
        return count + " at every run, and " + bytes(bound.bufferBytes()) + " of buffers"
                + (sizes.isEmpty() ? "" : " with " + sizes) + "; no plan in this order could do with less than "
                + bytes(bound.livenessBound()) + ".";
    }

    /**
     * The plan in time, with a number for each named size that has none.
     *
     * @param profile of the same plan, or null
     */
    PageData.Timeline timeline(Profile profile, Lines lines) {
        Map<String, Integer> all = new TreeMap<>(sizes);
        open.forEach(name -> all.put(name, DRAWN_SIZE));
        return TimelineMaker.of(plan, memory(), last(MOST_LINES), all, profile == null ? null : profile::micros, lines);
    }

    private static String bytes(long bytes) {
        return bytes < 10_000 ? bytes + " bytes" : Numbers.significant(bytes / 1024.0, 4) + " KiB";
    }

    /** Of long plans only so many lines, the last, and of long lines only the beginning. */
    String last(int lines) {
        List<String> all = plan.toString()
                .lines()
                .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " ...")
                .toList();
        int hidden = Math.max(0, all.size() - lines);
        return (hidden == 0 ? "" : "... " + hidden + " lines before\n")
                + String.join("\n", all.subList(hidden, all.size()));
    }

    @Override
    public String toString() {
        return plan.toString();
    }
}
