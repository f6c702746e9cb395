package adjoint.run;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.IntegerDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.distribution.UniformIntegerDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomStreamTest {
    private static final int COUNT = 20_000;

    private record Continuous(RealDistribution law, BiFunction<RandomStream, Expr, Expr> draw) {}

    private record Discrete(IntegerDistribution law, BiFunction<RandomStream, Expr, Expr> draw) {}

    /** The second argument is an array of ones. */
    static Stream<Continuous> continuous() {
        return Stream.of(
                new Continuous(new UniformRealDistribution(0, 1), RandomStream::uniformLike),
                new Continuous(new UniformRealDistribution(0, 1), (s, one) -> s.uniform(COUNT)),
                new Continuous(new NormalDistribution(), RandomStream::normalLike),
                new Continuous(new NormalDistribution(), (s, one) -> s.normal(COUNT)),
                new Continuous(new ExponentialDistribution(null, 0.5), (s, one) -> s.exponential(one.mul(2))),
                new Continuous(new GammaDistribution(null, 0.3, 1), (s, one) -> s.gamma(one.mul(0.3))),
                new Continuous(new GammaDistribution(null, 1, 1), RandomStream::gamma),
                new Continuous(new GammaDistribution(null, 40, 1), (s, one) -> s.gamma(one.mul(40))),
                new Continuous(new BetaDistribution(0.5, 2), (s, one) -> s.beta(one.mul(0.5), one.mul(2))),
                new Continuous(
                        new BetaDistribution(2, 5),
                        (s, one) -> s.dirichlet(one.mul(2)
                                        .expand(1)
                                        .mul(constant(1, 1.5, 1).cast(one.dtype())))
                                .slice(1, 0, 1)
                                .reshape(COUNT)),
                new Continuous(new TDistribution(7), (s, one) -> s.studentT(one.mul(7))));
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void numbersHaveTheirDistributionAndItsMoments(Continuous it) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            double[] x = draw(it.draw(), dtype);
            assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(it.law(), x))
                    .as("probability of so uneven a sample of %s in %s", it.law(), dtype)
                    .isGreaterThan(0.01);
            assertMoments(x, it.law().getNumericalMean(), it.law().getNumericalVariance());
        }
    }

    private static double[] draw(BiFunction<RandomStream, Expr, Expr> draw, DType dtype) {
        Expr x = draw.apply(
                RandomStream.of(11),
                constant(Tensor.of(new double[COUNT]).cast(dtype)).add(1));
        return function().returning(x).compile().call().toDoubles();
    }

    /** Four standard deviations; that of the variance by the sample's own fourth moment. */
    private static void assertMoments(double[] x, double mean, double variance) {
        assertThat(StatUtils.mean(x)).isCloseTo(mean, within(4 * Math.sqrt(variance / x.length)));
        double[] squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).toArray();
        assertThat(StatUtils.mean(squares))
                .isCloseTo(variance, within(4 * Math.sqrt(StatUtils.variance(squares) / x.length)));
    }

    static Stream<Discrete> discrete() {
        return Stream.of(
                new Discrete(new BinomialDistribution(1, 0.3), (s, one) -> s.bernoulli(one.mul(0.3))),
                new Discrete(
                        new UniformIntegerDistribution(0, 2),
                        (s, one) -> s.categorical(one.expand(1).mul(constant(5, 5, 5)))),
                new Discrete(
                        new BinomialDistribution(9, 0.25),
                        (s, one) -> s.multinomial(9, one.expand(1).mul(constant(1, 0, 2, 1)))
                                .slice(1, 3, 4)
                                .reshape(COUNT)),
                new Discrete(new PoissonDistribution(0.7), (s, one) -> s.poisson(one.mul(0.7))),
                new Discrete(new PoissonDistribution(9.9), (s, one) -> s.poisson(one.mul(9.9))),
                new Discrete(new PoissonDistribution(10), (s, one) -> s.poisson(one.mul(10))),
                new Discrete(new PoissonDistribution(300), (s, one) -> s.poisson(one.mul(300))));
    }

    @ParameterizedTest
    @MethodSource("discrete")
    void countsHaveTheirDistributionAndItsMoments(Discrete it) {
        double[] x = draw(it.draw(), DType.FLOAT64);
        assertMoments(x, it.law().getNumericalMean(), it.law().getNumericalVariance());
        int[] values = IntStream.range(0, 500)
                .filter(k -> it.law().probability(k) * COUNT > 5)
                .toArray();
        double[] expected = new double[values.length + 1];
        long[] observed = new long[values.length + 1];
        expected[values.length] = COUNT;
        observed[values.length] = COUNT;
        for (int i = 0; i < values.length; i++) {
            int k = values[i];
            expected[i] = it.law().probability(k) * COUNT;
            observed[i] = Arrays.stream(x).filter(v -> v == k).count();
            expected[values.length] -= expected[i];
            observed[values.length] -= observed[i];
        }
        if (expected[values.length] < 1e-6) {
            assertThat(observed[values.length]).isZero();
            expected = Arrays.copyOf(expected, values.length);
            observed = Arrays.copyOf(observed, values.length);
        }
        assertThat(new ChiSquareTest().chiSquareTest(expected, observed)).isGreaterThan(0.01);
    }

    @Test
    void permutationsHoldEachIndexOnceAndPutItAnywhere() {
        RandomStream stream = RandomStream.of(3);
        CompiledFunction shuffle =
                function().returning(stream.permutation(5)).drawing(stream).compile();
        long[] places = new long[5];
        for (int i = 0; i < 5000; i++) {
            double[] order = shuffle.call().toDoubles();
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            places[IntStream.range(0, 5).filter(k -> order[k] == 2).findFirst().orElseThrow()]++;
        }
        double[] expected = {1000, 1000, 1000, 1000, 1000};
        assertThat(new ChiSquareTest().chiSquareTest(expected, places)).isGreaterThan(0.01);
    }

    @Test
    void aCallDrawsOnAndAStepSetBackRepeats() {
        RandomStream stream = RandomStream.of(5);
        Expr noise = stream.normal(4);
        CompiledFunction draw = function().returning(noise).drawing(stream).compile();
        CompiledFunction look = function().returning(noise).compile();
        Tensor first = draw.call();
        Tensor second = draw.call();
        assertThat(second).isNotEqualTo(first);
        assertThat(look.call()).isEqualTo(look.call()).isNotEqualTo(second);
        assertThat(stream.step().get().scalar()).isEqualTo(2);
        stream.step().set(Tensor.of(0));
        assertThat(draw.call()).isEqualTo(first);
        Expr again = RandomStream.of(5).normal(4);
        assertThat(function().returning(again).compile().call()).isEqualTo(first);
    }

    @Test
    void aStreamAndItsSplitsTakeTheirStepsTogether() {
        RandomStream stream = RandomStream.of(5);
        RandomStream split = stream.split();
        Expr noise = split.normal(4);
        CompiledFunction draw =
                function().returning(noise).drawing(stream).drawing(split).compile();
        assertThat(draw.call()).isNotEqualTo(draw.call());
        assertThat(stream.step().get().scalar()).isEqualTo(2);
    }

    /** Location-scale draws are plain expressions, so their gradients are the noise itself. */
    @Test
    void aScaledNormalNumberMovesByItsNoise() {
        RandomStream stream = RandomStream.of(5);
        Expr scale = scalar("scale");
        Expr noise = stream.normal();
        CompiledFunction f = function(scale)
                .returning(noise, grad(noise.mul(scale).add(3), scale))
                .compile();
        List<Tensor> both = f.callAll(Tensor.of(2));
        assertThat(both.get(1)).isEqualTo(both.get(0));
    }

    @Test
    void drawsSplitsStepsAndSeedsAreUncorrelated() {
        RandomStream stream = RandomStream.of(5);
        RandomStream split = stream.split();
        Expr[] draws = {
            stream.normal(COUNT),
            stream.normal(COUNT),
            split.normal(COUNT),
            stream.split().normal(COUNT),
            split.split().normal(COUNT),
            stream.uniform(COUNT),
            RandomStream.of(6).normal(COUNT)
        };
        CompiledFunction function = function().returning(draws).drawing(stream).compile();
        List<double[]> numbers = Stream.concat(
                        function.callAll().stream(), function.callAll().stream().limit(6))
                .map(Tensor::toDoubles)
                .toList();
        for (int i = 0; i < numbers.size(); i++) {
            for (int j = 0; j < i; j++) {
                double correlation = new PearsonsCorrelation().correlation(numbers.get(i), numbers.get(j));
                assertThat(Math.abs(correlation)).as("%d and %d", i, j).isLessThan(4 / Math.sqrt(COUNT));
            }
        }
    }

    /** The same bits from every thread, from fused and separate steps, and from the interpreter. */
    @Test
    void theSameBitsHoweverTheyAreComputed() {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            RandomStream s = RandomStream.of(9);
            Expr one = constant(Tensor.of(new double[1500]).cast(dtype).reshape(500, 3))
                    .add(1);
            Expr[] draws = {
                s.uniformLike(one), s.normalLike(one), s.normalLike(one).mul(2).add(1), s.bernoulli(one.mul(0.4)),
                s.logGamma(one), s.poisson(one.mul(20)), s.multinomial(4, one), s.permutation(700)
            };
            List<Tensor> fast = function().returning(draws).compile().callAll();
            for (Mode mode : List.of(Mode.REFERENCE, Mode.CHECKED)) {
                assertThat(function().returning(draws).mode(mode).compile().callAll())
                        .isEqualTo(fast);
            }
            for (int threads : new int[] {1, 2, 4}) {
                BoundPlan bound = function().returning(draws).compile().plan().bind(Map.of(), threads);
                bound.run();
                for (int i = 0; i < draws.length; i++) {
                    assertThat(bound.output(i)).isEqualTo(fast.get(i));
                }
            }
        }
    }

    /** E gamma(a) = a, E log gamma(a) = digamma(a), E beta(a, b) = a / (a + b), E t^2 = n / (n - 2): so are the derivatives. */
    @Test
    void gradientsAreThoseOfExpectations() {
        RandomStream stream = RandomStream.of(2);
        Expr a = scalar("a");
        Expr all = a.broadcastTo(Shape.of(COUNT));
        Expr gamma = stream.gamma(all).mean();
        Expr beta = stream.beta(all, all.zeros().add(3)).mean();
        Expr t = stream.studentT(all.mul(10)).square().mean();
        CompiledFunction f =
                function(a).returning(grad(gamma, a), grad(beta, a), grad(t, a)).compile();
        for (double at : new double[] {0.8, 2, 7}) {
            List<Tensor> slopes = f.callAll(Tensor.of(at));
            assertThat(slopes.get(0).scalar()).isCloseTo(1, within(0.03));
            assertThat(slopes.get(1).scalar()).isCloseTo(3 / (at + 3) / (at + 3), within(0.01));
            assertThat(slopes.get(2).scalar()).isCloseTo(-20 / Math.pow(10 * at - 2, 2), within(0.1));
        }
    }

    @Test
    void parametersOutsideTheirRangeGiveNaN() {
        RandomStream stream = RandomStream.of(1);
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            CompiledFunction f = function()
                    .returning(
                            stream.gamma(constant(bad)),
                            stream.poisson(constant(bad)),
                            stream.multinomial(2, constant(bad, 1)))
                    .compile();
            assertThat(f.callAll()).allSatisfy(y -> assertThat(y.get(0)).isNaN());
        }
        assertThat(function()
                        .returning(stream.poisson(constant(0)))
                        .compile()
                        .call()
                        .scalar())
                .isZero();
    }
}
