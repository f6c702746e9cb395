package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.OpCheck;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of elementwise ops against other implementations of the same functions. */
class ElementwiseValueTest {
    /** What an element should be, and how many units in the last place of the true value it may be off. */
    private record Oracle(Function function, double units) {}

    @FunctionalInterface
    private interface Function {
        double apply(double... x);
    }

    private static final double[] EDGES = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1e-300,
        -1e-300,
        Double.MIN_VALUE,
        1e-9,
        3,
        -3,
        20,
        -20,
        40,
        700,
        -700,
        1e300,
        -1e300,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private static final Map<ElementwiseOp, Oracle> ORACLES = oracles();

    private static Map<ElementwiseOp, Oracle> oracles() {
        Map<ElementwiseOp, Oracle> table = new HashMap<>(arithmetic());
        one(table, Maths.EXP, StrictMath::exp, 2);
        one(table, Maths.EXPM1, FastMath::expm1, 2);
        one(table, Maths.LOG, StrictMath::log, 2);
        one(table, Maths.LOG1P, FastMath::log1p, 2);
        one(table, Maths.LOG2, x -> FastMath.log(2, x), 3);
        one(table, Maths.LOG10, FastMath::log10, 2);
        one(table, Maths.SIN, StrictMath::sin, 2);
        one(table, Maths.COS, StrictMath::cos, 2);
        one(table, Maths.TAN, StrictMath::tan, 2);
        one(table, Maths.ASIN, FastMath::asin, 2);
        one(table, Maths.ACOS, FastMath::acos, 2);
        one(table, Maths.ATAN, FastMath::atan, 2);
        two(table, Maths.ATAN2, FastMath::atan2, 2);
        one(table, Maths.SINH, StrictMath::sinh, 4);
        one(table, Maths.COSH, StrictMath::cosh, 4);
        one(table, Maths.TANH, StrictMath::tanh, 4);
        one(
                table,
                Maths.ASINH,
                x -> x == 0 || Double.isInfinite(x)
                        ? x
                        : Math.abs(x) < 1e150
                                ? FastMath.asinh(x)
                                : x < 0
                                        ? -StrictMath.log(-x) - StrictMath.log(2)
                                        : StrictMath.log(x) + StrictMath.log(2),
                4);
        one(table, Maths.ACOSH, x -> x < 1 ? Double.NaN : x > 1e150 ? Math.log(x) + Math.log(2) : FastMath.acosh(x), 4);
        one(table, Maths.ATANH, FastMath::atanh, 4);
        one(
                table,
                Maths.LOG_COSH,
                x -> Math.abs(x) < 20
                        ? 0.5 * FastMath.log1p(FastMath.sinh(x) * FastMath.sinh(x))
                        : Math.abs(x) - StrictMath.log(2),
                4);
        one(table, Maths.SIGMOID, x -> x > -30 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x), 4);
        one(table, Maths.SOFTPLUS, x -> x > 40 ? x : StrictMath.log1p(StrictMath.exp(x)), 4);
        one(
                table,
                Maths.ERF,
                x -> Double.isNaN(x) || x == 0 ? x : Math.abs(x) < 1e-8 ? 2 * x / Math.sqrt(Math.PI) : Erf.erf(x),
                16);
        one(table, Maths.ERFC, x -> Double.isNaN(x) ? x : Erf.erfc(x), 256);
        one(table, Maths.ERFCX, x -> x > 5 ? tail(x) : StrictMath.exp(x * x) * Erf.erfc(x), 256);
        one(
                table,
                Maths.LOG_ERFC,
                x -> x > 5
                        ? StrictMath.log(tail(x)) - x * x
                        : Math.abs(x) < 1e-8
                                ? FastMath.log1p(-2 * x / Math.sqrt(Math.PI))
                                : StrictMath.log(Erf.erfc(x)),
                256);
        one(
                table,
                Maths.LOG1MEXP,
                x -> x > -1 ? StrictMath.log(-FastMath.expm1(x)) : FastMath.log1p(-StrictMath.exp(x)),
                4);
        one(table, Maths.VERSINE, x -> 2 * StrictMath.pow(StrictMath.sin(x / 2), 2), 4);
        one(table, Maths.SECH_SQUARED, x -> StrictMath.pow(1 / StrictMath.cosh(x), 2), 4);
        two(
                table,
                Arithmetic.HYPOT,
                (a, b) -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : StrictMath.hypot(a, b),
                3);
        two(table, Arithmetic.ROOT_LESS, ElementwiseValueTest::rootLess, 6);
        two(table, Maths.TANH_GRAD, (g, y) -> g * ((1 - y) * (1 + y)), 2);
        two(table, Maths.XLOGY, (x, y) -> x == 0 && !Double.isNaN(y) ? 0 : x * StrictMath.log(y), 3);
        two(table, Maths.LOG_RATIO, ElementwiseValueTest::logRatio, 3);
        two(
                table,
                Maths.LOG_ADD_EXP,
                (a, b) -> a == b
                        ? a + StrictMath.log(2)
                        : Math.max(a, b)
                                + (Double.isInfinite(Math.max(a, b))
                                        ? 0
                                        : FastMath.log1p(FastMath.exp(Math.min(a, b) - Math.max(a, b)))),
                4);
        return table;
    }

    private static double logRatio(double a, double b) {
        double difference = StrictMath.log(a) - StrictMath.log(b);
        return Math.abs(difference) < 0.5 ? FastMath.log1p((a - b) / b) : difference;
    }

    private static double rootLess(double x, double d) {
        double size = Math.abs(x);
        double side = Math.sqrt(Math.abs(d));
        double root = d < 0 || Double.isNaN(d)
                ? Math.sqrt(size - side) * Math.sqrt(size + side)
                : StrictMath.hypot(size, side);
        return x > 0 && d < Double.POSITIVE_INFINITY ? d / (root + x) : root - x;
    }

    /** exp(x^2) erfc(x) for large x: the asymptotic series (Abramowitz and Stegun 7.1.23). */
    private static double tail(double x) {
        double sum = 1;
        double term = 1;
        for (int n = 1; n < 20; n++) {
            term *= -(2 * n - 1) / (2 * x * x);
            sum += term;
        }
        return sum / (x * Math.sqrt(Math.PI));
    }

    private static Map<ElementwiseOp, Oracle> arithmetic() {
        Map<ElementwiseOp, Oracle> table = new HashMap<>();
        two(table, Arithmetic.ADD, (a, b) -> a + b, 0);
        two(table, Arithmetic.SUB, (a, b) -> a - b, 0);
        two(table, Arithmetic.MUL, (a, b) -> a * b, 0);
        two(table, Arithmetic.DIV, (a, b) -> a / b, 0);
        one(table, Arithmetic.NEG, x -> -x, 0);
        two(table, Arithmetic.POW, StrictMath::pow, 2);
        one(table, Arithmetic.ABS, FastMath::abs, 0);
        one(table, Arithmetic.SIGN, FastMath::signum, 0);
        one(table, Arithmetic.SQRT, StrictMath::sqrt, 0);
        one(table, Arithmetic.FLOOR, FastMath::floor, 0);
        one(table, Arithmetic.CEIL, FastMath::ceil, 0);
        one(table, Arithmetic.ROUND, StrictMath::rint, 0);
        one(table, Arithmetic.RELU, x -> x > 0 ? x : Double.isNaN(x) ? x : 0, 0);
        two(table, Arithmetic.MAXIMUM, FastMath::max, 0);
        two(table, Arithmetic.MINIMUM, FastMath::min, 0);
        table.put(Arithmetic.CLIP, new Oracle(x -> FastMath.min(FastMath.max(x[0], x[1]), x[2]), 0));
        table.put(Arithmetic.WHERE, new Oracle(x -> x[0] == 1 ? x[1] : x[2], 0));
        two(table, Logic.LT, (a, b) -> a < b ? 1 : 0, 0);
        two(table, Logic.LE, (a, b) -> a <= b ? 1 : 0, 0);
        two(table, Logic.GT, (a, b) -> b < a ? 1 : 0, 0);
        two(table, Logic.GE, (a, b) -> b <= a ? 1 : 0, 0);
        two(table, Logic.EQ, (a, b) -> a <= b && b <= a ? 1 : 0, 0);
        two(table, Logic.NE, (a, b) -> a <= b && b <= a ? 0 : 1, 0);
        one(table, Logic.IS_NAN, x -> x <= 0 || x >= 0 ? 0 : 1, 0);
        two(table, Logic.AND, (a, b) -> a * b, 0);
        two(table, Logic.OR, (a, b) -> a + b - a * b, 0);
        two(table, Logic.XOR, (a, b) -> a + b - 2 * a * b, 0);
        one(table, Logic.NOT, a -> 1 - a, 0);
        return table;
    }

    private static void one(Map<ElementwiseOp, Oracle> table, ElementwiseOp op, DoubleUnaryOperator f, double units) {
        table.put(op, new Oracle(x -> f.applyAsDouble(x[0]), units));
    }

    private static void two(Map<ElementwiseOp, Oracle> table, ElementwiseOp op, DoubleBinaryOperator f, double units) {
        table.put(op, new Oracle(x -> f.applyAsDouble(x[0], x[1]), units));
    }

    /** All but the probabilities of intervals, whose two inputs belong together: DifferencesTest has their values. */
    static Stream<ElementwiseOp> stanzas() {
        List<Op> intervals = ElementwiseOp.samplesIn(Intervals.class).stream()
                .map(Sample::op)
                .toList();
        return OpTable.all().stream()
                .map(Sample::op)
                .filter(ElementwiseOp.class::isInstance)
                .filter(op -> !intervals.contains(op))
                .map(ElementwiseOp.class::cast)
                .distinct();
    }

    @Test
    void everyStanzaHasAnOracle() {
        assertThat(ORACLES.keySet())
                .containsExactlyInAnyOrderElementsOf(stanzas().toList());
    }

    @ParameterizedTest
    @MethodSource("stanzas")
    void valuesOnSamplesAreThoseOfTheOracle(ElementwiseOp op) {
        for (Sample sample : op.samples()) {
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                Tensor[] in = sample.values(dtype, 7);
                Expr y = Expr.of(op, sample.variables(dtype));
                Tensor out = Tensor.zeros(y.dtype(), y.shape().evaluate(Sample.SIZES));
                op.eval(in, out);
                double[] x = new double[in.length];
                for (int i = 0; i < out.size(); i++) {
                    for (int k = 0; k < in.length; k++) {
                        x[k] = broadcastElement(in[k], out.shape(), i);
                    }
                    assertElement(op, x, out.dtype(), out.get(i));
                }
            }
        }
    }

    /** The element that NumPy's broadcasting puts at a place, found by the indices of all axes. */
    private static double broadcastElement(Tensor from, int[] shape, int flat) {
        int[] index = new int[from.rank()];
        int rest = flat;
        for (int back = 1; back <= shape.length; back++) {
            int at = rest % shape[shape.length - back];
            rest /= shape[shape.length - back];
            if (back <= from.rank()) {
                index[from.rank() - back] = from.dim(from.rank() - back) == 1 ? 0 : at;
            }
        }
        return from.at(index);
    }

    @ParameterizedTest
    @MethodSource("stanzas")
    void valuesAtTheEdgesAreThoseOfTheOracle(ElementwiseOp op) {
        boolean logical = op.signature() == Elementwise.Signature.LOGICAL;
        double[] edges = logical ? new double[] {0, 1} : EDGES;
        double[] x = new double[op.arity()];
        int cases = (int) Math.pow(edges.length, op.arity());
        for (int i = 0; i < cases; i++) {
            for (int k = 0, rest = i; k < x.length; k++, rest /= edges.length) {
                x[k] = edges[rest % edges.length];
            }
            if (op.signature() == Elementwise.Signature.SELECT) {
                x[0] = x[0] > 0 ? 1 : 0;
            }
            assertElement(op, x, DType.FLOAT64, op.apply(x));
        }
    }

    /** The compiled form at the edges gives what the plain one gives, within the rounding that fast kernels may add. */
    @ParameterizedTest
    @MethodSource("stanzas")
    void theCompiledFormKeepsTheEdges(ElementwiseOp op) {
        double[] edges = op.signature() == Elementwise.Signature.LOGICAL ? new double[] {0, 1} : EDGES;
        double[][] domains = new double[op.arity()][2];
        List<Sample> samples = Sample.elementwise(op, domains, edges);
        assertThat(OpCheck.of(samples.get(samples.size() - 1)).failures()).isEmpty();
    }

    private static void assertElement(ElementwiseOp op, double[] x, DType dtype, double found) {
        Oracle oracle = ORACLES.get(op);
        double exact = oracle.function.apply(x);
        double rounded = dtype.round(exact);
        double unit = dtype == DType.FLOAT32 ? Math.ulp((float) rounded) : Math.ulp(rounded);
        boolean same = Double.compare(found, rounded) == 0
                || oracle.units > 0 && found == rounded
                || Math.abs(found - rounded) <= (dtype == DType.FLOAT32 ? 1 : oracle.units) * unit && oracle.units > 0;
        assertThat(same)
                .as(op + " of " + java.util.Arrays.toString(x) + " in " + dtype + " is " + found + ", not " + rounded)
                .isTrue();
    }
}
