package adjoint.mdn.fit;

import static adjoint.Adjoint.function;

import adjoint.mdn.head.Categorical;
import adjoint.mdn.head.Family;
import adjoint.mdn.head.FamilyNetwork;
import adjoint.mdn.head.GammaMixture;
import adjoint.mdn.head.LogNormal;
import adjoint.mdn.head.NegativeBinomial;
import adjoint.mdn.head.NormalCells;
import adjoint.mdn.head.Poisson;
import adjoint.mdn.head.StudentT;
import adjoint.mdn.head.Support;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.ColumnMoments;
import adjoint.mdn.train.Order;
import adjoint.mdn.train.Stacked;
import adjoint.mdn.train.Table;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits an ensemble to one target for each of several families of distributions and keeps the one under which held-out rows are
 * likeliest. Likelihoods of countable targets are probabilities, those of others densities; the two are not compared.
 */
public final class FamilyFit {
    private static final double LOCATION_QUARTILES = 1.349;
    private static final int MOST_CLASSES = 20;

    private final FitSettings settings;

    public FamilyFit(FitSettings settings) {
        this.settings = settings;
    }

    /**
     * What a fit leaves.
     *
     * @param family the likeliest
     * @param heldOutNll of each family by name, in nats, the likeliest first
     * @param networks of the likeliest family
     * @param scale of features and target
     */
    public record Fit(Family family, Map<String, Double> heldOutNll, List<FamilyNetwork> networks, Scale scale) {
        /** The log-likelihood of each row under the mean of the networks' distributions, in nats. */
        public double[] logLikelihoods(Table table) {
            double[][] all = networks.stream()
                    .map(network -> logs(network, scale.standard(table)))
                    .toArray(double[][]::new);
            return IntStream.range(0, table.size())
                    .mapToDouble(row -> Mixture.logSumExp(Arrays.stream(all)
                                    .mapToDouble(logs -> logs[row])
                                    .toArray())
                            - Math.log(all.length)
                            - Math.log(scale.factor()))
                    .toArray();
        }
    }

    /**
     * How numbers are made fit for a network.
     *
     * @param means of the features
     * @param deviations of the features, none 0
     * @param offset subtracted from the target
     * @param factor that the target is divided by
     */
    public record Scale(double[] means, double[] deviations, double offset, double factor) {
        static Scale of(Table table, Family family) {
            ColumnMoments features = ColumnMoments.ofInputs(table).withoutZeros();
            double[] y = targets(table);
            Arrays.sort(y);
            double middle = y[y.length / 2];
            double width = (y[y.length * 3 / 4] - y[y.length / 4]) / LOCATION_QUARTILES;
            boolean moves = family.support() == Support.REAL && width > 0;
            double factor = moves ? width : family.support() == Support.POSITIVE ? middle : 1;
            return new Scale(features.means(), features.deviations(), moves ? middle : 0, factor);
        }

        Table standard(Table table) {
            return new Table(
                    Arrays.stream(table.x())
                            .map(row -> IntStream.range(0, row.length)
                                    .mapToDouble(j -> (row[j] - means[j]) / deviations[j])
                                    .toArray())
                            .toArray(double[][]::new),
                    Arrays.stream(table.y())
                            .map(row -> new double[] {(row[0] - offset) / factor})
                            .toArray(double[][]::new));
        }
    }

    private static double[] targets(Table table) {
        return Arrays.stream(table.y()).mapToDouble(row -> row[0]).toArray();
    }

    /** The families that give every target a likelihood: of counts, of a few classes, of numbers above 0, or of any. */
    public static List<Family> candidates(Table table, int components) {
        double[] y = targets(table);
        List<Family> found = new ArrayList<>();
        if (Arrays.stream(y).allMatch(Support.COUNTS::allows)) {
            int classes = (int) Math.min(Arrays.stream(y).max().orElseThrow(), MOST_CLASSES) + 1;
            found.add(new Poisson());
            found.add(new NegativeBinomial());
            found.add(new NormalCells(components, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
            if (classes > 1 && classes <= MOST_CLASSES) {
                found.add(new Categorical(classes));
            }
            return found;
        }
        found.add(new NormalCells(components, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        found.add(new StudentT(components));
        if (Arrays.stream(y).allMatch(Support.POSITIVE::allows)) {
            found.add(new LogNormal(components));
            found.add(new GammaMixture(components));
        }
        return found;
    }

    /** Fits each of the families to a table of one target. */
    public Fit fit(Table table, List<Family> families) {
        for (Family family : families) {
            double[] refused = Arrays.stream(targets(table))
                    .filter(y -> !family.support().allows(y))
                    .toArray();
            if (refused.length > 0) {
                throw new IllegalArgumentException(
                        "the family '" + family.name() + "' has no likelihood for the target " + refused[0]
                                + "; choose another, or leave the choice to the held-out rows");
            }
        }
        List<Fit> fits =
                families.stream().parallel().map(family -> fit(table, family)).toList();
        List<Fit> sorted = fits.stream()
                .sorted(Comparator.comparingDouble(
                        fit -> fit.heldOutNll().get(fit.family().name())))
                .toList();
        Map<String, Double> all = new LinkedHashMap<>();
        sorted.forEach(fit -> all.putAll(fit.heldOutNll()));
        Fit best = sorted.get(0);
        return new Fit(best.family(), all, best.networks(), best.scale());
    }

    private Fit fit(Table table, Family family) {
        int[] order = Order.shuffled(table.size(), new SplittableRandom(settings.seed()));
        Scale scale = Scale.of(table, family);
        Table standard = scale.standard(table);
        Architecture architecture =
                new Architecture(table.inputs(), settings.hidden(), 1, settings.activation(), DType.FLOAT64);
        List<FamilyNetwork> networks = new ArrayList<>();
        List<Table> training = new ArrayList<>();
        List<Table> others = new ArrayList<>();
        for (int i = 0; i < settings.members(); i++) {
            Fold fold = Fold.of(order, settings.validation(), i);
            training.add(standard.rows(fold.training()));
            others.add(standard.rows(fold.heldOut()));
            FamilyNetwork network = new FamilyNetwork(architecture, family, settings.seed() + i);
            network.start(targets(training.get(i)));
            networks.add(network);
        }
        Stacked stack = new Stacked(networks, "nll");
        Team.trainer(settings, stack, settings.epochs(), settings.seed())
                .train(Stacked.sideBySide(training), Stacked.sideBySide(others));
        stack.unstack();
        double nll = IntStream.range(0, networks.size())
                        .mapToDouble(i -> -Arrays.stream(logs(networks.get(i), others.get(i)))
                                .average()
                                .orElseThrow())
                        .average()
                        .orElseThrow()
                + Math.log(scale.factor());
        return new Fit(family, Map.of(family.name(), nll), List.copyOf(networks), scale);
    }

    private static double[] logs(FamilyNetwork network, Table standard) {
        CompiledFunction function = function(network.input(), network.target())
                .returning(network.metrics().get("nll").neg())
                .compile();
        return function.call(Tensor.of(standard.x()), Tensor.of(standard.y())).toDoubles();
    }
}
