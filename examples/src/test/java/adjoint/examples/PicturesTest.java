package adjoint.examples;

import static adjoint.Adjoint.exact;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.shared;
import static adjoint.Adjoint.vector;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.Grads;
import adjoint.examples.report.Chart;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.inspect.Figure;
import adjoint.inspect.GraphPicture;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pictures of the front page are what the library draws; {@code -Dpages=write} draws them again. */
class PicturesTest {
    private static final Path FOLDER = Path.of("pictures");
    private static final int CELLS = 60;

    @Test
    void anEditedGradient() throws IOException {
        Expr x = matrix("x", "batch", 2), y = matrix("y", "batch", 1);
        Shared w = shared("w", Tensor.zeros(DType.FLOAT64, 2, 1)), v = shared("v", Tensor.zeros(DType.FLOAT64, 2, 1));
        Expr mean = x.dot(w).named("mean"), spread = x.dot(v).exp().named("spread");
        Expr loss = y.sub(mean).div(spread).square().mean().named("loss");
        Grads edited = grad(loss, List.of(w), exact().at(mean, g -> g.mul(spread)));
        Expr gradient = edited.of(w).named("edited gradient of w");
        List<Expr> simple = Rewriter.with(Options.DEFAULT)
                .stabilised(List.of(loss, gradient))
                .roots();
        drawn("policy", GraphPicture.of(simple).gradientOf(simple.get(0)).titled("A loss and its edited gradient"));
    }

    @Test
    void aStoryOfRewriting() throws IOException {
        Expr x = vector("x", 3), naive = x.exp().sum().log().named("as written");
        Expr safe = Rewriter.with(Options.DEFAULT)
                .stabilised(List.of(naive))
                .roots()
                .get(0);
        Expr gradient = grad(naive, x).named("gradient");
        drawn(
                "rewriting",
                GraphPicture.of(naive, safe.named("after rewriting"), gradient)
                        .gradientOf(naive, safe)
                        .titled("A log-sum-exp as written, after rewriting, and its gradient"));
    }

    /** Training ends in other last digits on other machines, so what is drawn is held to what can be seen in it. */
    @Test
    void aConditionalDensity() throws IOException {
        Random random = new Random(1);
        double[][] x = new double[1000][1], t = new double[1000][1];
        for (int i = 0; i < t.length; i++) {
            t[i][0] = random.nextDouble();
            x[i][0] = t[i][0] + 0.3 * Math.sin(2 * Math.PI * t[i][0]) + 0.2 * random.nextDouble() - 0.1;
        }
        Table data = new Table(x, t);
        Architecture architecture = new Architecture(1, List.of(20), 1, Activation.TANH, DType.FLOAT64);
        MixtureDensityNetwork network =
                new MixtureDensityNetwork(architecture, new Head(4, Covariance.ISOTROPIC, 1e-4), 1);
        network.spreadOver(data);
        new Trainer(network)
                .optimiser(new Adam())
                .schedule(Schedule.constant(0.01))
                .epochs(150)
                .batch(50)
                .train(data, data);
        double[] edges = IntStream.rangeClosed(0, CELLS)
                .mapToDouble(i -> (double) i / CELLS)
                .toArray();
        double[][] middles = IntStream.range(0, CELLS)
                .mapToObj(i -> new double[] {(edges[i] + edges[i + 1]) / 2})
                .toArray(double[][]::new);
        List<Mixture> seen = new Predictor(network).predict(Tensor.of(middles));
        assertThat(seen.get(CELLS / 2).modes()).hasSizeGreaterThanOrEqualTo(3);
        double[][] density = new double[CELLS][CELLS];
        for (int row = 0; row < CELLS; row++) {
            for (int column = 0; column < CELLS; column++) {
                density[row][column] = Math.sqrt(seen.get(column).density(middles[row][0]));
            }
        }
        Chart chart = new Chart("Density of t given x", "Dark is dense; shades go by the square root.")
                .axes("x", "t")
                .heatMap("root of the density", edges, edges, density);
        if ("write".equals(System.getProperty("pages"))) {
            chart.write(FOLDER.resolve("density.svg"));
        }
        assertThat(FOLDER.resolve("density.svg")).exists();
    }

    private static void drawn(String name, Figure picture) throws IOException {
        Path file = FOLDER.resolve(name + ".svg");
        if ("write".equals(System.getProperty("pages"))) {
            picture.write(file);
        }
        assertThat(Files.readString(file)).isEqualTo(picture.toSvg());
    }
}
