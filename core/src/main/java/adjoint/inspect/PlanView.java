package adjoint.inspect;

import adjoint.compile.Bound;
import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.tensor.Dim;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The plan that computes some expressions, and the memory it takes. */
final class PlanView {
    private static final int LONGEST_LINE = 2_000;

    private final Plan plan;
    private final Map<String, Integer> sizes;
    private final Set<String> open = new TreeSet<>();

    /** @param sizes numbers of named sizes; memory is given where all are there */
    PlanView(List<Expr> roots, Map<String, Integer> sizes) {
        List<Expr> nodes = Graph.topological(roots);
        List<Leaf.Input> inputs = nodes.stream()
                .map(Expr::op)
                .filter(Leaf.Input.class::isInstance)
                .map(Leaf.Input.class::cast)
                .toList();
        this.plan = Plan.compile(inputs, roots, Map.of());
        this.sizes = sizes;
        for (Expr node : nodes) {
            for (Dim dim : node.shape().dims()) {
                open.addAll(dim.names());
            }
        }
        open.removeAll(sizes.keySet());
    }

    int size() {
        return plan.size();
    }

    /** How many instructions there are, and how much memory they use or what must be known to tell. */
    String memory() {
        String count = plan.size() + " instructions at every run";
        if (!open.isEmpty()) {
            return count + "; for the memory, give numbers for " + String.join(", ", open)
                    + ", as in explain(...).with(\"" + open.iterator().next() + "\", 128)";
        }
        Bound bound = plan.bind(sizes);
        return count + "; " + bytes(bound.bufferBytes()) + " of buffers" + (sizes.isEmpty() ? "" : " with " + sizes)
                + ", where no plan in this order could do with less than " + bytes(bound.livenessBound());
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
