package adjoint.examples.toy;

import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.train.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Bishop's inverse problem (Mixture density networks, 1994): x = t + 0.3 sin(2 pi t) + noise, with t uniform between 0 and 1
 * and the noise between -0.1 and 0.1; t is to be predicted from x. Given x, t is uniform on where it can have come from: one
 * interval or, between the turns of the sine, several. So all that a model can reach is known.
 */
final class InverseProblem {
    static final double NOISE = 0.1;

    /** The least and the greatest x that there can be. */
    static final double LOW = -NOISE;

    static final double HIGH = 1 + NOISE;

    /** Cells of the grid in x and t on which expectations are taken. */
    private static final int CELLS_X = 600;

    private static final int CELLS_T = 1_000;

    private InverseProblem() {}

    static double forward(double t) {
        return t + 0.3 * Math.sin(2 * Math.PI * t);
    }

    /** Random examples: x as input, t as target. */
    static Table sample(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[size][1];
        double[][] t = new double[size][1];
        for (int i = 0; i < size; i++) {
            t[i][0] = random.nextDouble();
            x[i][0] = forward(t[i][0]) + random.nextDouble(-NOISE, NOISE);
        }
        return new Table(x, t);
    }

    /** The middles of the cells in x. */
    static double[] grid() {
        return IntStream.range(0, CELLS_X)
                .mapToDouble(i -> LOW + (HIGH - LOW) * (i + 0.5) / CELLS_X)
                .toArray();
    }

    /** Where x can have come from: the middles of those cells in t. All are equally likely. */
    static double[] origins(double x) {
        return IntStream.range(0, CELLS_T)
                .mapToDouble(i -> (i + 0.5) / CELLS_T)
                .filter(t -> Math.abs(x - forward(t)) < NOISE)
                .toArray();
    }

    /**
     * The least expected negative log-likelihood that any model can reach, in nats: the entropy of t given x, which is h(t) +
     * h(x given t) - h(x), and of these the first is 0.
     */
    static double entropy() {
        double ofX = 0;
        for (double x : grid()) {
            double density = origins(x).length / (2 * NOISE * CELLS_T);
            ofX -= density == 0 ? 0 : density * Math.log(density) * (HIGH - LOW) / CELLS_X;
        }
        return Math.log(2 * NOISE) - ofX;
    }

    /** The expected negative log-likelihood of a model, in nats. */
    static double expectedNll(Function<double[], List<Mixture>> model) {
        return expectedNll(grid(), model);
    }

    /** The least expected negative log-likelihood of mixtures of so many normal components, found by fitting one for each x. */
    static double leastNll(int components) {
        double[] xs = IntStream.range(0, CELLS_X / 10)
                .mapToDouble(i -> grid()[10 * i + 5])
                .toArray();
        return expectedNll(xs, inputs -> {
            List<Mixture> best = new ArrayList<>();
            for (double x : inputs) {
                best.add(new BestMixture(origins(x)).fit(components));
            }
            return best;
        });
    }

    private static double expectedNll(double[] grid, Function<double[], List<Mixture>> model) {
        double[] xs = Arrays.stream(grid).filter(x -> origins(x).length > 0).toArray();
        List<Mixture> predicted = model.apply(xs);
        double sum = 0;
        double count = 0;
        for (int i = 0; i < xs.length; i++) {
            for (double t : origins(xs[i])) {
                sum -= predicted.get(i).logDensity(t);
                count++;
            }
        }
        return sum / count;
    }
}
