package adjoint.expr;

import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.tensordot;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientCheck;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrix products, batched products and tensor products against naive loops, with their gradients. */
class ProductTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-13);

    private static Tensor random(long seed, int... shape) {
        Random random = new Random(seed);
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void batchesOfProductsInEveryTransposition(boolean ta, boolean tb) {
        Tensor a = ta ? random(1, 2, 4, 3) : random(1, 2, 3, 4);
        Tensor b = tb ? random(2, 2, 5, 4) : random(2, 2, 4, 5);
        Expr x = input("x", "batch", a.dim(1), a.dim(2));
        Expr y = input("y", "batch", b.dim(1), b.dim(2));
        Expr product = Expr.of(new Dot(ta, tb), x, y);
        Tensor found = Interpreter.evaluate(product, List.of(x, y), a, b);
        assertThat(found.shape()).containsExactly(2, 3, 5);
        for (int p = 0; p < 2; p++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 5; j++) {
                    double sum = 0;
                    for (int k = 0; k < 4; k++) {
                        sum += (ta ? a.at(p, k, i) : a.at(p, i, k)) * (tb ? b.at(p, j, k) : b.at(p, k, j));
                    }
                    assertThat(found.at(p, i, j)).isCloseTo(sum, ROUNDING);
                }
            }
        }
        Expr loss = product.mul(product).mul(product).sum();
        GradientCheck.of(loss, x, y).secondOrder().full().at(a, b).orThrow();
    }

    @Test
    void vectorsAreRowsOnTheLeftAndColumnsOnTheRight() {
        Expr v = input("v", 3);
        Expr w = input("w", 3);
        Expr m = input("m", 3, 2);
        List<Expr> in = List.of(v, w, m);
        Tensor[] at = {random(1, 3), random(2, 3), random(3, 3, 2)};
        assertThat(v.dot(w).shape().rank()).isZero();
        assertThat(Interpreter.evaluate(v.dot(w), in, at).scalar())
                .isCloseTo(
                        at[0].get(0) * at[1].get(0) + at[0].get(1) * at[1].get(1) + at[0].get(2) * at[1].get(2),
                        ROUNDING);
        Tensor row = Interpreter.evaluate(v.dot(m), in, at);
        Tensor column = Interpreter.evaluate(m.transpose().dot(v), in, at);
        assertThat(row.shape()).containsExactly(2);
        assertThat(row).isEqualTo(column);
        GradientCheck.of(v.dot(w).add(v.dot(m).square().sum()), v, w, m)
                .secondOrder()
                .at(at)
                .orThrow();
    }

    @Test
    void tensordotOverPairsOfAxes() {
        Tensor a = random(1, 2, 3, 4, 5);
        Tensor b = random(2, 5, 6, 3);
        Expr x = input("x", "n", 3, 4, 5);
        Expr y = input("y", 5, "m", 3);
        Expr product = tensordot(x, y, new int[] {1, -1}, new int[] {2, 0});
        assertThat(product.shape()).hasToString("[n, 4, m]");
        Tensor found = Interpreter.evaluate(product, List.of(x, y), a, b);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 6; k++) {
                    double sum = 0;
                    for (int s = 0; s < 3; s++) {
                        for (int t = 0; t < 5; t++) {
                            sum += a.at(i, s, j, t) * b.at(t, k, s);
                        }
                    }
                    assertThat(found.at(i, j, k)).isCloseTo(sum, ROUNDING);
                }
            }
        }
        GradientCheck.of(product.square().sum(), x, y).secondOrder().at(a, b).orThrow();
    }

    @Test
    void tensordotOverNoAxesIsTheOuterProductAndOverAllTheInnerOne() {
        Expr x = input("x", 2);
        Expr y = input("y", 3);
        Tensor[] at = {random(1, 2), random(2, 3)};
        Tensor outer = Interpreter.evaluate(tensordot(x, y, new int[0], new int[0]), List.of(x, y), at);
        assertThat(outer.shape()).containsExactly(2, 3);
        assertThat(outer.at(1, 2)).isEqualTo(at[0].get(1) * at[1].get(2));
        Expr inner = tensordot(x, x, new int[] {0}, new int[] {0});
        assertThat(inner.rank()).isZero();
    }
}
