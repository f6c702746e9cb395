package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions are NaN outside their domain, close to it and however far out, in the reference and in the kernels. */
class DomainsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    static Stream<Arguments> outside() {
        double[] negative = {-1e-30, -1, -1e8, -1e9, -1e20, -1e38, -INF};
        double[] positive = {1e-30, 1, 1e8, 1e9, 1e20, 1e38, INF};
        double[] beyond = {1.001, -1.001, 1e8, -1e8, 1e20, -1e20, 1e38, -1e38, INF, -INF};
        return Stream.of(
                Arguments.of(Maths.LOG, negative),
                Arguments.of(Maths.LOG2, negative),
                Arguments.of(Maths.LOG10, negative),
                Arguments.of(Maths.LOG1P, new double[] {-1.001, -2, -1e8, -1e9, -1e20, -1e38, -INF}),
                Arguments.of(Maths.ACOSH, new double[] {0.999, 0, -0.5, -1, -2, -1e4, -1e8, -1e9, -1e20, -1e38, -INF}),
                Arguments.of(Maths.ATANH, beyond),
                Arguments.of(Maths.ASIN, beyond),
                Arguments.of(Maths.ACOS, beyond),
                Arguments.of(Maths.LOG1MEXP, positive),
                Arguments.of(Arithmetic.SQRT, negative));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void isNotANumberOutside(ElementwiseOp op, double[] points) {
        float[] narrow = new float[points.length];
        for (int i = 0; i < points.length; i++) {
            narrow[i] = (float) points[i];
        }
        double[] out64 = new double[points.length];
        float[] out32 = new float[points.length];
        op.loop(new Object[] {points}, out64).run(points.length);
        op.loop(new Object[] {narrow}, out32).run(points.length);
        for (int i = 0; i < points.length; i++) {
            assertThat(op.apply(new double[] {points[i]}))
                    .as("%s(%s)", op, points[i])
                    .isNaN();
            assertThat(out64[i]).as("kernel of %s(%s)", op, points[i]).isNaN();
            assertThat(out32[i]).as("float32 kernel of %s(%s)", op, points[i]).isNaN();
        }
    }
}
