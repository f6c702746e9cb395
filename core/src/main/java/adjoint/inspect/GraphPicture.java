package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A graph as a drawing (SVG): values flow from top to bottom, colours tell the kinds of nodes, broken outlines the nodes of
 * a gradient. Numbers are those of {@link Ir} for the same roots. Large graphs are folded to a readable number of boxes.
 */
public final class GraphPicture implements Figure {
    private static final int MOST_BOXES = 150;
    private static final int LONGEST_EDGE = 4;
    private static final int LONGEST_LABEL = 30;

    private final List<Expr> roots;
    private final Ir ir;
    private String title = "Graph";
    private Set<Expr> forward;

    private GraphPicture(Collection<? extends Expr> roots) {
        this.roots = List.copyOf(roots);
        this.ir = Ir.of(roots);
    }

    /** The graph below some roots. */
    public static GraphPicture of(Expr... roots) {
        return of(List.of(roots));
    }

    /** The graph below some roots. */
    public static GraphPicture of(Collection<? extends Expr> roots) {
        return new GraphPicture(roots);
    }

    /** Gives the picture a title, which readers of screens hear first. */
    public GraphPicture titled(String newTitle) {
        title = newTitle;
        return this;
    }

    /** Draws as parts of a gradient all nodes that the given expressions, losses as a rule, do not depend on. */
    public GraphPicture gradientOf(Expr... losses) {
        forward = Collections.newSetFromMap(new IdentityHashMap<>());
        forward.addAll(Graph.topological(List.of(losses)));
        return this;
    }

    @Override
    public String description() {
        String folded = ir.nodes().size() > MOST_BOXES ? ", folded to at most " + MOST_BOXES + " boxes" : "";
        return ir.nodes().size() + " nodes" + folded + "; values flow from top to bottom.";
    }

    @Override
    public String toSvg() {
        List<Folding.Box> boxes = Folding.fold(ir.nodes(), roots, MOST_BOXES);
        List<DrawnBox> drawn = new ArrayList<>();
        List<Integer> layers = new ArrayList<>();
        int[] ranks =
                LayeredLayout.ranks(boxes.stream().map(Folding.Box::inputs).toArray(int[][]::new));
        int[] numbers = new int[boxes.size()];
        for (int i = 0; i < boxes.size(); i++) {
            int[] inputs = boxes.get(i).inputs().clone();
            for (int k = 0; k < inputs.length; k++) {
                int from = inputs[k];
                if (ranks[i] - ranks[from] > LONGEST_EDGE) {
                    inputs[k] = drawn.size();
                    drawn.add(reference(boxes.get(from)));
                    layers.add(ranks[i] - 1);
                } else {
                    inputs[k] = numbers[from];
                }
            }
            numbers[i] = drawn.size();
            drawn.add(box(boxes.get(i), inputs));
            layers.add(ranks[i]);
        }
        int[] places = layers.stream().mapToInt(Integer::intValue).toArray();
        return new BoxDrawing(drawn, places).toSvg(title, description());
    }

    /** A box that stands for a far one, so that no edge has to be followed across the page. */
    private DrawnBox reference(Folding.Box far) {
        if (far.head() == null) {
            return new DrawnBox("the folded nodes", "\u2026", "", NodeKind.OTHER, "away", new int[0]);
        }
        String name = far.head().name() == null ? "" : shortened(far.head().name());
        return new DrawnBox(
                tip(far),
                name.isEmpty() ? ir.reference(far.head()) : name,
                name.isEmpty() ? "" : ir.reference(far.head()),
                NodeKind.of(far.head()),
                "away",
                new int[0]);
    }

    private DrawnBox box(Folding.Box box, int[] inputs) {
        Expr head = box.head();
        int count = box.nodes().size();
        if (head == null) {
            return new DrawnBox(tip(box), count + " more nodes", "folded", NodeKind.OTHER, "box", inputs);
        }
        String classes = "box"
                + (forward != null && !forward.contains(head) ? " gradient" : "")
                + (roots.contains(head) ? " result" : "");
        String label = shortened(NodeLabel.of(head));
        String detail = ir.reference(head) + "  " + (head.type().isScalar() ? "" : head.shape())
                + (head.dtype() == commonType() ? "" : " " + head.dtype());
        String folded = count == 1 ? "" : " \u22ef " + count + " nodes";
        return new DrawnBox(tip(box), label + folded, detail.strip(), NodeKind.of(head), classes, inputs);
    }

    private DType commonType() {
        return roots.get(0).dtype();
    }

    private static String shortened(String text) {
        String line = Ir.word(text);
        return line.length() <= LONGEST_LABEL ? line : line.substring(0, LONGEST_LABEL - 1) + "\u2026";
    }

    /** All there is to know, shown on pointing at the box. */
    private String tip(Folding.Box box) {
        String counts = box.nodes().stream()
                .collect(Collectors.groupingBy(node -> node.op().label(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .limit(20)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        if (box.head() == null) {
            return box.nodes().size() + " nodes: " + counts;
        }
        return ir.line(box.head())
                + (box.nodes().size() == 1 ? "" : "\n" + box.nodes().size() + " nodes: " + counts);
    }
}
