package adjoint.inspect;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Draws boxes in layers, edges between them, and what the colours mean (SVG). */
final class BoxDrawing {
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

    private final List<DrawnBox> boxes;
    private final int[] layers;
    private final LayeredLayout layout;
    private final double width;
    private final double shift;
    private final Markup svg = new Markup();

    BoxDrawing(List<DrawnBox> boxes, int[] layers) {
        this.boxes = boxes;
        this.layers = layers;
        this.layout = new LayeredLayout(
                boxes.stream().mapToDouble(DrawnBox::width).toArray(),
                layers,
                boxes.stream().map(DrawnBox::inputs).toArray(int[][]::new),
                GAP);
        this.width = Math.max(layout.width(), LEGEND_WIDTH) + 2 * MARGIN;
        this.shift = (width - layout.width()) / 2;
    }

    String toSvg(String title, String description) {
        int height = layout.height() * PITCH + LEGEND;
        svg.openPicture((int) Math.ceil(width), height, "graph");
        svg.element("title", title).element("desc", description).element("style", CSS);
        for (int i = 0; i < boxes.size(); i++) {
            for (int k = 0; k < boxes.get(i).inputs().length; k++) {
                svg.empty("path", "class", "edge", "d", path(i, k));
            }
        }
        for (int i = 0; i < boxes.size(); i++) {
            drawBox(boxes.get(i), layout.x(i) + shift, MARGIN + layers[i] * PITCH);
        }
        drawLegend(height - 12);
        return svg.close().toString();
    }

    /** From the middle of an input's lower side, by the bends, to the box's upper side, inputs from left to right. */
    private String path(int box, int k) {
        int[] inputs = boxes.get(box).inputs();
        double[] bends = layout.bends(box, k);
        double port = boxes.get(box).width() * 0.6 * ((k + 1.0) / (inputs.length + 1) - 0.5);
        double x = layout.x(inputs[k]) + shift;
        double y = MARGIN + layers[inputs[k]] * PITCH + HEIGHT;
        StringBuilder path = new StringBuilder("M").append(pair(x, y));
        for (int i = 0; i <= bends.length; i++) {
            double next = shift + (i < bends.length ? bends[i] : layout.x(box) + port);
            double below = y + PITCH - HEIGHT;
            double middle = (y + below) / 2;
            path.append("C").append(pair(x, middle)).append(pair(next, middle)).append(pair(next, below));
            x = next;
            y = below;
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

    private void drawBox(DrawnBox box, double x, double top) {
        svg.open("g").element("title", box.tip());
        svg.coloured(box.classes(), box.kind().colour, x - box.width() / 2, top, box.width(), HEIGHT)
                .attributes("rx", box.isRound() ? HEIGHT / 2 : 5);
        svg.element("text", box.label(), "x", x, "y", top + (box.detail().isEmpty() ? 23 : 17));
        if (!box.detail().isEmpty()) {
            svg.element("text", box.detail(), "class", "small", "x", x, "y", top + 31);
        }
        svg.close();
    }

    private void drawLegend(double y) {
        Set<NodeKind> kinds = EnumSet.noneOf(NodeKind.class);
        boxes.forEach(box -> kinds.add(box.kind()));
        double x = MARGIN;
        for (NodeKind kind : kinds) {
            x = drawKey("box", kind.colour, kind.word, x, y);
        }
        String neutral = NodeKind.CONSTANT.colour;
        if (boxes.stream().anyMatch(box -> box.classes().contains("gradient"))) {
            x = drawKey("box gradient", neutral, "gradient", x, y);
        }
        drawKey("box result", neutral, "result", x, y);
    }

    private double drawKey(String classes, String colour, String word, double x, double y) {
        svg.coloured(classes, colour, x, y - 10, 18, 12);
        svg.element("text", word, "class", "small key", "x", x + 23, "y", y);
        return x + 36 + 5.5 * word.length();
    }
}
