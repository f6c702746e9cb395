package adjoint.inspect;

import java.util.List;

/** A table of colours: for each parameter and policy the angle to the exact gradient, with the numbers in the cells. */
final class GradientPicture implements Figure {
    private static final int LEFT = 170;
    private static final int TOP = 64;
    private static final int CELL_WIDTH = 132;
    private static final int CELL_HEIGHT = 40;
    private static final int LONGEST_NAME = 22;
    private static final String ALONG = "#2f7fc1";
    private static final String AGAINST = "#c2405a";
    private static final String UNDEFINED = "#8a8a8a";

    private static final String CSS = """
            svg:root { color-scheme: light dark; background: Canvas; }
            .cosines text { font: 13px sans-serif; fill: CanvasText; text-anchor: middle; }
            .cosines .small { font-size: 10.5px; fill-opacity: 0.75; }
            .cosines .row { text-anchor: end; }
            .cosines .title { text-anchor: start; font-weight: bold; }
            .cosines .cell { stroke: GrayText; stroke-opacity: 0.4; }
            """;

    private final List<GradientReport.Row> rows;
    private final List<String> parameters;
    private final List<String> policies;

    GradientPicture(List<GradientReport.Row> rows) {
        this.rows = rows;
        this.parameters =
                rows.stream().map(GradientReport.Row::parameter).distinct().toList();
        this.policies = rows.stream().map(GradientReport.Row::policy).distinct().toList();
    }

    @Override
    public String description() {
        return "Cosine of the angle to the exact gradient, and the norm, of " + parameters.size() + " rows under "
                + policies.size() + " policies: blue along the exact gradient, red against it.";
    }

    @Override
    public String toSvg() {
        int width = LEFT + policies.size() * CELL_WIDTH + 12;
        int height = TOP + parameters.size() * CELL_HEIGHT + 12;
        Markup svg = new Markup();
        svg.openPicture(width, height, "cosines");
        svg.element("title", "Gradients under policies")
                .element("desc", description())
                .element("style", CSS);
        svg.element("text", "Cosine to the exact gradient", "class", "title", "x", 12, "y", 22);
        for (int i = 0; i < policies.size(); i++) {
            name(svg, policies.get(i), "column", LEFT + (i + 0.5) * CELL_WIDTH, TOP - 10);
        }
        for (int i = 0; i < parameters.size(); i++) {
            name(svg, parameters.get(i), "row", LEFT - 10.0, TOP + (i + 0.5) * CELL_HEIGHT + 4);
        }
        for (int i = 0; i < rows.size(); i++) {
            cell(
                    svg,
                    rows.get(i),
                    LEFT + (i % policies.size()) * CELL_WIDTH,
                    TOP + (i / policies.size()) * CELL_HEIGHT);
        }
        return svg.close().toString();
    }

    private static void name(Markup svg, String name, String kind, double x, double y) {
        String line = Ir.word(name);
        String shown = line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME - 1) + "\u2026";
        svg.open("text", "class", kind, "x", x, "y", y)
                .element("title", line)
                .text(shown)
                .close();
    }

    private static void cell(Markup svg, GradientReport.Row row, double x, double y) {
        double cosine = row.cosine();
        String colour = Double.isNaN(cosine) ? UNDEFINED : cosine < 0 ? AGAINST : ALONG;
        double strength = Double.isNaN(cosine) ? 0.3 : 0.65 * Math.abs(cosine);
        svg.coloured("cell", colour, x, y, CELL_WIDTH, CELL_HEIGHT).attributes("fill-opacity", strength);
        double middle = x + CELL_WIDTH / 2.0;
        svg.element("text", Numbers.significant(cosine, 4), "x", middle, "y", y + 18);
        svg.element("text", "norm " + Numbers.significant(row.norm(), 3), "class", "small", "x", middle, "y", y + 32);
    }
}
