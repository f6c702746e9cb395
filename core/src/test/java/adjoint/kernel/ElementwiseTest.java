package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.dfp.Dfp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions of one number against 40 digits on samples and against Java's definitions at special values. */
class ElementwiseTest {
    interface Kernel64 {
        void run(double[] a, double[] o, int n);
    }

    interface Kernel32 {
        void run(float[] a, float[] o, int n);
    }

    /**
     * A function with its oracles.
     *
     * @param java its value at special arguments, where zeros, infinities and NaN must agree exactly
     * @param lo the lower end of the samples
     * @param hi the upper end of the samples
     * @param ulps64 the error allowed in float64, in units of the last place
     * @param ulps32 the error allowed in float32
     */
    record Function(
            String name,
            Kernel64 kernel64,
            Kernel32 kernel32,
            UnaryOperator<Dfp> exact,
            DoubleUnaryOperator java,
            double lo,
            double hi,
            double ulps64,
            double ulps32) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Function> functions() {
        return Stream.of(
                f("neg", Arith64::neg, Arith32::neg, Dfp::negate, x -> -x, -9, 9, 0, 0),
                f("reciprocal", Arith64::reciprocal, Arith32::reciprocal, Dfp::reciprocal, x -> 1 / x, -9, 9, 0.5, 0.5),
                f("square", Arith64::square, Arith32::square, x -> x.multiply(x), x -> x * x, -9, 9, 0.5, 0.5),
                f("sqrt", Arith64::sqrt, Arith32::sqrt, Dfp::sqrt, Math::sqrt, 0, 9, 0.5, 0.5),
                f("abs", Arith64::abs, Arith32::abs, x -> Exact.of(Math.abs(x.toDouble())), Math::abs, -9, 9, 0, 0),
                f(
                        "sign",
                        Arith64::sign,
                        Arith32::sign,
                        x -> Exact.of(Math.signum(x.toDouble())),
                        Math::signum,
                        -9,
                        9,
                        0,
                        0),
                f(
                        "relu",
                        Arith64::relu,
                        Arith32::relu,
                        x -> Exact.of(Math.max(x.toDouble(), 0)),
                        x -> Math.max(x, 0),
                        -9,
                        9,
                        0,
                        0),
                f(
                        "floor",
                        Arith64::floor,
                        Arith32::floor,
                        x -> Exact.of(Math.floor(x.toDouble())),
                        Math::floor,
                        -9,
                        9,
                        0,
                        0),
                f(
                        "ceil",
                        Arith64::ceil,
                        Arith32::ceil,
                        x -> Exact.of(Math.ceil(x.toDouble())),
                        Math::ceil,
                        -9,
                        9,
                        0,
                        0),
                f(
                        "rint",
                        Arith64::rint,
                        Arith32::rint,
                        x -> Exact.of(Math.rint(x.toDouble())),
                        Math::rint,
                        -9,
                        9,
                        0,
                        0),
                f("exp", Exp64::exp, Exp32::exp, Exact::exp, StrictMath::exp, -80, 80, 1, 1),
                f("expm1", Exp64::expm1, Exp32::expm1, Exact::expm1, StrictMath::expm1, -30, 30, 1.7, 1.7),
                f(
                        "sigmoid",
                        Exp64::sigmoid,
                        Exp32::sigmoid,
                        Exact::sigmoid,
                        ElementwiseTest::sigmoid,
                        -80,
                        80,
                        2.1,
                        2.1),
                f(
                        "softplus",
                        Exp64::softplus,
                        Exp32::softplus,
                        Exact::softplus,
                        ElementwiseTest::softplus,
                        -80,
                        80,
                        1.8,
                        1.8),
                f("tanh", Tanh64::tanh, Tanh32::tanh, Exact::tanh, StrictMath::tanh, -20, 20, 2.5, 2.5),
                f("sinh", Exp64::sinh, Exp32::sinh, Exact::sinh, StrictMath::sinh, -30, 30, 2.5, 0.51),
                f("cosh", Exp64::cosh, Exp32::cosh, Exact::cosh, StrictMath::cosh, -30, 30, 2.5, 0.51),
                f("log", Log64::log, Log32::log, Exact::log, StrictMath::log, 0, 9, 0.8, 0.8),
                f("log1p", Log64::log1p, Log32::log1p, Exact::log1p, StrictMath::log1p, -1, 9, 1.4, 1.5),
                f("log2", Log64::log2, Log32::log2, Exact::log2, ElementwiseTest::log2, 0, 9, 1.5, 1.5),
                f("log10", Log64::log10, Log32::log10, Exact::log10, StrictMath::log10, 0, 9, 1, 0.51),
                f("asinh", Log64::asinh, Log32::asinh, Exact::asinh, ElementwiseTest::asinh, -9, 9, 3, 2),
                f("acosh", Log64::acosh, Log32::acosh, Exact::acosh, ElementwiseTest::acosh, 1, 9, 3, 2),
                f("atanh", Log64::atanh, Log32::atanh, Exact::atanh, ElementwiseTest::atanh, -1, 1, 2, 1.5),
                f("sin", Trig64::sin, Trig32::sin, Exact::sin, StrictMath::sin, -30, 30, 1, 0.51),
                f("cos", Trig64::cos, Trig32::cos, Exact::cos, StrictMath::cos, -30, 30, 1, 0.51),
                f("tan", Trig64::tan, Trig32::tan, Exact::tan, StrictMath::tan, -30, 30, 1, 0.51),
                f("asin", Trig64::asin, Trig32::asin, Exact::asin, StrictMath::asin, -1, 1, 1, 0.51),
                f("acos", Trig64::acos, Trig32::acos, Exact::acos, StrictMath::acos, -1, 1, 1, 0.51),
                f("atan", Trig64::atan, Trig32::atan, Exact::atan, StrictMath::atan, -9, 9, 1, 0.51),
                f("erf", Erf64::erf, Erf32::erf, Exact::erf, ElementwiseTest::erf, -6, 6, 1.5, 0.51),
                f("erfc", Erf64::erfc, Erf32::erfc, Exact::erfc, ElementwiseTest::erfc, -6, 25, 6, 0.51));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurate(Function f) {
        double[] a = samples(f);
        int n = a.length;
        double[] o = new double[n];
        f.kernel64.run(a, o, n);
        float[] a32 = toFloat(a);
        float[] o32 = new float[n];
        f.kernel32.run(a32, o32, n);
        for (int i = 0; i < n; i++) {
            assertThat(Exact.ulps64(o[i], f.exact, a[i]))
                    .as("%s(%s) = %s", f, a[i], o[i])
                    .isLessThanOrEqualTo(f.ulps64);
            assertThat(Exact.ulps32(o32[i], f.exact, a32[i]))
                    .as("%s(%sf) = %s", f, a32[i], o32[i])
                    .isLessThanOrEqualTo(f.ulps32);
        }
    }

    /** Uniform over the range, and towards 0 (or 1, where the range begins there) over many magnitudes. */
    private static double[] samples(Function f) {
        Random random = new Random(7);
        double[] a = new double[400];
        for (int i = 0; i < a.length; i++) {
            double u = random.nextDouble();
            a[i] = i % 3 == 0
                    ? Math.max(f.lo, 0) + Math.pow(10, -6 * u) * (f.lo < 0 && random.nextBoolean() ? -0.9 : 0.9)
                    : f.lo + u * (f.hi - f.lo);
        }
        return a;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void knowsSpecialValues(Function f) {
        double[] special = {
            0.0,
            -0.0,
            1,
            -1,
            0.5,
            -0.5,
            1.5,
            2,
            2.5,
            -2.5,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            1e-310,
            -1e-310,
            Float.MIN_VALUE,
            1e-40,
            -1e-40,
            1e-20,
            -1e-20,
            60,
            -60,
            87.5,
            88.6,
            89,
            -87.5,
            -100,
            -104,
            300,
            -355,
            708.5,
            709.7,
            -709,
            -740,
            -746,
            710,
            0x1p62,
            -0x1p63,
            1e19,
            -1e19,
            1e300,
            -1e300,
            Float.MAX_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        float[] special32 = toFloat(special);
        double[] o = special.clone();
        float[] o32 = special32.clone();
        f.kernel64.run(o, o, o.length);
        f.kernel32.run(o32, o32, o.length);
        for (int i = 0; i < o.length; i++) {
            double expected = f.java.applyAsDouble(special[i]);
            float expected32 = (float) f.java.applyAsDouble(special32[i]);
            boolean same = Double.compare(o[i], expected) == 0
                    || Math.abs(o[i] - expected) <= 3 * Math.ulp(expected) && expected != 0;
            boolean same32 = Float.compare(o32[i], expected32) == 0
                    || Math.abs(o32[i] - expected32) <= 3 * Math.ulp(expected32) && expected32 != 0;
            assertThat(same)
                    .as("%s(%s) = %s, not %s", f, special[i], o[i], expected)
                    .isTrue();
            assertThat(same32)
                    .as("%s(%sf) = %s, not %s", f, special32[i], o32[i], expected32)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void doesNotDependOnLengthOrPosition(Function f) {
        double[] a = samples(f);
        float[] a32 = toFloat(a);
        double[] whole = new double[a.length];
        float[] whole32 = new float[a.length];
        f.kernel64.run(a, whole, a.length);
        f.kernel32.run(a32, whole32, a.length);
        for (int n : new int[] {0, 1, 7, 300}) {
            int from = a.length - n;
            double[] part = Arrays.copyOfRange(a, from, a.length + 1);
            float[] part32 = Arrays.copyOfRange(a32, from, a.length + 1);
            part[n] = 42;
            part32[n] = 42;
            f.kernel64.run(part, part, n);
            f.kernel32.run(part32, part32, n);
            assertThat(Arrays.copyOf(part, n)).containsExactly(Arrays.copyOfRange(whole, from, a.length));
            assertThat(Arrays.copyOf(part32, n)).containsExactly(Arrays.copyOfRange(whole32, from, a.length));
            assertThat(part[n]).isEqualTo(42);
            assertThat(part32[n]).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void doesNotDependOnTheCompiler(Function f) {
        double[] a = samples(f);
        float[] a32 = toFloat(a);
        double[] first = new double[a.length];
        float[] first32 = new float[a.length];
        f.kernel64.run(a, first, a.length);
        f.kernel32.run(a32, first32, a.length);
        double[] later = new double[a.length];
        float[] later32 = new float[a.length];
        for (int i = 0; i < 2000; i++) {
            f.kernel64.run(a, later, a.length);
            f.kernel32.run(a32, later32, a.length);
        }
        assertThat(later).containsExactly(first);
        assertThat(later32).containsExactly(first32);
    }

    private static Function f(
            String name,
            Kernel64 kernel64,
            Kernel32 kernel32,
            UnaryOperator<Dfp> exact,
            DoubleUnaryOperator java,
            double lo,
            double hi,
            double ulps64,
            double ulps32) {
        return new Function(name, kernel64, kernel32, exact, java, lo, hi, ulps64, ulps32);
    }

    static float[] toFloat(double[] a) {
        float[] o = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            o[i] = (float) a[i];
        }
        return o;
    }

    private static double sigmoid(double x) {
        return x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double log2(double x) {
        return x > 0 && x < 1e-300 ? log2(x * 0x1p60) - 60 : StrictMath.log(x) / StrictMath.log(2);
    }

    private static double asinh(double x) {
        double m = Math.abs(x);
        double y = m > 1e8
                ? StrictMath.log(m) + StrictMath.log(2)
                : m < 1e-8 ? m : StrictMath.log(m + Math.sqrt(m * m + 1));
        return Math.copySign(y, x);
    }

    private static double acosh(double x) {
        if (x < 1) {
            return Double.NaN;
        }
        return x > 1e8 ? StrictMath.log(x) + StrictMath.log(2) : StrictMath.log(x + Math.sqrt(x * x - 1));
    }

    private static double atanh(double x) {
        return Math.abs(x) < 1e-8 ? x : StrictMath.log((1 + x) / (1 - x)) / 2;
    }

    private static double erf(double x) {
        double m = Math.abs(x);
        if (m < 1e-8) {
            return x * 2 / Math.sqrt(Math.PI);
        }
        return m < 6 ? Exact.erf(Exact.of(x)).toDouble() : Math.signum(x);
    }

    private static double erfc(double x) {
        boolean inside = x > -6 && x < 27;
        return inside ? Exact.erfc(Exact.of(x)).toDouble() : Double.isNaN(x) ? x : x < 0 ? 2 : 0;
    }
}
