package adjoint.mdn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.autodiff.Gradients;
import adjoint.autodiff.Grads;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.distribution.MixtureMultivariateNormalDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.util.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Density, order and sampling against plain loops and numerical integration; training against a known density. */
class RnadeTest {
    private static double[] logDensity(Rnade model, double[]... rows) {
        return Interpreter.evaluate(model.logDensity(), List.of(model.target()), Tensor.of(rows))
                .toDoubles();
    }

    private static Tensor parameter(Rnade model, String name) {
        Map<String, Shared> byName =
                model.parameters().stream().collect(Collectors.toMap(Shared::name, Function.identity()));
        return byName.get(name).get();
    }

    private static Rnade.Form form(int hidden, int components, int... order) {
        return new Rnade.Form(hidden, components, order);
    }

    /** The density in the words of the paper, one example, dimension, unit and component after the other. */
    private static double byHand(Rnade model, int hidden, int components, int[] order, double[] y) {
        double total = 0;
        for (int d = 0; d < order.length; d++) {
            double[] h = new double[hidden];
            for (int j = 0; j < hidden; j++) {
                double a = parameter(model, "bias").at(j);
                for (int e = 0; e < d; e++) {
                    a += y[order[e]] * parameter(model, "weights").at(e, j);
                }
                h[j] = Math.max(0, a * parameter(model, "scale").at(d, 0));
            }
            double density = 0;
            double weights = 0;
            for (int k = 0; k < components; k++) {
                double weight = Math.exp(linear(model, "logits", h, d, k));
                double deviation = Math.exp(linear(model, "deviations", h, d, k));
                weights += weight;
                density += weight
                        * new NormalDistribution(linear(model, "means", h, d, k), deviation).density(y[order[d]]);
            }
            total += Math.log(density / weights);
        }
        return total;
    }

    private static double linear(Rnade model, String head, double[] h, int d, int k) {
        double out = parameter(model, head + ".bias").at(d, 0, k);
        for (int j = 0; j < h.length; j++) {
            out += h[j] * parameter(model, head + ".weights").at(d, j, k);
        }
        return out;
    }

    private static double[] normal(Random random, int count) {
        return random.doubles(count, -2, 2).toArray();
    }

    @Test
    void theDensityIsThatOfThePaperInAnyOrder() {
        Random random = new Random(1);
        for (int[] order : new int[][] {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {0}}) {
            Rnade model = new Rnade(form(5, 3, order), 7);
            double[] a = normal(random, order.length);
            double[] b = normal(random, order.length);
            assertThat(logDensity(model, a, b))
                    .containsExactly(
                            new double[] {byHand(model, 5, 3, order, a), byHand(model, 5, 3, order, b)}, within(1e-12));
        }
    }

    @Test
    void theDensityIntegratesToOne() {
        Rnade model = new Rnade(form(6, 2, 1, 0), 3);
        double step = 0.1;
        double[][] grid = new double[161 * 161][];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = new double[] {(i / 161 - 80) * step * 2, (i % 161 - 80) * step * 2};
        }
        double sum = Arrays.stream(logDensity(model, grid)).map(Math::exp).sum() * 4 * step * step;
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @Test
    void samplesHaveTheDensitysMoments() {
        Rnade model = new Rnade(form(6, 2, 1, 0), 3);
        double[][] drawn = model.sample(40_000, new SplittableRandom(5));
        assertThat(model.sample(10, new SplittableRandom(5))[0])
                .isEqualTo(model.sample(10, new SplittableRandom(5))[0]);
        double[] moments = new double[5];
        double mass = 0;
        for (int i = 0; i < 161 * 161; i++) {
            double[] y = {(i / 161 - 80) * 0.2, (i % 161 - 80) * 0.2};
            double p = Math.exp(byHand(model, 6, 2, new int[] {1, 0}, y)) * 0.04;
            mass += p;
            accumulate(moments, y, p);
        }
        assertThat(mass).isCloseTo(1, within(1e-6));
        double[] found = new double[5];
        for (double[] y : drawn) {
            accumulate(found, y, 1.0 / drawn.length);
        }
        // Five standard errors of a mean of 40,000; the fourth moments here are below 30.
        assertThat(found).containsExactly(moments, within(5 * Math.sqrt(30.0 / drawn.length)));
    }

    private static void accumulate(double[] moments, double[] y, double p) {
        double[] powers = {y[0], y[1], y[0] * y[0], y[1] * y[1], y[0] * y[1]};
        for (int i = 0; i < powers.length; i++) {
            moments[i] += p * powers[i];
        }
    }

    @Test
    void theTrickScalesTheMeansAndIsNoGradient() {
        Rnade model = new Rnade(form(4, 3, 0, 1, 2), 2);
        Tensor data = Tensor.of(new double[][] {{0.3, -1, 0.2}, {1, 0.5, -0.7}});
        Shared means = model.parameters().stream()
                .filter(p -> p.name().equals("means.bias"))
                .findFirst()
                .orElseThrow();
        Shared hidden = model.parameters().get(0);
        Grads exact = Gradients.grad(model.loss(), model.parameters());
        Grads local = Gradients.grad(model.loss(), model.parameters(), model.locallyScaledMeans());
        Grads whole = Gradients.grad(model.loss(), model.parameters(), model.scaledMeans());
        List<Tensor> found = Interpreter.evaluate(
                List.of(exact.of(hidden), local.of(hidden), whole.of(hidden), local.of(means), whole.of(means)),
                List.of(model.target()),
                data);
        assertThat(found.get(1)).isEqualTo(found.get(0)).isNotEqualTo(found.get(2));
        assertThat(found.get(3)).isEqualTo(found.get(4));
        assertThat(check(model, exact)).isTrue();
        assertThat(check(model, local)).isFalse();
        assertThat(check(model, whole)).isFalse();
    }

    private static boolean check(Rnade model, Grads gradient) {
        return GradientCheck.of(model.loss(), gradient)
                .given(model.target(), Tensor.of(new double[][] {{0.3, -1, 0.2}, {1, 0.5, -0.7}}))
                .at()
                .passed();
    }

    @Test
    void theFormMustMakeSense() {
        assertThatThrownBy(() -> form(3, 2, 0, 2)).hasMessageContaining("[0, 2]");
        assertThatThrownBy(() -> form(0, 2, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Three correlated normal components in six dimensions. */
    private static MixtureMultivariateNormalDistribution truth(long seed) {
        Random random = new Random(seed);
        RandomGenerator draws = new MersenneTwister(seed);
        List<Pair<Double, MultivariateNormalDistribution>> parts = new java.util.ArrayList<>();
        for (int k = 0; k < 3; k++) {
            double[] mean = new double[6];
            double[][] factor = new double[6][6];
            for (int i = 0; i < 6; i++) {
                mean[i] = 1.5 * random.nextGaussian();
                for (int j = 0; j <= i; j++) {
                    factor[i][j] = i == j ? 0.7 : 0.3 * random.nextGaussian();
                }
            }
            double[][] covariance = new double[6][6];
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    for (int l = 0; l < 6; l++) {
                        covariance[i][j] += factor[i][l] * factor[j][l];
                    }
                }
            }
            parts.add(new Pair<>(0.25 + 0.083 * k, new MultivariateNormalDistribution(draws, mean, covariance)));
        }
        return new MixtureMultivariateNormalDistribution(draws, parts);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainingComesWithinATenthOfANatOfTheTruth(boolean scaled) {
        MixtureMultivariateNormalDistribution truth = truth(4);
        double[][] training = truth.sample(10_000);
        double[][] test = truth.sample(4_000);
        Rnade model = new Rnade(Rnade.Form.of(6, 40, 4), 1);
        int epochs = 25;
        new Trainer(model)
                .optimiser(new Adam())
                .policy(scaled ? model.scaledMeans() : adjoint.autodiff.GradientPolicy.exact())
                .schedule(Schedule.cosine(0.01, epochs))
                .epochs(epochs)
                .seed(1)
                .train(
                        new Table(new double[training.length][0], training),
                        new Table(new double[test.length][0], test));
        double reached = Arrays.stream(logDensity(model, test)).average().orElseThrow();
        double possible = Arrays.stream(test)
                .mapToDouble(y -> Math.log(truth.density(y)))
                .average()
                .orElseThrow();
        assertThat(reached).isCloseTo(possible, within(0.1));
    }
}
