package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.SourceLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run of the rewriter did: every firing in order, and for each rule how often it was tried, and for how long. */
public final class RewriteLog {
    private static final int TEXT = 200;

    /**
     * One replacement.
     *
     * @param rule the rule that fired
     * @param replaced the node it replaced; its inputs were already rewritten
     * @param replacement what stands in its place
     */
    public record Firing(Rule rule, Expr replaced, Expr replacement) {
        /** The replaced expression, shortened where long. */
        public String before() {
            return Graph.text(replaced, TEXT);
        }

        /** What stands in its place, shortened where long. */
        public String after() {
            return Graph.text(replacement, TEXT);
        }

        /** The user's line that made the replaced node. */
        public SourceLine site() {
            return replaced.site();
        }

        @Override
        public String toString() {
            return rule.phase().name().toLowerCase(Locale.ROOT) + " " + rule.name() + ": " + before() + "  ->  "
                    + after() + "\n    at " + site();
        }
    }

    /** How a rule fared: hits, misses where its root op matched but the rule did not apply, and time. */
    public static final class Use {
        private long hits;
        private long misses;
        private long nanos;

        public long hits() {
            return hits;
        }

        public long misses() {
            return misses;
        }

        /** Nanoseconds spent in the rule, matched or not. */
        public long nanos() {
            return nanos;
        }

        void add(boolean hit, long time) {
            hits += hit ? 1 : 0;
            misses += hit ? 0 : 1;
            nanos += time;
        }
    }

    private final List<Firing> firings = new ArrayList<>();
    private final Map<Rule, Use> uses = new LinkedHashMap<>();
    private long visited;
    private long merged;

    void fired(Firing firing) {
        firings.add(firing);
    }

    void visit() {
        visited++;
    }

    void merge() {
        merged++;
    }

    Use use(Rule rule) {
        return uses.computeIfAbsent(rule, r -> new Use());
    }

    /** Every replacement, in the order in which they were made. */
    public List<Firing> firings() {
        return Collections.unmodifiableList(firings);
    }

    /** Each rule that was tried at all. */
    public Map<Rule, Use> uses() {
        return Collections.unmodifiableMap(uses);
    }

    /** How many nodes were looked at. */
    public long visited() {
        return visited;
    }

    /** How many nodes turned out equal to another one and were merged with it. */
    public long merged() {
        return merged;
    }

    /** All firings, then the rules by time. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        firings.forEach(firing -> text.append(firing).append('\n'));
        text.append(String.format(
                Locale.ROOT, "%d nodes visited, %d merged, %d replaced%n", visited, merged, firings.size()));
        uses.entrySet().stream()
                .filter(entry -> entry.getValue().hits > 0)
                .sorted((a, b) -> Long.compare(b.getValue().nanos, a.getValue().nanos))
                .forEach(entry -> text.append(String.format(
                        Locale.ROOT,
                        "%-32s %6d hits %8d misses %8.3f ms%n",
                        entry.getKey().name(),
                        entry.getValue().hits,
                        entry.getValue().misses,
                        entry.getValue().nanos / 1e6)));
        return text.toString();
    }
}
