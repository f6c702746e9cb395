package adjoint.mdn.mixture;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.Mode;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch of mixtures gives in the graph, row by row against the mixture as a value, and its derivatives. */
class MixtureExprValueTest {
    private static final int ROWS = 4;
    private static final int D = 3;
    private static final int K = 3;

    /** Inputs of a graph of mixtures, with values: row 1 has three equal components, row 2 one of no weight. */
    private record Setting(List<Expr> inputs, List<Tensor> values) {
        static Setting of(Covariance form, DType dtype) {
            SplittableRandom random = new SplittableRandom(form.ordinal());
            Tensor logits = draw(random, ROWS, K);
            Tensor means = draw(random, ROWS, D, K);
            Tensor spread = form == Covariance.FULL
                    ? draw(random, ROWS, K, D, D)
                    : draw(random, ROWS, form == Covariance.ISOTROPIC ? 1 : D, K);
            for (int i = 0; i < spread.size(); i++) {
                boolean positive = form != Covariance.FULL || (i % (D * D)) % (D + 1) == 0;
                spread.set(i, positive ? 0.3 + spread.get(i) * spread.get(i) : 0.5 * spread.get(i));
            }
            List<Tensor> values = List.of(logits, means, spread);
            List<Integer> axes = List.of(1, 2, form == Covariance.FULL ? 1 : 2);
            for (int part = 0; part < 3; part++) {
                equalise(values.get(part), axes.get(part));
            }
            logits.set(2 * K + 1, Double.NEGATIVE_INFINITY);
            List<Expr> inputs = new ArrayList<>();
            for (Tensor value : values) {
                Object[] sizes = Arrays.stream(value.shape()).boxed().toArray();
                sizes[0] = "batch";
                inputs.add(input("part" + inputs.size(), dtype, sizes));
            }
            return new Setting(
                    inputs, values.stream().map(value -> value.cast(dtype)).toList());
        }

        private static Tensor draw(SplittableRandom random, int... shape) {
            Tensor values = Tensor.zeros(DType.FLOAT64, shape);
            for (int i = 0; i < values.size(); i++) {
                values.set(i, (float) random.nextGaussian());
            }
            return values;
        }

        /** Gives all components of row 1 the first one's numbers. */
        private static void equalise(Tensor part, int axis) {
            int[] strides = Tensor.strides(part.shape());
            for (int i = 0; i < strides[0]; i++) {
                int component = i / strides[axis] % K;
                part.set(strides[0] + i, part.get(strides[0] + i - component * strides[axis]));
            }
        }

        MixtureExpr mixture() {
            return MixtureExpr.of(List.of(inputs.get(0).logSoftmax(1), inputs.get(1), inputs.get(2)));
        }

        Tensor value(Expr expr, Mode mode) {
            return function(inputs.toArray(Expr[]::new))
                    .returning(expr)
                    .mode(mode)
                    .compile()
                    .call(values.toArray(Tensor[]::new))
                    .copy();
        }

        List<Mixture> rows() {
            List<Tensor> parts = mixture().parts().stream()
                    .map(part -> value(part, Mode.REFERENCE).cast(DType.FLOAT64))
                    .toList();
            return IntStream.range(0, ROWS)
                    .mapToObj(row -> Mixture.ofRow(row, parts))
                    .toList();
        }

        /** Compares the graph's result, compiled and interpreted, with that of each row's value. */
        void compare(Expr expr, double tolerance, BiFunction<Mixture, Integer, double[]> expected) {
            List<Mixture> rows = rows();
            for (Mode mode : List.of(Mode.FAST, Mode.REFERENCE)) {
                double[] actual = value(expr, mode).toDoubles();
                int width = actual.length / ROWS;
                for (int row = 0; row < ROWS; row++) {
                    assertThat(Arrays.copyOfRange(actual, row * width, (row + 1) * width))
                            .as("row %d, %s", row, mode)
                            .containsExactly(expected.apply(rows.get(row), row), within(tolerance));
                }
            }
        }

        /** Checks derivatives with respect to logits, means and spread of all rows but that with a logit of -infinity. */
        void differentiate(Function<MixtureExpr, Expr> result) {
            Tensor[] finite = values.stream().map(Tensor::copy).toArray(Tensor[]::new);
            finite[0].set(2 * K + 1, -1);
            Expr scalar = result.apply(mixture()).square().sum();
            GradientCheck.of(scalar, inputs.toArray(Expr[]::new))
                    .secondOrder()
                    .at(finite)
                    .orThrow();
        }
    }

    private static double tolerance(DType dtype) {
        return dtype == DType.FLOAT64 ? 1e-10 : 1e-4;
    }

    /** Some coordinates of one point for each row, as {@link #point} gives them. */
    private static Expr points(DType dtype, double... dimensions) {
        return Expressions.range("batch", dtype)
                .expand(1)
                .sub(constant(dimensions).cast(dtype))
                .mul(0.25);
    }

    private static double point(int row, int dimension) {
        return 0.25 * (row - dimension);
    }

    private static double[] each(Function<Integer, Double> ofDimension) {
        double[] values = new double[D];
        Arrays.setAll(values, ofDimension::apply);
        return values;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void whatConcernsEachDimension(Covariance form) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Setting setting = Setting.of(form, dtype);
            MixtureExpr mixture = setting.mixture();
            Expr y = points(dtype, 0, 1, 2);
            double tolerance = tolerance(dtype);
            setting.compare(
                    mixture.cumulative(y),
                    tolerance,
                    (value, row) -> each(d -> value.marginal(d).cumulative(point(row, d))));
            setting.compare(
                    mixture.survival(y),
                    tolerance,
                    (value, row) -> each(d -> value.marginal(d).survival(point(row, d))));
            setting.compare(
                    mixture.crps(y),
                    tolerance,
                    (value, row) -> each(d -> value.marginal(d).crps(point(row, d))));
            setting.compare(
                    mixture.quantile(constant(0.03, dtype)),
                    tolerance,
                    (value, row) -> each(d -> value.marginal(d).quantile(dtype == DType.FLOAT64 ? 0.03 : 0.03f)));
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void marginalsAndConditionals(Covariance form) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Setting setting = Setting.of(form, dtype);
            MixtureExpr mixture = setting.mixture();
            double tolerance = tolerance(dtype);
            MixtureExpr marginal = mixture.marginal(2, 0);
            setting.compare(marginal.logDensity(points(dtype, 2, 0)), tolerance, (value, row) ->
                    new double[] {value.marginal(2, 0).logDensity(point(row, 2), point(row, 0))});
            setting.compare(
                    marginal.covariance(),
                    tolerance,
                    (value, row) -> flat(value.marginal(2, 0).covariance()));
            MixtureExpr one = mixture.conditional(new int[] {2, 0}, points(dtype, 2, 0));
            setting.compare(
                    one.mean(),
                    tolerance,
                    (value, row) -> value.conditional(new int[] {2, 0}, point(row, 2), point(row, 0))
                            .mean());
            MixtureExpr two = mixture.conditional(new int[] {1}, points(dtype, 1));
            setting.compare(two.logDensity(points(dtype, 0, 2)), tolerance, (value, row) -> new double[] {
                value.conditional(new int[] {1}, point(row, 1)).logDensity(point(row, 0), point(row, 2))
            });
            setting.compare(
                    two.covariance(),
                    tolerance,
                    (value, row) ->
                            flat(value.conditional(new int[] {1}, point(row, 1)).covariance()));
            setting.compare(
                    two.weights(), tolerance, (value, row) -> value.marginal(1).responsibilities(point(row, 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void boundsOfTheEntropy(Covariance form) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Setting setting = Setting.of(form, dtype);
            EntropyExpr entropy = setting.mixture().entropy();
            setting.compare(entropy.lower(), tolerance(dtype), (value, row) ->
                    new double[] {value.entropy().lower()});
            setting.compare(entropy.upper(), tolerance(dtype), (value, row) ->
                    new double[] {value.entropy().upper()});
        }
    }

    /** The densest mode is the value's; each of all is a stationary point that the value knows. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void modes(Covariance form) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Setting setting = Setting.of(form, dtype);
            double tolerance = dtype == DType.FLOAT64 ? 1e-7 : 1e-4;
            setting.compare(
                    setting.mixture().mode(),
                    tolerance,
                    (value, row) -> value.modes().get(0));
            Tensor all = setting.value(setting.mixture().modes(), Mode.FAST);
            List<Mixture> rows = setting.rows();
            for (int row = 0; row < ROWS; row++) {
                for (int k = 0; k < K; k++) {
                    double[] mode = {all.at(row, 0, k), all.at(row, 1, k), all.at(row, 2, k)};
                    assertThat(rows.get(row).modes())
                            .anySatisfy(known -> assertThat(known).containsExactly(mode, within(tolerance)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void derivativesToSecondOrder(Covariance form) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Setting setting = Setting.of(form, dtype);
            Expr y = points(dtype, 0, 1, 2);
            setting.differentiate(mixture -> mixture.quantile(constant(0.2, dtype)));
            setting.differentiate(mixture -> mixture.crps(y));
            setting.differentiate(mixture -> mixture.survival(y));
            setting.differentiate(MixtureExpr::mode);
            setting.differentiate(mixture -> mixture.marginal(2, 0).logDensity(points(dtype, 2, 0)));
            setting.differentiate(mixture ->
                    mixture.conditional(new int[] {2}, points(dtype, 2)).logDensity(points(dtype, 0, 1)));
            setting.differentiate(mixture -> mixture.entropy().upper());
            setting.differentiate(mixture -> mixture.entropy().lower());
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.class)
    void allModesHaveDerivatives(Covariance form) {
        Setting.of(form, DType.FLOAT64).differentiate(MixtureExpr::modes);
    }

    /** A covariance that is singular but for rounding, as a product, is regular as a factor. */
    @Test
    void conditionalsKeepTheDigitsOfTheirFactors() {
        MixtureExpr needle = MixtureExpr.of(List.of(
                constant(Tensor.zeros(DType.FLOAT64, 1, 1)),
                constant(Tensor.zeros(DType.FLOAT64, 1, 2, 1)),
                constant(Tensor.over(new double[] {1, 0, 1, 1e-9}, 1, 1, 2, 2))));
        Expr variance = needle.conditional(new int[] {1}, constant(Tensor.over(new double[] {0.5}, 1, 1)))
                .variance();
        assertThat(function().returning(variance.sqrt()).compile().call().scalar())
                .isCloseTo(1e-9, within(1e-15));
    }

    @Test
    void choicesOfDimensionsAreChecked() {
        MixtureExpr mixture = Setting.of(Covariance.FULL, DType.FLOAT64).mixture();
        assertThatThrownBy(() -> mixture.marginal(0, 3)).hasMessageContaining("from 0 to 2, not [0, 3]");
        assertThatThrownBy(() -> mixture.marginal(1, 1)).hasMessageContaining("[1, 1]");
        assertThatThrownBy(() -> mixture.conditional(new int[] {0, 1, 2}, points(DType.FLOAT64, 0, 1, 2)))
                .hasMessageContaining("leave at least one out");
    }

    @Test
    void wellSeparatedComponentsHaveTheEntropyOfTheirParts() {
        MixtureExpr apart = MixtureExpr.of(List.of(
                constant(Tensor.over(new double[] {Math.log(0.5), Math.log(0.5), Double.NEGATIVE_INFINITY}, 1, 3)),
                constant(Tensor.over(new double[] {-50, 50, 0}, 1, 1, 3)),
                constant(Tensor.over(new double[] {1, 4, 1}, 1, 1, 3))));
        double exact = Math.log(2) + 0.5 * (1 + Math.log(2 * Math.PI)) + 0.5 * Math.log(2);
        List<Tensor> bounds = function()
                .returning(apart.entropy().lower(), apart.entropy().upper())
                .compile()
                .callAll();
        assertThat(bounds.get(0).scalar()).isCloseTo(exact, within(1e-12));
        assertThat(bounds.get(1).scalar()).isCloseTo(exact, within(1e-12));
    }

    /** Gradients stay finite where a component has no weight at all, and the component does not move anything. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void aComponentWithoutWeightDoesNoHarmToGradients(Covariance form) {
        Setting setting = Setting.of(form, DType.FLOAT64);
        MixtureExpr mixture = setting.mixture();
        Expr y = points(DType.FLOAT64, 0, 1, 2);
        MixtureExpr conditional = mixture.conditional(new int[] {2}, points(DType.FLOAT64, 2));
        List<Expr> results = List.of(
                mixture.quantile(constant(0.2)),
                mixture.crps(y),
                mixture.mode(),
                mixture.sample(1, constant(2)),
                conditional.mean(),
                mixture.marginal(1, 2).covariance(),
                mixture.entropy().lower(),
                mixture.entropy().upper());
        for (Expr result : results) {
            Expr means = setting.inputs().get(1);
            Tensor onMeans = setting.value(grad(result.square().sum(), means), Mode.FAST);
            assertThat(Arrays.stream(onMeans.toDoubles()).allMatch(Double::isFinite))
                    .isTrue();
            for (int d = 0; d < D; d++) {
                assertThat(onMeans.at(2, d, 1)).isZero();
            }
        }
    }

    /** In another unit everything scales: the smallest variances are about 1e-17. */
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void unitsDoNotMatter(Covariance form) {
        for (double unit : new double[] {1e-8, 1e8}) {
            Setting setting = Setting.of(form, DType.FLOAT64);
            MixtureExpr mixture = setting.mixture();
            MixtureExpr moved = mixture.moved(constant(Tensor.full(DType.FLOAT64, unit, 1)), constant(new double[1]));
            Expr y = points(DType.FLOAT64, 0, 1, 2);
            Expr given = points(DType.FLOAT64, 1);
            List<Expr> plain = List.of(
                    mixture.quantile(constant(1e-9)),
                    mixture.crps(y),
                    mixture.mode(),
                    mixture.sample(1, constant(2)),
                    mixture.conditional(new int[] {1}, given).mean(),
                    mixture.entropy().lower(),
                    mixture.entropy().upper());
            List<Expr> scaled = List.of(
                    moved.quantile(constant(1e-9)).div(unit),
                    moved.crps(y.mul(unit)).div(unit),
                    moved.mode().div(unit),
                    moved.sample(1, constant(2)).div(unit),
                    moved.conditional(new int[] {1}, given.mul(unit)).mean().div(unit),
                    moved.entropy().lower().sub(D * Math.log(unit)),
                    moved.entropy().upper().sub(D * Math.log(unit)));
            for (int i = 0; i < plain.size(); i++) {
                assertThat(setting.value(scaled.get(i), Mode.FAST).toDoubles())
                        .as("result %d", i)
                        .containsExactly(setting.value(plain.get(i), Mode.FAST).toDoubles(), within(1e-8));
            }
        }
    }
}
