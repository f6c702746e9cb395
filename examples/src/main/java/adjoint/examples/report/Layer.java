package adjoint.examples.report;

import adjoint.inspect.Markup;
import adjoint.inspect.Numbers;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** One set of data in a chart: what room it needs and how it is drawn. Arrays are in data units, x and y in pairs. */
sealed interface Layer {
    String name();

    /** All x that the chart must have room for. */
    DoubleStream xs();

    /** All y that the chart must have room for. */
    DoubleStream ys();

    void draw(Markup svg, Scale x, Scale y, Style style);

    /** Colour and dash pattern, in the notation of SVG. */
    record Style(String colour, String dash) {
        /** Strokes a path. */
        void curve(Markup svg, CharSequence path) {
            svg.empty("path", "class", "curve", "d", path, "stroke", colour, "stroke-dasharray", dash);
        }
    }

    /** Points joined by straight lines; the line breaks where a number is missing or cannot be shown. */
    record Line(String name, double[] x, double[] y) implements Layer {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(x);
        }

        @Override
        public DoubleStream ys() {
            return Arrays.stream(y);
        }

        @Override
        public void draw(Markup svg, Scale xScale, Scale yScale, Style style) {
            StringBuilder path = new StringBuilder();
            boolean drawing = false;
            for (int i = 0; i < x.length; i++) {
                boolean shown = xScale.shows(x[i]) && yScale.shows(y[i]);
                if (shown) {
                    path.append(drawing ? 'L' : 'M')
                            .append(Numbers.coordinate(xScale.pixel(x[i])))
                            .append(' ')
                            .append(Numbers.coordinate(yScale.pixel(y[i])));
                }
                drawing = shown;
            }
            if (!path.isEmpty()) {
                style.curve(svg, path);
            }
        }
    }

    /** A dot for each pair. */
    record Points(String name, double[] x, double[] y) implements Layer {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(x);
        }

        @Override
        public DoubleStream ys() {
            return Arrays.stream(y);
        }

        @Override
        public void draw(Markup svg, Scale xScale, Scale yScale, Style style) {
            svg.open("g", "fill", style.colour(), "fill-opacity", 0.6);
            for (int i = 0; i < x.length; i++) {
                if (xScale.shows(x[i]) && yScale.shows(y[i])) {
                    svg.empty("circle", "cx", xScale.pixel(x[i]), "cy", yScale.pixel(y[i]), "r", 2.0);
                }
            }
            svg.close();
        }
    }

    /** Bars that stand on 0, the i-th from {@code edges[i]} to {@code edges[i + 1]}. */
    record Bars(String name, double[] edges, double[] heights) implements Layer {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(edges);
        }

        @Override
        public DoubleStream ys() {
            return DoubleStream.concat(DoubleStream.of(0), Arrays.stream(heights));
        }

        @Override
        public void draw(Markup svg, Scale xScale, Scale yScale, Style style) {
            double ground = yScale.shows(0) ? yScale.pixel(0) : yScale.from();
            svg.open("g", "fill", style.colour());
            for (int i = 0; i < heights.length; i++) {
                if (yScale.shows(heights[i]) && xScale.shows(edges[i]) && xScale.shows(edges[i + 1])) {
                    double left = xScale.pixel(edges[i]);
                    double top = yScale.pixel(heights[i]);
                    double width = Math.max(0.5, xScale.pixel(edges[i + 1]) - left - 1);
                    svg.rectangle(left, Math.min(top, ground), width, Math.abs(ground - top), 0.7);
                }
            }
            svg.close();
        }
    }

    /**
     * Cells between the edges, {@code values[row][column]} with rows along y. The largest value is opaque, 0 and less
     * is clear, so that it reads on a light and on a dark page.
     */
    record HeatMap(String name, double[] xEdges, double[] yEdges, double[][] values) implements Layer {
        @Override
        public DoubleStream xs() {
            return Arrays.stream(xEdges);
        }

        @Override
        public DoubleStream ys() {
            return Arrays.stream(yEdges);
        }

        @Override
        public void draw(Markup svg, Scale xScale, Scale yScale, Style style) {
            double largest = Arrays.stream(values)
                    .flatMapToDouble(Arrays::stream)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0);
            svg.open("g", "fill", style.colour(), "shape-rendering", "crispEdges");
            for (int row = 0; row < values.length && largest > 0; row++) {
                double bottom = yScale.pixel(yEdges[row]);
                double top = yScale.pixel(yEdges[row + 1]);
                drawRow(svg, xScale, Math.min(bottom, top), Math.abs(bottom - top), values[row], largest);
            }
            svg.close();
        }

        /** Neighbours of one shade become one rectangle: large maps are mostly plain. */
        private void drawRow(Markup svg, Scale xScale, double top, double height, double[] cells, double largest) {
            int end;
            for (int begin = 0; begin < cells.length; begin = end) {
                int shade = shade(cells[begin], largest);
                end = begin + 1;
                while (end < cells.length && shade(cells[end], largest) == shade) {
                    end++;
                }
                if (shade > 0) {
                    double left = xScale.pixel(xEdges[begin]);
                    double width = xScale.pixel(xEdges[end]) - left;
                    svg.rectangle(left, top, width, height, shade / 100.0);
                }
            }
        }

        private static int shade(double value, double largest) {
            return Double.isFinite(value) ? (int) Math.round(100 * Math.max(0, value) / largest) : 0;
        }
    }
}
