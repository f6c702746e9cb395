package adjoint.examples.report;

import adjoint.inspect.Figure;
import adjoint.inspect.Markup;
import adjoint.inspect.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * A picture of curves, points, bars or a heat map as SVG. Text stays text, in whatever sans-serif font the reader
 * has, and ink follows the reader's light or dark scheme. Layers are drawn in the order of their making, over each
 * other.
 */
public final class Chart implements Figure {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;
    private static final int LEFT = 72;
    private static final int TOP = 36;
    private static final int BOTTOM = HEIGHT - 52;
    private static final int RIGHT = WIDTH - 20;
    private static final int LEGEND = 170;

    /** Middle tones, each readable on white and on near-black, and apart for the colour-blind. */
    private static final List<String> COLOURS =
            List.of("#2f7fc1", "#d1602c", "#2a9a63", "#b0539e", "#8f7d10", "#c2405a");

    /** A second mark of each line, for print and for eyes that see no colours. */
    private static final List<String> DASHES = List.of("none", "7 3", "2 3", "9 3 2 3", "4 2", "1 2");

    private static final String CSS = """
            .chart text { font: 13px sans-serif; fill: #222; }
            .chart .title { font-weight: bold; font-size: 15px; }
            .chart .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
            .chart .grid { stroke: #888; stroke-opacity: 0.3; }
            @media (prefers-color-scheme: dark) { .chart text { fill: #ddd; } }
            """;

    private final String title;
    private final String description;
    private final List<Layer> layers = new ArrayList<>();
    private String xLabel = "";
    private String yLabel = "";
    private boolean xLog;
    private boolean yLog;

    /**
     * @param title what the chart shows
     * @param description what there is to see, in a sentence, for those who cannot see it
     */
    public Chart(String title, String description) {
        this.title = title;
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }

    /** Names the axes. */
    public Chart axes(String x, String y) {
        xLabel = x;
        yLabel = y;
        return this;
    }

    /** Makes the x axis logarithmic; what is not above 0 is left out. */
    public Chart logX() {
        xLog = true;
        return this;
    }

    /** Makes the y axis logarithmic; what is not above 0 is left out. */
    public Chart logY() {
        yLog = true;
        return this;
    }

    /** Adds a curve through the points (x[i], y[i]); it has a gap where one of them is not finite. */
    public Chart line(String name, double[] x, double[] y) {
        requireLengths(name, "y", y.length, x.length);
        return add(new Layer.Line(name, x.clone(), y.clone()));
    }

    /** Adds a dot at each (x[i], y[i]). */
    public Chart points(String name, double[] x, double[] y) {
        requireLengths(name, "y", y.length, x.length);
        return add(new Layer.Points(name, x.clone(), y.clone()));
    }

    /** Adds bars from 0 to {@code heights[i]} between {@code edges[i]} and {@code edges[i + 1]}. */
    public Chart bars(String name, double[] edges, double[] heights) {
        requireLengths(name, "edges", edges.length, heights.length + 1);
        return add(new Layer.Bars(name, edges.clone(), heights.clone()));
    }

    /** Adds a map of values of at least 0, {@code values[row][column]}, with rows along y. */
    public Chart heatMap(String name, double[] xEdges, double[] yEdges, double[][] values) {
        requireLengths(name, "yEdges", yEdges.length, values.length + 1);
        double[][] copy = new double[values.length][];
        for (int row = 0; row < values.length; row++) {
            requireLengths(name, "xEdges", xEdges.length, values[row].length + 1);
            copy[row] = values[row].clone();
        }
        return add(new Layer.HeatMap(name, xEdges.clone(), yEdges.clone(), copy));
    }

    private Chart add(Layer layer) {
        layers.add(layer);
        return this;
    }

    private static void requireLengths(String name, String what, int length, int needed) {
        if (length != needed) {
            throw new IllegalArgumentException(
                    "layer '" + name + "' needs " + needed + " numbers in " + what + ", but has " + length);
        }
    }

    @Override
    public String toSvg() {
        boolean legend = layers.size() > 1;
        int right = legend ? RIGHT - LEGEND : RIGHT;
        Scale x = Scale.fitting(all(Layer::xs), xLog, LEFT, right);
        Scale y = Scale.fitting(all(Layer::ys), yLog, BOTTOM, TOP);
        if (layers.stream().noneMatch(Layer.HeatMap.class::isInstance)) {
            y = y.rounded();
        }
        Markup svg = new Markup();
        String box = "0 0 " + WIDTH + " " + HEIGHT;
        svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", box, "role", "img", "class", "chart");
        svg.element("title", title).element("desc", description).element("style", CSS);
        svg.element("text", title, "class", "title", "x", LEFT, "y", 22);
        drawXAxis(svg, x);
        drawYAxis(svg, y, right);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).draw(svg, x, y, style(i));
        }
        if (legend) {
            drawLegend(svg, right + 16);
        }
        return svg.close().toString();
    }

    private DoubleStream all(Function<Layer, DoubleStream> part) {
        return layers.stream().flatMapToDouble(part);
    }

    private static Layer.Style style(int layer) {
        return new Layer.Style(COLOURS.get(layer % COLOURS.size()), DASHES.get(layer % DASHES.size()));
    }

    private void drawXAxis(Markup svg, Scale x) {
        for (double tick : x.ticks()) {
            double at = x.pixel(tick);
            svg.empty("line", "class", "grid", "x1", at, "x2", at, "y1", TOP, "y2", BOTTOM);
            svg.element("text", label(tick), "x", at, "y", BOTTOM + 18, "text-anchor", "middle");
        }
        double middle = (x.from() + x.to()) / 2;
        svg.element("text", xLabel, "x", middle, "y", HEIGHT - 12, "text-anchor", "middle");
    }

    private void drawYAxis(Markup svg, Scale y, int right) {
        for (double tick : y.ticks()) {
            double at = y.pixel(tick);
            svg.empty("line", "class", "grid", "x1", LEFT, "x2", right, "y1", at, "y2", at);
            svg.element("text", label(tick), "x", LEFT - 8, "y", at + 4, "text-anchor", "end");
        }
        String turn = "translate(16 " + (TOP + BOTTOM) / 2 + ") rotate(-90)";
        svg.element("text", yLabel, "transform", turn, "text-anchor", "middle");
    }

    private static String label(double tick) {
        return Numbers.significant(tick, 6);
    }

    private void drawLegend(Markup svg, int left) {
        for (int i = 0; i < layers.size(); i++) {
            Layer.Style style = style(i);
            double at = TOP + 12 + 20 * i;
            if (layers.get(i) instanceof Layer.Line) {
                style.curve(svg, "M" + left + " " + (at - 4) + "h28");
            } else {
                svg.open("g", "fill", style.colour())
                        .rectangle(left + 8, at - 10, 12, 12, 0.7)
                        .close();
            }
            svg.element("text", layers.get(i).name(), "x", left + 34, "y", at);
        }
    }
}
