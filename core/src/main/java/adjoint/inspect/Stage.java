package adjoint.inspect;

import adjoint.expr.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What some expressions are at one stage of their life.
 *
 * @param name heading, such as "as written"
 * @param roots the expressions, in the order in which they were given
 * @param ir the lines of their graph
 */
record Stage(String name, List<Expr> roots, Ir ir) {
    Stage(String name, List<Expr> roots) {
        this(name, roots, Ir.of(roots));
    }

    private Map<NodeKind, Integer> counts() {
        Map<NodeKind, Integer> counts = new EnumMap<>(NodeKind.class);
        Arrays.stream(NodeKind.values()).forEach(kind -> counts.put(kind, 0));
        ir.nodes().forEach(node -> counts.merge(NodeKind.of(node), 1, Integer::sum));
        return counts;
    }

    /** Heads of a table of stages. */
    static List<String> columns(List<Stage> stages) {
        List<String> columns = new ArrayList<>(List.of(""));
        stages.forEach(stage -> columns.add(stage.name));
        return columns;
    }

    /** A table of stages: how many nodes of each kind there are, and what a run would cost were it compiled as it is. */
    static List<List<Object>> rows(List<Stage> stages, Map<String, Integer> sizes) {
        List<Map<String, Object>> columns = new ArrayList<>();
        for (Stage stage : stages) {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("nodes", stage.ir.nodes().size());
            stage.counts().forEach((kind, count) -> column.put("\u2013 " + kind.word, count));
            column.putAll(PlanView.of(stage.roots, sizes).cost());
            columns.add(column);
        }
        Set<String> measures = new LinkedHashSet<>();
        columns.forEach(column -> measures.addAll(column.keySet()));
        List<List<Object>> rows = new ArrayList<>();
        for (String measure : measures) {
            List<Object> row = new ArrayList<>(List.of(measure));
            columns.forEach(column -> row.add(column.getOrDefault(measure, 0)));
            if (columns.stream()
                    .anyMatch(column -> !column.getOrDefault(measure, 0).equals(0))) {
                rows.add(row);
            }
        }
        return rows;
    }
}
