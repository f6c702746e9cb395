package adjoint.expr;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearAlgebraTest {
    private final Random random = new Random(1);

    private Tensor normal(int... shape) {
        Tensor values = Tensor.zeros(DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    /** Well-conditioned positive definite matrices with a skew part that must not count. */
    private Tensor positiveDefinite(int batch, int n) {
        Expr a = input("a", batch, n, n);
        Expr even = Expr.of(new Dot(false, true), a, a).add(constant(1.0 * n).mul(identity(n)));
        Tensor values = Interpreter.evaluate(even, List.of(a), normal(batch, n, n));
        for (int p = 0; p < batch; p++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    double skew = random.nextGaussian();
                    values.set(p * n * n + i * n + j, values.at(p, i, j) + skew);
                    values.set(p * n * n + j * n + i, values.at(p, j, i) - skew);
                }
            }
        }
        return values;
    }

    private static Expr identity(int n) {
        return constant(Tensor.full(DType.FLOAT64, 1, n)).fromDiagonal();
    }

    private static RealMatrix slice(Tensor batch, int p) {
        RealMatrix matrix = new Array2DRowRealMatrix(batch.dim(1), batch.dim(2));
        for (int i = 0; i < batch.dim(1); i++) {
            for (int j = 0; j < batch.dim(2); j++) {
                matrix.setEntry(i, j, batch.at(p, i, j));
            }
        }
        return matrix;
    }

    private static RealMatrix symmetric(RealMatrix a) {
        return a.add(a.transpose()).scalarMultiply(0.5);
    }

    private static void assertClose(RealMatrix actual, RealMatrix expected) {
        assertThat(actual.subtract(expected).getFrobeniusNorm())
                .as("%s against %s", actual, expected)
                .isLessThan(1e-13 * (1 + expected.getFrobeniusNorm()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void theCholeskyFactorIsThatOfTheSymmetricPart(int n) {
        Tensor a = positiveDefinite(4, n);
        Expr x = input("x", "batch", n, n);
        Tensor factor = Interpreter.evaluate(x.cholesky(), List.of(x), a);
        Tensor logDet = Interpreter.evaluate(x.logDet(), List.of(x), a);
        for (int p = 0; p < 4; p++) {
            CholeskyDecomposition expected = new CholeskyDecomposition(symmetric(slice(a, p)), 1e-12, 1e-12);
            assertClose(slice(factor, p), expected.getL());
            assertThat(logDet.at(p)).isCloseTo(Math.log(expected.getDeterminant()), within(1e-13 * n));
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void triangularSystemsReadOneTriangleOnly(boolean lower, boolean transposed) {
        Tensor t = positiveDefinite(3, 4);
        Tensor b = normal(3, 4, 2);
        Expr tt = input("t", "batch", 4, 4);
        Expr bb = input("b", "batch", 4, 2);
        Expr solution = lower ? tt.solveLower(bb, transposed) : tt.solveUpper(bb, transposed);
        Tensor x = Interpreter.evaluate(solution, List.of(tt, bb), t, b);
        Tensor triangle = Interpreter.evaluate(lower ? tt.tril() : tt.triu(), List.of(tt), t);
        for (int p = 0; p < 3; p++) {
            RealMatrix system = transposed ? slice(triangle, p).transpose() : slice(triangle, p);
            RealMatrix solved = new LUDecomposition(system).getSolver().solve(slice(b, p));
            assertClose(slice(x, p), solved);
        }
    }

    @Test
    void whatIsNotPositiveDefiniteBecomesNaNAndHarmsNoOther() {
        Tensor a = Tensor.over(new double[] {1, 2, 2, 1, 4, 2, 2, 5, 0, 0, 0, 1, 1, 0, 0, Double.NaN}, 4, 2, 2);
        Expr x = input("x", 4, 2, 2);
        double nan = Double.NaN;
        assertThat(Interpreter.evaluate(x.cholesky(), List.of(x), a).toDoubles())
                .containsExactly(nan, 0, nan, nan, 2, 0, 1, 2, nan, 0, nan, nan, nan, 0, nan, nan);
        assertThat(Interpreter.evaluate(x.logDet(), List.of(x), a).toDoubles())
                .containsExactly(nan, 2 * Math.log(4), nan, nan);
    }

    @Test
    void ofRankOneAndSizeZeroThereIsNothingToFactor() {
        Expr x = matrix("x", 0, 0);
        assertThat(Interpreter.evaluate(x.cholesky(), List.of(x), Tensor.zeros(DType.FLOAT64, 0, 0))
                        .size())
                .isZero();
        assertThatThrownBy(() -> input("v", 3).cholesky())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("square matrix")
                .hasMessageContaining("v float64[3]");
        assertThatThrownBy(() -> matrix("m", 3, 2).diagonal())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("float64[3, 2]");
        assertThatThrownBy(() -> matrix("l", 3, 3).solveLower(input("b", 3), false))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expand(-1)");
    }

    @Test
    void trianglesAndDiagonalsMoveElementsOnly() {
        Expr x = matrix("x", 2, 3);
        Tensor a = Tensor.of(new double[][] {{1, 2, Double.NaN}, {4, 5, 6}});
        assertThat(Interpreter.evaluate(x.tril(), List.of(x), a)).isEqualTo(Tensor.of(new double[][] {
            {1, 0, 0}, {4, 5, 0}
        }));
        assertThat(Interpreter.evaluate(x.triu(), List.of(x), a).toDoubles())
                .containsExactly(1, 2, Double.NaN, 0, 5, 6);
        Expr v = input("v", "n");
        assertThat(Interpreter.evaluate(v.fromDiagonal(), List.of(v), Tensor.of(new double[] {7, 8})))
                .isEqualTo(Tensor.of(new double[][] {{7, 0}, {0, 8}}));
        assertThat(Interpreter.evaluate(v.fromDiagonal().diagonal(), List.of(v), Tensor.of(new double[] {7, 8})))
                .isEqualTo(Tensor.of(new double[] {7, 8}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void derivativesOfTheFactorAreThoseOfDifferences(int n) {
        checkTwice(Expr::cholesky, positiveDefinite(2, n));
        checkTwice(Expr::logDet, positiveDefinite(2, n));
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void derivativesOfSolutionsAreThoseOfDifferences(boolean lower, boolean transposed) {
        Expr b = constant(normal(2, 3, 2));
        Expr t = constant(positiveDefinite(2, 3));
        checkTwice(x -> Expr.of(new LinearAlgebra.TriangularSolve(lower, transposed), x, b), positiveDefinite(2, 3));
        checkTwice(x -> Expr.of(new LinearAlgebra.TriangularSolve(lower, transposed), t, x.mul(x)), normal(2, 3, 2));
    }

    @Test
    void theGradientOfTheLogDeterminantIsTheInverse() {
        Tensor a = positiveDefinite(1, 5);
        Expr x = input("x", 1, 5, 5);
        Tensor gradient = Interpreter.evaluate(grad(x.logDet().sum(), x), List.of(x), a);
        assertClose(slice(gradient, 0), MatrixUtils.inverse(symmetric(slice(a, 0))));
    }

    @Test
    void float32IsRoundedOnce() {
        Tensor a = positiveDefinite(2, 4);
        Expr x = input("x", DType.FLOAT32, 2, 4, 4);
        Tensor rounded = a.cast(DType.FLOAT32);
        Expr y = input("y", 2, 4, 4);
        Tensor exact = Interpreter.evaluate(y.cholesky(), List.of(y), rounded.cast(DType.FLOAT64));
        assertThat(Interpreter.evaluate(x.cholesky(), List.of(x), rounded)).isEqualTo(exact.cast(DType.FLOAT32));
    }

    /** Compares directional derivatives of a weighted sum of f, and of that sum's gradient, with central differences. */
    private void checkTwice(UnaryOperator<Expr> f, Tensor at) {
        Expr x = input("x", java.util.Arrays.stream(at.shape()).boxed().toArray());
        Expr y = f.apply(x);
        Expr loss =
                y.mul(constant(normal(y.shape().evaluate(java.util.Map.of())))).sum();
        checkOnce(loss, x, at);
        Expr first = grad(loss, x);
        checkOnce(first.mul(constant(normal(at.shape()))).sum(), x, at);
    }

    private void checkOnce(Expr loss, Expr x, Tensor at) {
        Tensor direction = normal(at.shape());
        Tensor gradient = Interpreter.evaluate(grad(loss, x), List.of(x), at);
        double slope = 0;
        for (int i = 0; i < at.size(); i++) {
            slope += gradient.get(i) * direction.get(i);
        }
        double h = 1e-5;
        double difference = (value(loss, x, at, direction, h) - value(loss, x, at, direction, -h)) / (2 * h);
        assertThat(slope).isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
    }

    private static double value(Expr loss, Expr x, Tensor at, Tensor direction, double step) {
        Tensor moved = at.copy();
        for (int i = 0; i < moved.size(); i++) {
            moved.set(i, at.get(i) + step * direction.get(i));
        }
        return Interpreter.evaluate(loss, List.of(x), moved).scalar();
    }

    /** Far from singular as a factor; the product of these rows has no Cholesky factor in float64 at all. */
    @Test
    void triangularFactorsKeepTheDigitsThatAProductLoses() {
        Expr a = input("a", 2, 3);
        Tensor rows = Tensor.of(new double[][] {{1, 1, 0}, {1, 1, 1e-10}});
        double[] factor = Interpreter.evaluate(a.lq(), List.of(a), rows).toDoubles();
        double root = Math.sqrt(2);
        assertThat(factor).containsExactly(new double[] {root, 0, root, 1e-10}, within(1e-15));
        Expr product = Expr.of(new Dot(false, true), a, a).cholesky();
        assertThat(Interpreter.evaluate(product, List.of(a), rows).get(3)).isNotCloseTo(1e-10, within(1e-11));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "3, 3", "4, 9"})
    void aTriangularFactorTimesItsTransposeIsTheMatrixTimesIts(int rows, int columns) {
        Expr a = input("a", 2, rows, columns);
        Tensor values = normal(2, rows, columns);
        Tensor factors = Interpreter.evaluate(a.lq(), List.of(a), values);
        for (int p = 0; p < 2; p++) {
            RealMatrix factor = slice(factors, p);
            RealMatrix matrix = slice(values, p);
            assertClose(factor.multiply(factor.transpose()), matrix.multiply(matrix.transpose()));
            for (int i = 0; i < rows; i++) {
                assertThat(factor.getEntry(i, i)).isPositive();
                for (int j = i + 1; j < rows; j++) {
                    assertThat(factor.getEntry(i, j)).isZero();
                }
            }
        }
    }

    @Test
    void aTriangularFactorOfDependentRowsEndsInZeros() {
        Expr a = input("a", 2, 2);
        Tensor factor = Interpreter.evaluate(a.lq(), List.of(a), Tensor.of(new double[][] {{0, 0}, {-3, 4}}));
        assertThat(factor.at(0, 0)).isZero();
        assertThat(Math.hypot(factor.at(1, 0), factor.at(1, 1))).isEqualTo(5);
        assertThatThrownBy(() -> input("a", 3, 2).lq())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("as many columns as rows");
    }
}
