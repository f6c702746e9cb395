package adjoint.inspect;

import adjoint.exact.Exact;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Values that would be NaN, infinite or wrong by many bits without rewriting and are right with it, on one batch, each with
 * the rules that saved it; made by {@link Precision#rescued}.
 *
 * <p>A result that is one number, as a loss, is looked at row by row: at what its last sums and means are taken of.
 */
public final class Rescues {
    private static final int SHOWN = 20;
    private static final int LONGEST_TEXT = 60;
    private static final Set<String> LINEAR = Set.of("sum", "mean", "neg", "add", "sub", "mul", "div");

    private final double bits;
    private final int values;
    private final int lost;
    private final List<Row> rows;

    private Rescues(double bits, int values, int lost, List<Row> rows) {
        this.bits = bits;
        this.values = values;
        this.lost = lost;
        this.rows = List.copyOf(rows);
    }

    /**
     * One value that was saved.
     *
     * @param node what it is an element of, as written
     * @param element its place there, in row-major order
     * @param written the value without rewriting
     * @param rewritten the value with it
     * @param exact the value in 60 digits
     * @param rules that saved it
     * @param each whether it fails where any one of the rules is missing; otherwise it fails where all are, as each makes up
     *     for the others, and the substitutes too
     * @param substitutes rules that did not fire, but would where the others are missing
     */
    public record Row(
            Expr node,
            int element,
            double written,
            double rewritten,
            Exact exact,
            List<String> rules,
            boolean each,
            List<String> substitutes) {
        /** The rules in words. */
        public String savedBy() {
            return String.join(each ? " and " : " or ", rules);
        }

        String failure() {
            return Double.isNaN(written) ? "NaN" : Double.isInfinite(written) ? "infinite" : "wrong";
        }
    }

    /** The values that were saved, in the order of the results. */
    public List<Row> rows() {
        return rows;
    }

    /** How many values were looked at. */
    public int values() {
        return values;
    }

    /** How many values fail with rewriting too. */
    public int lost() {
        return lost;
    }

    /** How many values were saved, from what, and by which rules. */
    public String summary() {
        String still = lost == 0 ? "" : "; " + lost + (lost == 1 ? " fails" : " fail") + " with it too";
        if (rows.isEmpty()) {
            return "of " + values + " values on this data rewriting saved none" + still;
        }
        Map<String, Long> failures =
                rows.stream().collect(Collectors.groupingBy(Row::failure, TreeMap::new, Collectors.counting()));
        Map<String, Long> saviours =
                rows.stream().collect(Collectors.groupingBy(Row::savedBy, LinkedHashMap::new, Collectors.counting()));
        String wrong = String.format(Locale.ROOT, "wrong by more than %s bits", Numbers.significant(bits, 3));
        return rows.size() + " of " + values + " values on this data would fail without rewriting ("
                + counts(failures).replace("wrong", wrong) + "), saved by " + counts(saviours) + still;
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "))
                .replaceAll("(\\d+) (?!NaN|infinite|wrong)([^,]+)", "$2 ($1)");
    }

    List<String> columns() {
        return List.of("value", "at", "line", "as written", "rewritten", "exactly", "saved by");
    }

    List<List<String>> cells() {
        return rows.stream()
                .limit(SHOWN)
                .map(row -> List.of(
                        Graph.text(row.node(), LONGEST_TEXT),
                        Integer.toString(row.element()),
                        row.node().site().line(),
                        Numbers.significant(row.written(), 12),
                        Numbers.significant(row.rewritten(), 12),
                        Numbers.significant(row.exact().toDouble(), 12),
                        row.savedBy()))
                .toList();
    }

    /** The summary, and a line for each value. */
    @Override
    public String toString() {
        TextTable table = new TextTable(columns().toArray(String[]::new));
        cells().forEach(row -> table.row(row.toArray(String[]::new)));
        return summary() + "\n" + (rows.isEmpty() ? "" : table);
    }

    /** What a result's last sums and means are taken of; the result itself where it is made in another way. */
    static Expr perRow(Expr root) {
        Set<Expr> given = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr node : Graph.topological(root)) {
            if (node.op() instanceof Leaf.Input || node.inputs().stream().anyMatch(given::contains)) {
                given.add(node);
            }
        }
        Expr node = root;
        while (node != null && node.rank() == 0) {
            List<Expr> inputs = node.inputs().stream().filter(given::contains).toList();
            boolean linear = LINEAR.contains(node.op().name()) && inputs.size() == 1;
            boolean below = node.op().name().equals("div") && node.input(0) != (linear ? inputs.get(0) : null);
            node = linear && !below ? inputs.get(0) : null;
        }
        return node == null ? root : node;
    }

    /** Rewrites some expressions without one rule or several, to find those that a value needs. */
    static final class Search {
        private final List<Expr> nodes;
        private final Options options;
        private final Data data;
        private final List<Exact[]> exact;
        private final double bits;
        private final Map<Set<String>, Trial> trials = new HashMap<>();

        private record Trial(List<Tensor> values, Set<String> fired) {}

        Search(List<Expr> nodes, Options options, Data data, List<Exact[]> exact, double bits) {
            this.nodes = nodes;
            this.options = options;
            this.data = data;
            this.exact = exact;
            this.bits = bits;
        }

        Rescues run() {
            List<Tensor> written = Interpreter.evaluate(nodes, data.values(), data.sizes());
            List<Tensor> rewritten = without(Set.of()).values();
            List<Row> rows = new ArrayList<>();
            int all = 0;
            int lost = 0;
            for (int k = 0; k < nodes.size(); k++) {
                for (int i = 0; i < written.get(k).size(); i++) {
                    boolean fails = fails(rewritten, k, i);
                    lost += fails ? 1 : 0;
                    if (!fails && fails(written, k, i)) {
                        double before = written.get(k).get(i);
                        rows.add(saved(k, i, before, rewritten.get(k).get(i)));
                    }
                }
                all += written.get(k).size();
            }
            return new Rescues(bits, all, lost, rows);
        }

        private boolean fails(List<Tensor> values, int k, int i) {
            return PrecisionProfile.bits(
                            values.get(k).get(i), exact.get(k)[i], nodes.get(k).dtype())
                    > bits;
        }

        private Row saved(int k, int i, double before, double after) {
            Set<String> fired = without(Set.of()).fired();
            List<String> alone = fired.stream()
                    .filter(rule -> fails(without(Set.of(rule)).values(), k, i))
                    .toList();
            Map<Boolean, List<String>> together = (alone.isEmpty() ? together(k, i) : alone)
                    .stream().collect(Collectors.partitioningBy(fired::contains));
            Exact right = exact.get(k)[i];
            List<String> rules = together.get(true), others = together.get(false);
            return new Row(nodes.get(k), i, before, after, right, rules, !alone.isEmpty(), others);
        }

        /** A set of rules without which a value fails, none of which can be put back. */
        private List<String> together(int k, int i) {
            Set<String> missing = new LinkedHashSet<>();
            boolean more = true;
            while (more && !fails(without(missing).values(), k, i)) {
                more = missing.addAll(without(missing).fired());
            }
            for (String rule : List.copyOf(missing)) {
                Set<String> fewer = new LinkedHashSet<>(missing);
                fewer.remove(rule);
                if (fails(without(fewer).values(), k, i)) {
                    missing = fewer;
                }
            }
            return List.copyOf(missing);
        }

        private Trial without(Set<String> rules) {
            return trials.computeIfAbsent(Set.copyOf(rules), missing -> {
                Rewriter.Result result = Rewriter.with(options.without(missing.toArray(String[]::new)))
                        .optimised(nodes);
                Set<String> fired = new LinkedHashSet<>();
                result.log().firings().forEach(firing -> fired.add(firing.rule().name()));
                return new Trial(Interpreter.evaluate(result.roots(), data.values(), data.sizes()), fired);
            });
        }
    }
}
