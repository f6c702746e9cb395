package adjoint.rewrite;

import static adjoint.rewrite.Spelling.of;

import adjoint.tensor.DType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quotients that are 0 over 0, differences of logarithms, and logarithms of running sums: to the last digits. */
class RelativeSpellingsTest {
    static List<Spelling> spellings() {
        double[] tiny = {1e-9, -1e-9, 3e-5}, large = {1000, 1000, 999}, usual = {0.5, -1.5, 2};
        return List.of(
                of("1 - exp(x)", x -> x.exp().rsub(1).sum(), new double[] {-24, -40, -3}),
                of("(exp(x) - 1) / x", x -> x.exp().sub(1).div(x).sum(), tiny, usual),
                of("expm1(x) / x", x -> x.expm1().div(x).sum(), tiny, usual),
                of("x / (exp(x) - 1)", x -> x.div(x.exp().sub(1)).sum(), tiny, usual),
                of("(1 - exp(-x)) / x", x -> x.neg().exp().rsub(1).div(x).sum(), tiny, usual),
                of("log((exp(x) - 1) / x)", x -> x.exp().sub(1).div(x).log().sum(), usual),
                of("log(x + 1) - log(x)", x -> x.add(1).log().sub(x.log()).sum(), new double[] {1e5, 3e7, 2}),
                of(
                        "log(x^2 + 1) - log(x^2)",
                        x -> x.square().add(1).log().sub(x.square().log()).sum(),
                        new double[] {1e3, 3e4, 2}),
                of("log(cumsum(exp(x)))", x -> x.exp().cumsum(0).log().sum(), large, usual),
                of(
                        "the last of log(cumsum(exp(x)))",
                        x -> x.exp().cumsum(0).log().slice(0, 2, 3).sum(),
                        large,
                        usual),
                of(
                        "log(cumsum(sigmoid(x)))",
                        x -> x.neg().sigmoid().cumsum(0).log().sum(),
                        usual));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void valueGradientAndHessianAreExact(Spelling spelling) {
        SpellingCheck.check(spelling, DType.FLOAT64);
    }
}
