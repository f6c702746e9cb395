package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.mdn.head.Categorical;
import adjoint.mdn.head.Family;
import adjoint.mdn.head.LogNormal;
import adjoint.mdn.head.NormalCells;
import adjoint.mdn.head.Poisson;
import adjoint.mdn.head.StudentT;
import adjoint.mdn.head.VonMises;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.train.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose distribution is known because it is a family's own: how far from the truth is what was learnt? */
class FamilyFitTest {
    private static final int ROWS = 600;

    @TempDir
    Path temp;

    private static final FitSettings SETTINGS = new FitSettings(
            2,
            List.of(16),
            Activation.TANH,
            60,
            20,
            32,
            0.01,
            0.03,
            List.of(0.0),
            1e-5,
            Covariance.DIAGONAL,
            3,
            0.1,
            1);

    /** Targets are drawn from the family with parameters that a function makes of one feature. */
    private static Table table(Family family, Function<Double, double[]> out, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[rows][1];
        double[][] y = new double[rows][1];
        for (int i = 0; i < rows; i++) {
            x[i][0] = random.nextDouble(-1, 1);
            y[i][0] = family.sample(out.apply(x[i][0]), random);
        }
        return new Table(x, y);
    }

    /** How much likelier test rows are under the truth, in nats, and which family was chosen. */
    private double loss(Family truth, Function<Double, double[]> out, List<Family> families, String chosen) {
        Table training = table(truth, out, ROWS, 1);
        Table test = table(truth, out, 1_000, 2);
        FamilyFit.Fit fit = new FamilyFit(SETTINGS)
                .fit(training, families.isEmpty() ? FamilyFit.candidates(training, 2) : families);
        if (chosen != null) {
            assertThat(fit.family().name()).as("%s", fit.heldOutNll()).isEqualTo(chosen);
        }
        double best = 0;
        for (int i = 0; i < test.size(); i++) {
            best += logTruth(truth, out.apply(test.x()[i][0]), test.y()[i][0]) / test.size();
        }
        double loss = best - Arrays.stream(fit.logLikelihoods(test)).average().orElseThrow();
        assertThat(readBack(fit).logLikelihoods(test)).isEqualTo(fit.logLikelihoods(test));
        return loss;
    }

    private FamilyFit.Fit readBack(FamilyFit.Fit fit) {
        try {
            FamilyFolder.write(temp, fit);
            return FamilyFolder.read(temp);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the distribution function: a probability, or a central difference. */
    private static double logTruth(Family family, double[] out, double y) {
        if (family.support().discrete()
                || y == family.support().lowest()
                || y == family.support().highest()) {
            double below = family.support().discrete() ? y - 1 : Math.nextDown(y);
            return Math.log(family.cumulative(out, y) - family.cumulative(out, below));
        }
        double step = 1e-4 * Math.max(1, Math.abs(y));
        return Math.log((family.cumulative(out, y + step) - family.cumulative(out, y - step)) / (2 * step));
    }

    @Test
    void countsAreTakenForCounts() {
        assertThat(loss(new Poisson(), x -> new double[] {1 + x}, List.of(), null))
                .isBetween(-0.05, 0.1);
    }

    /** One t distribution of about one degree of freedom. */
    @Test
    void heavyTailsAreTakenForHeavyTails() {
        assertThat(loss(new StudentT(1), x -> new double[] {0, 2 * x, 0, 0.5 - 0.07}, List.of(), "student"))
                .isBetween(-0.05, 0.15);
    }

    @Test
    void anglesGoRoundTheCircle() {
        assertThat(loss(
                        new VonMises(),
                        x -> new double[] {4 * Math.cos(3 + x), 4 * Math.sin(3 + x)},
                        List.of(new VonMises()),
                        "vonmises"))
                .isBetween(-0.05, 0.1);
    }

    @Test
    void threeClassesHaveTheirProbabilities() {
        assertThat(loss(
                        new Categorical(3),
                        x -> new double[] {2 * x, 0, -2 * x},
                        List.of(new Categorical(3)),
                        "categorical"))
                .isBetween(-0.05, 0.1);
    }

    @Test
    void aCensoredTargetIsItsCell() {
        Family family = new NormalCells(1, 0, -0.5, 0.7);
        assertThat(loss(family, x -> new double[] {0, x, 0}, List.of(family), "censored"))
                .isBetween(-0.05, 0.1);
    }

    @Test
    void aFamilyWithoutALikelihoodForATargetIsRefused() {
        Table table = table(new StudentT(1), x -> new double[] {0, x, 0, 1}, 50, 1);
        assertThatThrownBy(() -> new FamilyFit(SETTINGS).fit(table, List.of(new Poisson())))
                .hasMessageContaining("no likelihood for the target");
    }

    /** What a target is rounded to, or cut off at, stays where it is; others are moved and rescaled, or rescaled alone. */
    @Test
    void targetsAreRescaledOnlyWhereTheirFamilyAllowsIt() {
        double[][] x = new double[8][], y = new double[8][];
        Arrays.setAll(x, i -> new double[] {0.1, i});
        Arrays.setAll(y, i -> new double[] {0.5 * i + 1});
        Table table = new Table(x, y);
        double infinity = Double.POSITIVE_INFINITY;
        FamilyFit.Scale rounded = FamilyFit.Scale.of(table, new NormalCells(1, 0.5, -infinity, infinity));
        assertThat(List.of(rounded.offset(), rounded.factor())).containsExactly(0.0, 1.0);
        FamilyFit.Scale censored = FamilyFit.Scale.of(table, new NormalCells(1, 0, 1, infinity));
        assertThat(List.of(censored.offset(), censored.factor())).containsExactly(0.0, 1.0);
        FamilyFit.Scale moved = FamilyFit.Scale.of(table, new StudentT(1));
        assertThat(List.of(moved.offset(), moved.factor())).containsExactly(3.0, 2 / 1.349);
        FamilyFit.Scale positive = FamilyFit.Scale.of(table, new LogNormal(1));
        assertThat(List.of(positive.offset(), positive.factor())).containsExactly(0.0, 3.0);
        assertThat(moved.deviations()[0])
                .as("of a column that is constant but for rounding")
                .isEqualTo(1);
    }
}
