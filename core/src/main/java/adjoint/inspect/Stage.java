package adjoint.inspect;

import adjoint.expr.Expr;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** The picture; of a gradient and its loss, with the loss first, the two are told apart. */
    GraphPicture picture(boolean gradient) {
        GraphPicture picture = GraphPicture.of(roots).titled("The graph " + name.toLowerCase(Locale.ROOT));
        return gradient ? picture.gradientOf(roots.get(0)) : picture;
    }

    private Map<NodeKind, Integer> counts() {
        Map<NodeKind, Integer> counts = new EnumMap<>(NodeKind.class);
        ir.nodes().forEach(node -> counts.merge(NodeKind.of(node), 1, Integer::sum));
        return counts;
    }

    /** Heads of a table of stages. */
    static List<String> columns(List<Stage> stages) {
        List<String> columns = new ArrayList<>(List.of("nodes"));
        stages.forEach(stage -> columns.add(stage.name));
        return columns;
    }

    /** A table of stages: how many nodes of each kind there are, and how many instructions. */
    static List<List<Object>> rows(List<Stage> stages) {
        List<Map<NodeKind, Integer>> counts = stages.stream().map(Stage::counts).toList();
        List<List<Object>> rows = new ArrayList<>();
        for (NodeKind kind : NodeKind.values()) {
            List<Object> row = new ArrayList<>(List.of(kind.word));
            counts.forEach(count -> row.add(count.getOrDefault(kind, 0)));
            if (counts.stream().anyMatch(count -> count.containsKey(kind))) {
                rows.add(row);
            }
        }
        List<Object> all = new ArrayList<>(List.of("all"));
        counts.forEach(count ->
                all.add(count.values().stream().mapToInt(Integer::intValue).sum()));
        rows.add(all);
        List<Object> instructions = new ArrayList<>(List.of("instructions when compiled"));
        stages.forEach(stage -> instructions.add(new PlanView(stage.roots, Map.of()).size()));
        rows.add(instructions);
        return rows;
    }
}
