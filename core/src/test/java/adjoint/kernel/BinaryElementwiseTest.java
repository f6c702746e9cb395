package adjoint.kernel;

import static adjoint.kernel.ElementwiseTest.toFloat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of two numbers, comparisons and selection, on all pairs of special values and on samples. */
class BinaryElementwiseTest {
    interface Kernel64 {
        void run(double[] a, double[] b, double[] o, int n);
    }

    interface Kernel32 {
        void run(float[] a, float[] b, float[] o, int n);
    }

    /** A function, its definition in Java, and how many units of the last place it may be off. */
    record Function(String name, Kernel64 kernel64, Kernel32 kernel32, DoubleBinaryOperator java, double ulps) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Function> functions() {
        return Stream.of(
                new Function("add", Arith64::add, Arith32::add, (x, y) -> x + y, 0),
                new Function("sub", Arith64::sub, Arith32::sub, (x, y) -> x - y, 0),
                new Function("mul", Arith64::mul, Arith32::mul, (x, y) -> x * y, 0),
                new Function("div", Arith64::div, Arith32::div, (x, y) -> x / y, 0),
                new Function("max", Arith64::max, Arith32::max, Math::max, 0),
                new Function("min", Arith64::min, Arith32::min, Math::min, 0),
                new Function("pow", Arith64::pow, Arith32::pow, StrictMath::pow, 1),
                new Function("atan2", Trig64::atan2, Trig32::atan2, StrictMath::atan2, 1),
                new Function("xlogy", Log64::xlogy, Log32::xlogy, BinaryElementwiseTest::xlogy, 2),
                new Function("logaddexp", Exp64::logaddexp, Exp32::logaddexp, BinaryElementwiseTest::logaddexp, 2));
    }

    private static double xlogy(double x, double y) {
        return x == 0 && !Double.isNaN(y) ? 0 : x * StrictMath.log(y);
    }

    /** To 40 digits: the larger number may nearly cancel the logarithm. */
    private static double logaddexp(double x, double y) {
        double max = Math.max(x, y);
        double min = Math.min(x, y);
        if (Double.isNaN(max) || Double.isInfinite(max) || max - min > 1e4) {
            return max + 0.0;
        }
        Dfp difference = Exact.of(min).subtract(Exact.of(max));
        return Exact.of(max).add(Exact.log1p(Exact.exp(difference))).toDouble();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesWithItsDefinition(Function f) {
        double[] special = {
            0.0,
            -0.0,
            1,
            -1,
            0.5,
            -3,
            2,
            1e-310,
            -1e-40,
            1e-3,
            50,
            -50,
            1e19,
            -1e30,
            1e300,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        Random random = new Random(11);
        int n = special.length * special.length + 300;
        double[] a = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            boolean pair = i < special.length * special.length;
            a[i] = pair ? special[i / special.length] : 3 * random.nextGaussian();
            b[i] = pair ? special[i % special.length] : 3 * random.nextGaussian();
        }
        float[] a32 = toFloat(a);
        float[] b32 = toFloat(b);
        double[] o = new double[n];
        float[] o32 = new float[n];
        f.kernel64.run(a, b, o, n);
        f.kernel32.run(a32, b32, o32, n);
        for (int i = 0; i < n; i++) {
            double expected = f.java.applyAsDouble(a[i], b[i]);
            float expected32 = (float) f.java.applyAsDouble(a32[i], b32[i]);
            assertThat(near(o[i], expected, f.ulps * Math.ulp(scale(f, a[i], b[i], expected))))
                    .as("%s(%s, %s) = %s, not %s", f, a[i], b[i], o[i], expected)
                    .isTrue();
            assertThat(near(o32[i], expected32, f.ulps * Math.ulp((float) scale(f, a32[i], b32[i], expected32))))
                    .as("%s(%sf, %sf) = %s, not %s", f, a32[i], b32[i], o32[i], expected32)
                    .isTrue();
        }
        f.kernel64.run(a, b, b, n);
        f.kernel32.run(a32, b32, a32, n);
        assertThat(b).as("in place").containsExactly(o);
        assertThat(a32).as("in place").containsExactly(o32);
    }

    /** Where log(exp(x) + exp(y)) nearly cancels, the larger number's last place counts, which is what is added to. */
    private static double scale(Function f, double x, double y, double expected) {
        boolean cancels = f.name.equals("logaddexp") && Math.abs(expected) < Math.abs(Math.max(x, y));
        return cancels ? Math.max(x, y) : expected;
    }

    private static boolean near(double actual, double expected, double slack) {
        return Double.compare(actual, expected) == 0 || expected != 0 && Math.abs(actual - expected) <= slack;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2, 3, -1, -2, 0.5, -0.5, 4, 1.5, -3, 1.0 / 3})
    void powConstIsPow(double p) {
        double[] a = {
            0.0,
            -0.0,
            1,
            -1,
            2,
            -2,
            0.3,
            -0.3,
            7.7,
            1e-160,
            1e155,
            -1e155,
            1e-310,
            0x1p530,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        float[] a32 = toFloat(a);
        double[] o = new double[a.length];
        float[] o32 = new float[a.length];
        Arith64.powConst(a, p, o, a.length);
        Arith32.powConst(a32, (float) p, o32, a.length);
        for (int i = 0; i < a.length; i++) {
            double expected = StrictMath.pow(a[i], p);
            float expected32 = (float) StrictMath.pow(a32[i], (float) p);
            assertThat(near(o[i], expected, 1.5 * Math.ulp(expected)) || Math.abs(o[i] - expected) <= Double.MIN_VALUE)
                    .as("%s ^ %s = %s, not %s", a[i], p, o[i], expected)
                    .isTrue();
            assertThat(near(o32[i], expected32, 1.5 * Math.ulp(expected32))
                            || Math.abs(o32[i] - expected32) <= Float.MIN_VALUE)
                    .as("%s ^ %s = %s, not %s", a32[i], p, o32[i], expected32)
                    .isTrue();
        }
    }

    @Test
    void comparisonsAreJavas() {
        double[] a = {1, 2, 2, 0.0, Double.NaN, Double.NaN, 1, Double.NEGATIVE_INFINITY};
        double[] b = {2, 1, 2, -0.0, Double.NaN, 1, Double.NaN, Double.POSITIVE_INFINITY};
        float[] a32 = toFloat(a);
        float[] b32 = toFloat(b);
        int n = a.length;
        boolean[][] o = new boolean[12][n];
        Compare64.lt(a, b, o[0], n);
        Compare64.le(a, b, o[1], n);
        Compare64.gt(a, b, o[2], n);
        Compare64.ge(a, b, o[3], n);
        Compare64.eq(a, b, o[4], n);
        Compare64.ne(a, b, o[5], n);
        Compare32.lt(a32, b32, o[6], n);
        Compare32.le(a32, b32, o[7], n);
        Compare32.gt(a32, b32, o[8], n);
        Compare32.ge(a32, b32, o[9], n);
        Compare32.eq(a32, b32, o[10], n);
        Compare32.ne(a32, b32, o[11], n);
        for (int i = 0; i < 12; i += 6) {
            assertThat(o[i]).containsExactly(true, false, false, false, false, false, false, true);
            assertThat(o[i + 1]).containsExactly(true, false, true, true, false, false, false, true);
            assertThat(o[i + 2]).containsExactly(false, true, false, false, false, false, false, false);
            assertThat(o[i + 3]).containsExactly(false, true, true, true, false, false, false, false);
            assertThat(o[i + 4]).containsExactly(false, false, true, true, false, false, false, false);
            assertThat(o[i + 5]).containsExactly(true, true, false, false, true, true, true, true);
        }
    }

    @Test
    void whereTakesOneBranchUntouched() {
        boolean[] c = {true, false, true};
        double[] o = {1, 2, 3};
        float[] o32 = {1, 2, 3};
        Arith64.where(c, o, new double[] {Double.NaN, 5, Double.NaN}, o, 3);
        Arith32.where(c, o32, new float[] {Float.NaN, 5, Float.NaN}, o32, 3);
        assertThat(o).containsExactly(1, 5, 3);
        assertThat(o32).containsExactly(1, 5, 3);
    }
}
