package adjoint.expr;

import static adjoint.expr.Expressions.concat;
import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.matrix;
import static adjoint.expr.Expressions.oneHot;
import static adjoint.expr.Expressions.range;
import static adjoint.expr.Expressions.stack;
import static adjoint.expr.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

/** What is composed of several ops: statistics, slices, joins and indices, against plain Java, with their gradients. */
class ComposedTest {
    private final Expr x = matrix("x", "n", 4);
    private final Tensor values = random(1, 3, 4);

    private static Tensor random(long seed, int... shape) {
        Random random = new Random(seed);
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    private Tensor value(Expr y) {
        return Interpreter.evaluate(y, List.of(x), values);
    }

    private void check(Expr y) {
        Expr weights = input("weights", y.shape().dims().toArray());
        GradientCheck.of(y.mul(weights).sum(), x)
                .secondOrder()
                .given(weights, random(9, value(y).shape()))
                .at(values)
                .orThrow();
    }

    private double[] row(int i) {
        return java.util.Arrays.copyOfRange(values.doubles(), 4 * i, 4 * i + 4);
    }

    @Test
    void statistics() {
        Tensor mean = value(x.mean(1));
        Tensor var = value(x.var(1));
        Tensor std = value(x.std(-1));
        Tensor norm = value(x.norm(1));
        for (int i = 0; i < 3; i++) {
            assertThat(mean.get(i)).isCloseTo(StatUtils.mean(row(i)), within(1e-15));
            assertThat(var.get(i)).isCloseTo(StatUtils.populationVariance(row(i)), within(1e-15));
            assertThat(std.get(i)).isCloseTo(Math.sqrt(StatUtils.populationVariance(row(i))), within(1e-15));
            assertThat(norm.get(i)).isCloseTo(Math.sqrt(StatUtils.sumSq(row(i))), within(1e-15));
        }
        assertThat(value(x.mean()).scalar()).isCloseTo(StatUtils.mean(values.doubles()), within(1e-15));
        for (Expr y : List.of(x.mean(1), x.var(0), x.std(1), x.norm(), x.norm(0), x.mean(), x.std())) {
            GradientCheck.of(y.square().sum(), x).secondOrder().at(values).orThrow();
        }
    }

    @Test
    void theVarianceOfLargeNumbersDoesNotCancel() {
        Expr v = vector("v", 3);
        Tensor at = Tensor.of(new double[] {1e9, 1e9 + 1, 1e9 + 2});
        assertThat(Interpreter.evaluate(v.var(), List.of(v), at).scalar()).isEqualTo(2 / 3.0);
    }

    @Test
    void runningSumsAndProducts() {
        double[] sums = value(x.cumsum(1)).toDoubles();
        double[] products = value(x.cumprod(1)).toDoubles();
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            double product = 1;
            for (int j = 0; j < 4; j++) {
                sum += values.at(i, j);
                product *= values.at(i, j);
                assertThat(sums[4 * i + j]).isCloseTo(sum, within(1e-14));
                assertThat(products[4 * i + j]).isCloseTo(product, within(1e-14));
            }
        }
        GradientCheck.of(x.cumprod(0).square().sum(), x)
                .secondOrder()
                .at(values)
                .orThrow();
        GradientCheck.of(x.cumsum(0).square().sum(), x).secondOrder().at(values).orThrow();
    }

    @Test
    void slicesWithKnownAndUnknownSizes() {
        assertThat(value(x.slice(1, 1, 3)).toDoubles()).containsExactly(pick(0, 1, 0, 2, 1, 1, 1, 2, 2, 1, 2, 2));
        assertThat(x.slice(1, 1, -1).shape()).hasToString("[n, 2]");
        assertThat(x.slice(0, 1, -1).shape()).hasToString("[n-2, 4]");
        assertThat(value(x.slice(0, 1, -1)).toDoubles()).containsExactly(row(1));
        assertThat(value(x.from(0, 2)).toDoubles()).containsExactly(row(2));
        assertThat(value(x.from(0, -2)).shape()).containsExactly(2, 4);
        assertThat(value(x.at(0, -1)).toDoubles()).containsExactly(row(2));
        assertThat(value(x.at(1, 2)).toDoubles()).containsExactly(pick(0, 2, 1, 2, 2, 2));
        assertThat(value(x.slice(1, 3, -1, -1)).shape()).containsExactly(3, 4);
        assertThat(value(x.at(0, 0).slice(0, 3, -1, -1)).toDoubles()).containsExactly(pick(0, 3, 0, 2, 0, 1, 0, 0));
        assertThat(value(x.at(0, 0).slice(0, 3, 0, -2)).toDoubles()).containsExactly(pick(0, 3, 0, 1));
        assertThat(value(x.slice(1, 0, 4, 3)).toDoubles()).containsExactly(pick(0, 0, 0, 3, 1, 0, 1, 3, 2, 0, 2, 3));
        assertThat(value(x.slice(1, 2, 2)).shape()).containsExactly(3, 0);
        for (Expr y : List.of(x.slice(0, 1, -1), x.from(0, -2), x.at(1, -1), x.slice(1, 3, 0, -2))) {
            GradientCheck.of(y.exp().sum(), x).secondOrder().at(values).orThrow();
        }
    }

    private double[] pick(int... rowAndColumn) {
        double[] picked = new double[rowAndColumn.length / 2];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values.at(rowAndColumn[2 * i], rowAndColumn[2 * i + 1]);
        }
        return picked;
    }

    @Test
    void joinsOfNamedSizes() {
        Expr y = matrix("y", "m", 4);
        Expr joined = concat(0, x, y, x);
        assertThat(joined.shape()).hasToString("[2*n+m, 4]");
        Tensor more = random(2, 2, 4);
        Tensor found = Interpreter.evaluate(joined, List.of(x, y), values, more);
        assertThat(found.shape()).containsExactly(8, 4);
        assertThat(found.at(3, 1)).isEqualTo(more.at(0, 1));
        assertThat(found.at(7, 3)).isEqualTo(values.at(2, 3));
        GradientCheck.of(joined.exp().sum(), x, y)
                .secondOrder()
                .at(values, more)
                .orThrow();
        Expr stacked = stack(-1, x, x.square());
        assertThat(stacked.shape()).hasToString("[n, 4, 2]");
        assertThat(value(stacked).at(1, 2, 1)).isEqualTo(values.at(1, 2) * values.at(1, 2));
        check(stacked);
    }

    @Test
    void shapesThatChange() {
        assertThat(x.flatten().shape()).hasToString("[4*n]");
        assertThat(x.reshape(2, -1).shape()).hasToString("[2, 2*n]");
        assertThat(x.reshape("n", 2, 2).shape()).hasToString("[n, 2, 2]");
        assertThat(value(x.moveAxis(0, 1)).at(2, 1)).isEqualTo(values.at(1, 2));
        assertThat(x.reshape(2, -1).reshape(x.shape()).type()).isEqualTo(x.type());
        check(x.reshape(2, -1).exp());
        check(x.moveAxis(0, -1).exp());
    }

    @Test
    void indices() {
        Expr index = input("index", DType.INT32, "k");
        Tensor at = Tensor.of(new int[] {2, 0, 2});
        Tensor hot = Interpreter.evaluate(oneHot(index, 4, DType.FLOAT32), List.of(index), at);
        assertThat(hot.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(hot.toDoubles()).containsExactly(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0);
        Expr picked = x.gather(index, 0);
        assertThat(picked.shape()).hasToString("[k, 4]");
        GradientCheck.of(picked.exp().sum(), x)
                .secondOrder()
                .given(index, at)
                .at(values)
                .orThrow();
        assertThat(value(range("n")).toDoubles()).containsExactly(0, 1, 2);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Interpreter.evaluate(picked, List.of(x, index), values, Tensor.of(new int[] {0, 3})))
                .isInstanceOf(adjoint.tensor.AdjointException.class)
                .hasMessageContainingAll("index 3", "position 1", "size 3");
    }

    @Test
    void powersOfExpressions() {
        Expr a = vector("a", 3);
        Expr b = vector("b", 3);
        Tensor base = Tensor.of(new double[] {0.5, 2, 3});
        Tensor exponent = Tensor.of(new double[] {-1.5, 0.5, 2.25});
        Expr power = a.pow(b);
        assertThat(Interpreter.evaluate(power, List.of(a, b), base, exponent).get(2))
                .isEqualTo(StrictMath.pow(3, 2.25));
        GradientCheck.of(power.sum(), a, b)
                .secondOrder()
                .full()
                .at(base, exponent)
                .orThrow();
    }
}
