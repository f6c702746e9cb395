package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A graph as a drawing (SVG): values flow from top to bottom, colours tell the kinds of nodes, broken outlines the nodes of
 * a gradient. Numbers are those of {@link Ir} for the same roots. Large graphs are folded to a readable number of boxes.
 */
public final class GraphPicture implements Figure {
    private static final int MOST_BOXES = 150;
    private static final int LONGEST_EDGE = 4;
    private static final int LONGEST_LABEL = 30;
    private static final int HEIGHT = 38;
    private static final int PITCH = 66;
    private static final int GAP = 14;
    private static final int MARGIN = 12;
    private static final int LEGEND = 34;
    private static final int LEGEND_WIDTH = 620;

    private static final String CSS = """
            svg:root { color-scheme: light dark; background: Canvas; }
            .graph text { font: 12.5px sans-serif; fill: CanvasText; text-anchor: middle; }
            .graph .small { font-size: 10.5px; fill-opacity: 0.7; }
            .graph .key { text-anchor: start; }
            .graph .named { font-weight: bold; }
            .graph .edge { fill: none; stroke: GrayText; stroke-opacity: 0.75; stroke-width: 1.1; }
            .graph .box { fill-opacity: 0.16; stroke-width: 1.4; }
            .graph .gradient { stroke-dasharray: 5 3; }
            .graph .result { stroke-width: 3; }
            .graph .away { stroke: none; fill-opacity: 0.08; }
            """;

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

    /** A drawn box: its words, kind, layer and the boxes at its upper side. */
    private record Drawn(String tip, String label, String detail, NodeKind kind, String classes, int[] inputs) {
        double width() {
            return Math.max(44, 16 + Math.max(7.1 * label.length(), 5.9 * detail.length()));
        }
    }

    @Override
    public String description() {
        String folded = ir.nodes().size() > MOST_BOXES ? ", folded to at most " + MOST_BOXES + " boxes" : "";
        return ir.nodes().size() + " nodes" + folded + "; values flow from top to bottom.";
    }

    @Override
    public String toSvg() {
        List<Folding.Box> boxes = Folding.fold(ir.nodes(), roots, MOST_BOXES);
        List<Drawn> drawn = new ArrayList<>();
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
        return draw(drawn, layers.stream().mapToInt(Integer::intValue).toArray());
    }

    /** A box that stands for a far one, so that no edge has to be followed across the page. */
    private Drawn reference(Folding.Box far) {
        if (far.head() == null) {
            return new Drawn("the folded nodes", "\u2026", "", NodeKind.OTHER, "away", new int[0]);
        }
        String name = far.head().name() == null ? "" : shortened(far.head().name());
        return new Drawn(
                tip(far),
                name.isEmpty() ? ir.reference(far.head()) : name,
                name.isEmpty() ? "" : ir.reference(far.head()),
                NodeKind.of(far.head()),
                "away",
                new int[0]);
    }

    private Drawn box(Folding.Box box, int[] inputs) {
        Expr head = box.head();
        int count = box.nodes().size();
        if (head == null) {
            return new Drawn(tip(box), count + " more nodes", "folded", NodeKind.OTHER, "box", inputs);
        }
        String classes = "box"
                + (forward != null && !forward.contains(head) ? " gradient" : "")
                + (roots.contains(head) ? " result" : "");
        String label = shortened(NodeLabel.of(head));
        String detail = ir.reference(head) + "  " + (head.type().isScalar() ? "" : head.shape())
                + (head.dtype() == commonType() ? "" : " " + head.dtype());
        String folded = count == 1 ? "" : " \u22ef " + count + " nodes";
        return new Drawn(tip(box), label + folded, detail.strip(), NodeKind.of(head), classes, inputs);
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

    private String draw(List<Drawn> boxes, int[] layers) {
        int[][] inputs = boxes.stream().map(Drawn::inputs).toArray(int[][]::new);
        double[] widths = boxes.stream().mapToDouble(Drawn::width).toArray();
        LayeredLayout layout = new LayeredLayout(widths, layers, inputs, GAP);
        double width = Math.max(layout.width(), LEGEND_WIDTH) + 2 * MARGIN;
        double height = layout.height() * PITCH + LEGEND;
        double shift = (width - layout.width()) / 2;

        Markup svg = new Markup();
        openSvg(svg, (int) Math.ceil(width), (int) Math.ceil(height));
        svg.element("title", title).element("desc", description()).element("style", CSS);
        for (int i = 0; i < boxes.size(); i++) {
            for (int k = 0; k < inputs[i].length; k++) {
                int from = inputs[i][k];
                double port = widths[i] * 0.6 * ((k + 1.0) / (inputs[i].length + 1) - 0.5);
                svg.empty(
                        "path",
                        "class",
                        "edge",
                        "d",
                        path(
                                layout.x(from) + shift,
                                layers[from],
                                layout.bends(i, k),
                                shift,
                                layout.x(i) + port + shift));
            }
        }
        for (int i = 0; i < boxes.size(); i++) {
            drawBox(svg, boxes.get(i), layout.x(i) + shift, MARGIN + layers[i] * PITCH);
        }
        drawLegend(svg, boxes, height - 12);
        return svg.close().toString();
    }

    /** In a narrow place the picture shrinks as far as its words stay readable. */
    private static void openSvg(Markup svg, int width, int height) {
        svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + width + " " + height)
                .attributes("width", width, "height", height, "role", "img", "class", "graph")
                .attributes("style", "width:100%;min-width:" + width * 2 / 3 + "px;max-width:" + width + "px");
    }

    private static String path(double fromX, int layer, double[] bends, double shift, double toX) {
        double y = MARGIN + layer * PITCH + HEIGHT;
        StringBuilder path = new StringBuilder("M" + Numbers.coordinate(fromX) + " " + Numbers.coordinate(y));
        double x = fromX;
        for (int i = 0; i <= bends.length; i++) {
            double next = i < bends.length ? bends[i] + shift : toX;
            double below = y + PITCH - HEIGHT;
            double middle = (y + below) / 2;
            path.append("C").append(pair(x, middle)).append(pair(next, middle)).append(pair(next, below));
            y = below;
            x = next;
            if (i < bends.length) {
                y += HEIGHT;
                path.append("V").append(Numbers.coordinate(y));
            }
        }
        return path.toString();
    }

    private static String pair(double x, double y) {
        return " " + Numbers.coordinate(x) + " " + Numbers.coordinate(y);
    }

    private static void drawBox(Markup svg, Drawn box, double x, double top) {
        double width = box.width();
        svg.open("g").element("title", box.tip);
        svg.empty(
                "rect",
                "class",
                box.classes,
                "x",
                x - width / 2,
                "y",
                top,
                "width",
                width,
                "height",
                HEIGHT,
                "rx",
                box.kind == NodeKind.INPUT || box.kind == NodeKind.PARAMETER ? HEIGHT / 2 : 5,
                "fill",
                box.kind.colour,
                "stroke",
                box.kind.colour);
        svg.element("text", box.label, "x", x, "y", top + (box.detail.isEmpty() ? 23 : 17));
        if (!box.detail.isEmpty()) {
            svg.element("text", box.detail, "class", "small", "x", x, "y", top + 31);
        }
        svg.close();
    }

    private static void drawLegend(Markup svg, List<Drawn> boxes, double y) {
        Set<NodeKind> kinds = EnumSet.noneOf(NodeKind.class);
        boxes.forEach(box -> kinds.add(box.kind));
        double x = MARGIN;
        for (NodeKind kind : kinds) {
            x = drawKey(svg, "box", kind.colour, kind.word, x, y);
        }
        if (boxes.stream().anyMatch(box -> box.classes.contains("gradient"))) {
            x = drawKey(svg, "box gradient", NodeKind.CONSTANT.colour, "gradient", x, y);
        }
        drawKey(svg, "box result", NodeKind.CONSTANT.colour, "result", x, y);
    }

    private static double drawKey(Markup svg, String classes, String colour, String word, double x, double y) {
        Object[] place = {"x", x, "y", y - 10, "width", 18.0, "height", 12.0, "fill", colour, "stroke", colour};
        svg.empty(
                "rect",
                Stream.concat(Stream.of("class", classes), Stream.of(place)).toArray());
        svg.element("text", word, "class", "small key", "x", x + 23, "y", y);
        return x + 36 + 5.5 * word.length();
    }
}
