package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A stage as a page draws it: each node with its line, its adjoint, its values and its time. */
final class StageGraph {
    private static final int MOST_LINES = 1_000;
    private static final int MOST_FORMULAS = 40;

    private final Stage stage;
    private final List<Expr> nodes;
    private final Structure structure;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> adjointOf = new HashMap<>();
    private final Map<Integer, Double> micros = new HashMap<>();
    private Set<Integer> forward;

    StageGraph(Stage stage) {
        this.stage = stage;
        this.nodes = stage.ir().nodes();
        this.structure = new Structure().add(stage.roots());
        for (int i = 0; i < nodes.size(); i++) {
            numbers.putIfAbsent(structure.id(nodes.get(i)), i);
        }
    }

    /**
     * Tells forward nodes from those of the gradient, and links each with its adjoint.
     *
     * @param rewriting what was done to all expressions at this stage
     */
    StageGraph linked(Adjoints adjoints, UnaryOperator<List<Expr>> rewriting) {
        List<Expr> both = new ArrayList<>(stage.roots());
        List<Expr> with = adjoints.withAdjoint();
        both.addAll(with);
        with.forEach(node -> both.add(adjoints.byNode().get(node)));
        List<Expr> images = rewriting.apply(both);
        structure.add(images);
        int from = stage.roots().size();
        forward = new HashSet<>();
        List<Expr> lossAndForward = new ArrayList<>(images.subList(from, from + with.size()));
        lossAndForward.add(stage.roots().get(0));
        Graph.topological(lossAndForward).forEach(node -> forward.add(structure.id(node)));
        for (int i = 0; i < with.size(); i++) {
            Integer node = numbers.get(structure.id(images.get(from + i)));
            Integer adjoint = numbers.get(structure.id(images.get(from + with.size() + i)));
            if (node != null && adjoint != null) {
                adjointOf.put(node, adjoint);
            }
        }
        return this;
    }

    /** Puts the time of an instruction on the node that it computes. */
    void timed(Expr result, double time) {
        structure.add(List.of(result));
        micros.put(structure.id(result), time);
    }

    PageData.Graph data(List<String> names, String note, Map<Expr, Tensor> values, Lines lines) {
        Set<Expr> roots = Collections.newSetFromMap(new IdentityHashMap<>());
        roots.addAll(stage.roots());
        List<PageData.Node> drawn = new ArrayList<>();
        Map<Expr, Integer> places = new IdentityHashMap<>();
        for (Expr node : nodes) {
            int id = structure.id(node);
            int[] in = node.inputs().stream().mapToInt(places::get).toArray();
            drawn.add(new PageData.Node(
                    node.op().name(),
                    Ir.word(NodeLabel.of(node)),
                    node.type().toString(),
                    node.name(),
                    lines.number(node.site()),
                    in,
                    NodeKind.of(node).word,
                    Folding.isInLabel(node) && !roots.contains(node) ? true : null,
                    forward != null && !forward.contains(id) ? true : null,
                    adjointOf.get(places.size()),
                    values.containsKey(node) ? Data.statistics(values.get(node)) : null,
                    node.op() instanceof Leaf ? null : micros.get(id)));
            places.put(node, places.size());
        }
        List<PageData.Root> results = new ArrayList<>();
        for (int i = 0; i < stage.roots().size(); i++) {
            results.add(new PageData.Root(
                    places.get(stage.roots().get(i)),
                    Ir.word(names.get(i)),
                    MathMl.of(LatexSymbols.symbol(names.get(i)))));
        }
        return new PageData.Graph(
                stage.name(),
                note,
                drawn,
                results,
                MathMl.table(Latex.lines(stage.roots(), names, MOST_FORMULAS)),
                stage.ir().last(MOST_LINES));
    }
}
