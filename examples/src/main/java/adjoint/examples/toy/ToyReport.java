package adjoint.examples.toy;

import adjoint.examples.report.Chart;
import adjoint.inspect.HtmlPage;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.train.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** The picture of a learnt inverse: data, mixing coefficients, means, conditional modes, density. */
final class ToyReport {
    private static final int SHOWN = 500;
    private static final int CELLS_X = 120;
    private static final int CELLS_T = 100;
    private static final double MARGIN = 0.1;

    /** Components of less weight are not drawn: their means are where no data has pulled them. */
    private static final double LEAST_WEIGHT = 0.01;

    /** Modes that are less dense than this part of the densest are not drawn, for the same reason. */
    private static final double LEAST_DENSITY = 0.05;

    private final Table data;
    private final Map<String, ?> results;
    private final double[] xEdges = edges(InverseProblem.LOW, InverseProblem.HIGH, CELLS_X);
    private final double[] tEdges = edges(-MARGIN, 1 + MARGIN, CELLS_T);
    private final double[] x = middles(xEdges);
    private final List<Mixture> predicted;

    ToyReport(Table data, Predictor predictor, Map<String, ?> results) {
        this.data = data;
        this.results = results;
        this.predicted = predictor.predict(ToyCommand.column(x));
    }

    private static double[] edges(double from, double to, int cells) {
        double[] edges = new double[cells + 1];
        Arrays.setAll(edges, i -> from + (to - from) * i / cells);
        return edges;
    }

    private static double[] middles(double[] edges) {
        double[] middles = new double[edges.length - 1];
        Arrays.setAll(middles, i -> (edges[i] + edges[i + 1]) / 2);
        return middles;
    }

    String html() {
        HtmlPage page = new HtmlPage("Bishop's inverse problem");
        page.paragraph(
                "The inverse of x = t + 0.3 sin(2 pi t) + noise, uniform between -0.1 and 0.1: around x = 0.5 one x has"
                        + " several t, and their mean is none of them.");
        page.settings(results);
        page.paragraph(
                "nll is the expected negative log-likelihood of t given x under the true distribution, in nats. No"
                        + " model can have less than its entropy. As the true density is flat with steep sides, normal components"
                        + " have to stay above it; how far is the second limit, found by fitting a mixture to each x by itself.");
        page.figure(
                withData(new Chart("Data", "Some of the data: between the turns, one x has three t.").axes("x", "t")));
        page.figure(density());
        page.figure(perComponent("Mixing coefficients", "weight", "The weight of each component.", Mixture::weight));
        page.figure(perComponent(
                "Means",
                "t",
                "The mean of each component, wherever its weight is at least " + LEAST_WEIGHT + ".",
                (mixture, k) -> mixture.weight(k) < LEAST_WEIGHT
                        ? Double.NaN
                        : mixture.component(k).mean(0)));
        page.figure(modes());
        return page.toHtml();
    }

    private Chart density() {
        double[] t = middles(tEdges);
        double[][] values = new double[CELLS_T][CELLS_X];
        for (int row = 0; row < CELLS_T; row++) {
            for (int column = 0; column < CELLS_X; column++) {
                values[row][column] = Math.sqrt(predicted.get(column).density(t[row]));
            }
        }
        return new Chart(
                        "Density of t given x",
                        "The predicted density as a heat map: dark is dense, and shades go by its square root, so that"
                                + " the three thin branches show beside the single thick ones.")
                .axes("x", "t")
                .heatMap("root of the density", xEdges, tEdges, values);
    }

    private Chart withData(Chart chart) {
        int shown = Math.min(SHOWN, data.size());
        return chart.points("data", column(data.x(), shown), column(data.y(), shown));
    }

    private static double[] column(double[][] rows, int count) {
        return Arrays.stream(rows, 0, count).mapToDouble(row -> row[0]).toArray();
    }

    private Chart perComponent(
            String title, String axis, String description, ToDoubleBiFunction<Mixture, Integer> figure) {
        Chart chart = new Chart(title, description).axes("x", axis);
        for (int k = 0; k < predicted.get(0).size(); k++) {
            int component = k;
            chart.line(
                    "component " + (k + 1),
                    x,
                    predicted.stream()
                            .mapToDouble(mixture -> figure.applyAsDouble(mixture, component))
                            .toArray());
        }
        return chart;
    }

    private Chart modes() {
        List<double[]> first = new ArrayList<>();
        List<double[]> others = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            Mixture mixture = predicted.get(i);
            List<double[]> modes = mixture.modes();
            for (double[] mode : modes) {
                if (mixture.density(mode) >= LEAST_DENSITY * mixture.density(modes.get(0))) {
                    (mode == modes.get(0) ? first : others).add(new double[] {x[i], mode[0]});
                }
            }
        }
        Chart chart = new Chart(
                        "Conditional modes",
                        "The modes of the predicted density that have at least " + LEAST_DENSITY
                                + " of the densest one's density; their number changes with x.")
                .axes("x", "t")
                .points("most likely", pick(first, 0), pick(first, 1));
        return others.isEmpty() ? chart : chart.points("others", pick(others, 0), pick(others, 1));
    }

    private static double[] pick(List<double[]> points, int coordinate) {
        return points.stream().mapToDouble(point -> point[coordinate]).toArray();
    }
}
