package adjoint.mdn.head;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family: its expression against its distribution function, its gradient, quantiles, draws and start. */
class FamilyTest {
    private static final int DRAWS = 2_000;
    private static final int INTERVALS = 20_000;
    private static final double[] PROBABILITIES = {0.03, 0.2, 0.5, 0.8, 0.97};

    static List<Family> families() {
        double infinity = Double.POSITIVE_INFINITY;
        return List.of(
                new StudentT(3),
                new LogNormal(2),
                new GammaMixture(2),
                new Poisson(),
                new NegativeBinomial(),
                new VonMises(),
                new Categorical(2),
                new Categorical(4),
                new Ordered(3),
                new Ordered(5),
                new NormalCells(2, 0, -infinity, infinity),
                new NormalCells(2, 1, -infinity, infinity),
                new NormalCells(2, 0, -0.5, 0.7),
                new NormalCells(2, 1, 0, infinity));
    }

    private static double[] outputs(Family family, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(family.outputs(), -1, 1.5).toArray();
    }

    /** The expression's log-likelihoods of several targets. */
    private static double[] logs(Family family, double[] out, double... ys) {
        Expr o = Expressions.matrix("out", "batch", family.outputs());
        Expr y = Expressions.matrix("y", "batch", 1);
        CompiledFunction function =
                function(o, y).returning(family.logLikelihood(o, y)).compile();
        return function.call(rows(out, ys.length), column(ys)).toDoubles();
    }

    private static Tensor rows(double[] out, int count) {
        double[][] rows = new double[count][];
        Arrays.fill(rows, out);
        return Tensor.of(rows);
    }

    private static Tensor column(double... ys) {
        return Tensor.of(Arrays.stream(ys).mapToObj(y -> new double[] {y}).toArray(double[][]::new));
    }

    /** Between two quantiles the likelihood adds up to what the distribution function says. */
    @ParameterizedTest
    @MethodSource("families")
    void theLikelihoodIsThatOfTheDistributionFunction(Family family) {
        for (long seed = 1; seed <= 3; seed++) {
            double[] out = outputs(family, seed);
            double low = family.quantile(out, 0.02);
            double high = family.quantile(out, 0.98);
            double expected;
            double sum;
            if (family.support().discrete()) {
                double[] values =
                        DoubleStream.iterate(low, v -> v <= high, v -> v + 1).toArray();
                sum = Arrays.stream(logs(family, out, values)).map(Math::exp).sum();
                expected = family.cumulative(out, high) - family.cumulative(out, low - 1);
            } else {
                double from = low + 1e-9;
                double to = high - 1e-9;
                sum = simpson(family, out, from, to);
                expected = family.cumulative(out, to) - family.cumulative(out, from);
            }
            assertThat(sum).as("%s with %s", family, Arrays.toString(out)).isCloseTo(expected, within(2e-6));
        }
    }

    private static double simpson(Family family, double[] out, double from, double to) {
        double step = (to - from) / INTERVALS;
        double[] logs = logs(
                family,
                out,
                IntStream.rangeClosed(0, INTERVALS)
                        .mapToDouble(i -> from + i * step)
                        .toArray());
        return step
                / 3
                * IntStream.rangeClosed(0, INTERVALS)
                        .mapToDouble(i -> Math.exp(logs[i]) * (i == 0 || i == INTERVALS ? 1 : 2 + 2 * (i % 2)))
                        .sum();
    }

    @ParameterizedTest
    @MethodSource("families")
    void theGradientIsTheSlope(Family family) {
        Expr o = Expressions.matrix("out", "batch", family.outputs());
        Expr y = Expressions.matrix("y", "batch", 1);
        Expr sum = family.logLikelihood(o, y).sum();
        CompiledFunction function =
                function(o, y).returning(grad(sum, List.of(o)).of(o)).compile();
        double[] out = outputs(family, 5);
        double[] ys =
                Arrays.stream(PROBABILITIES).map(p -> family.quantile(out, p)).toArray();
        double[] gradient = function.call(rows(out, ys.length), column(ys)).toDoubles();
        double step = 1e-5;
        for (int i = 0; i < out.length; i++) {
            double[] more = out.clone();
            double[] less = out.clone();
            more[i] += step;
            less[i] -= step;
            double[] up = logs(family, more, ys);
            double[] down = logs(family, less, ys);
            for (int row = 0; row < ys.length; row++) {
                double slope = (up[row] - down[row]) / (2 * step);
                assertThat(gradient[row * out.length + i])
                        .as("%s, output %d at %s", family, i, ys[row])
                        .isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void quantilesInvertTheDistributionFunctionAndDrawsFollowIt(Family family) {
        double[] out = outputs(family, 7);
        for (double p : PROBABILITIES) {
            double quantile = family.quantile(out, p);
            assertThat(family.support().allows(quantile))
                    .as("%s at %s", family, quantile)
                    .isTrue();
            assertThat(family.cumulative(out, quantile)).isGreaterThanOrEqualTo(p);
            double before =
                    family.support().discrete() ? quantile - 1 : quantile - 1e-6 * Math.max(1, Math.abs(quantile));
            assertThat(family.cumulative(out, before)).isLessThanOrEqualTo(p);
        }
        SplittableRandom random = new SplittableRandom(1);
        double[] draws = IntStream.range(0, DRAWS)
                .mapToDouble(i -> family.sample(out, random))
                .toArray();
        for (double p : PROBABILITIES) {
            double quantile = family.quantile(out, p);
            double truth = family.cumulative(out, quantile);
            double share = Arrays.stream(draws).filter(v -> v <= quantile).count() / (double) DRAWS;
            assertThat(share).isCloseTo(truth, within(5 * Math.sqrt(0.25 / DRAWS)));
        }
    }

    /** Of data from the family itself, the start is better than outputs of 0. */
    @ParameterizedTest
    @MethodSource("families")
    void theStartIsNearTheTargets(Family family) {
        double[] out = outputs(family, 11);
        SplittableRandom random = new SplittableRandom(3);
        double[] draws = IntStream.range(0, 500)
                .mapToDouble(i -> family.sample(out, random))
                .toArray();
        double truth = mean(logs(family, out, draws));
        assertThat(mean(logs(family, family.start(draws), draws))).isBetween(truth - 1, truth + 0.1);
    }

    private static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("families")
    void float32AgreesWithFloat64(Family family) {
        Expr o = Expressions.input("out", DType.FLOAT32, "batch", family.outputs());
        Expr y = Expressions.input("y", DType.FLOAT32, "batch", 1);
        CompiledFunction function =
                function(o, y).returning(family.logLikelihood(o, y)).compile();
        double[] out = outputs(family, 13);
        double[] ys =
                Arrays.stream(PROBABILITIES).map(p -> family.quantile(out, p)).toArray();
        double[] narrow = function.call(
                        rows(out, ys.length).cast(DType.FLOAT32), column(ys).cast(DType.FLOAT32))
                .toDoubles();
        double[] wide = logs(family, out, ys);
        for (int i = 0; i < ys.length; i++) {
            assertThat(narrow[i]).isCloseTo(wide[i], within(1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aFamilyIsMadeAgainOfItsKindAndNumbers(Family family) {
        assertThat(Families.of(family.kind(), family.numbers())).isEqualTo(family);
    }

    /** Any node can have its gradient edited: a Student t whose scales are left alone. */
    @Test
    void aPolicyActsOnNodesOfALikelihood() {
        Family family = new StudentT(2);
        Expr o = Expressions.matrix("out", "batch", family.outputs());
        Expr y = Expressions.matrix("y", "batch", 1);
        Expr sum = family.logLikelihood(o, y).sum();
        Expr edited = grad(sum, List.of(o), GradientPolicy.exact().at("scales", GradientEdit.scale(0)))
                .of(o);
        double[] gradient = function(o, y)
                .returning(edited)
                .compile()
                .call(rows(outputs(family, 1), 1), column(0.3))
                .toDoubles();
        assertThat(Arrays.copyOfRange(gradient, 4, 6)).containsOnly(0);
        assertThat(gradient[2]).isNotZero();
    }
}
