package adjoint.rewrite;

import static adjoint.expr.Expressions.logAddExp;
import static adjoint.rewrite.Spelling.of;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Maths;
import adjoint.expr.WeightedLogSumExp;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logarithms of sums of exponentials far out, where what is left of {@code x - logSumExp(x)} has lost its digits: every
 * derivative is a share taken of shifted terms. And the same in other bases, and with views between the parts.
 */
class LogSumExpSpellingsTest {
    private static final double[][] FAR = {
        {1000, 1000, 1000}, {10000, 10001, 9998}, {-3000, -3001, -2999.5}, {0x1p20, 0x1p20 + 1, 0x1p20 - 2}
    };
    private static final double[][] TENS = {{400, 401, 398}, {-500, -501, -499.5}, {40, 39, 41.5}};
    private static final double[][] SIGNED = {{1000, 40, -40}, {90, -90, 0.5}};
    private static final double[] BELOW = {-1e-3, -20, -0.75};

    static List<Spelling> spellings() {
        List<Spelling> all = new ArrayList<>();
        sums().forEach(spelling -> all.add(spelling.ofShares()));
        all.addAll(differences());
        all.addAll(bases());
        views().forEach(spelling -> all.add(spelling.withDigits(1000)));
        return all;
    }

    private static Expr w(Expr x) {
        return Expressions.constant(0.5, 0.25, 2).cast(x.dtype());
    }

    private static List<Spelling> sums() {
        return List.of(
                of("log sum exp", x -> x.exp().sum().log(), FAR),
                of("its op", x -> x.logSumExp(), FAR),
                of("mean", x -> x.exp().mean().log(), FAR),
                of("weights below", x -> x.exp().div(w(x)).sum().log(), FAR),
                of("weights above", x -> x.exp().mul(w(x)).sum().log(), FAR),
                of("weighted op", x -> WeightedLogSumExp.of(x, w(x), Axes.at(0)), FAR),
                of(
                        "signed weights",
                        x -> WeightedLogSumExp.of(
                                x, w(x).mul(Expressions.constant(4, -1, 1).cast(x.dtype())), Axes.at(0)),
                        FAR),
                of("variable weights", x -> x.mul(3).exp().mul(x).sum().log(), FAR[0], FAR[1]),
                of("log softmax", x -> x.logSoftmax().mul(w(x)).sum(), FAR),
                of("own difference", x -> x.sub(x.logSumExp()).mul(w(x)).sum(), FAR),
                of("own share", x -> x.sub(x.logSumExp()).exp().mul(w(x)).sum(), FAR),
                of("own share of one", x -> x.at(0, 1).sub(x.logSumExp()).exp(), FAR),
                of("own cross entropy", x -> x.logSumExp().sub(x.at(0, 2)), FAR),
                of(
                        "own weighted share",
                        x -> x.sub(WeightedLogSumExp.of(x, w(x), Axes.at(0)))
                                .exp()
                                .mul(w(x))
                                .mul(w(x))
                                .sum(),
                        FAR),
                of("two terms", x -> logAddExp(x.at(0, 0), x.at(0, 1)), FAR),
                of(
                        "own share of two",
                        x -> x.at(0, 0).sub(logAddExp(x.at(0, 0), x.at(0, 1))).exp(),
                        FAR),
                of("own share of two, logarithm", x -> x.at(0, 1).sub(logAddExp(x.at(0, 0), x.at(0, 1))), FAR),
                of("nested", x -> logAddExp(logAddExp(x.at(0, 0), x.at(0, 1)), x.at(0, 2)), FAR));
    }

    private static List<Spelling> differences() {
        return List.of(
                of("own share of softplus", x -> x.sub(x.softplus()).exp().sum(), SIGNED)
                        .withDigits(1000),
                of("log(1 - exp)", x -> Maths.LOG1MEXP.of(x).sum(), BELOW),
                of("its odds", x -> x.sub(Maths.LOG1MEXP.of(x)).exp().sum(), BELOW));
    }

    private static Expr ten(Expr x) {
        return Expressions.constant(10.0, x.dtype()).pow(x);
    }

    private static List<Spelling> bases() {
        return List.of(
                of("log10 of tens", x -> ten(x).sum().log10(), TENS),
                of("log of tens", x -> ten(x).sum().log(), TENS),
                of(
                        "log2 of twos",
                        x -> Expressions.constant(2.0, x.dtype()).pow(x).sum().log2(),
                        TENS),
                of("log2 of twos by exp", x -> x.mul(Math.log(2)).exp().sum().log2(), TENS),
                of("one ten", x -> ten(x).log10().sum(), TENS),
                of("two tens", x -> ten(x.at(0, 0)).add(ten(x.at(0, 1))).log10(), TENS),
                of("weighted tens", x -> ten(x).mul(w(x)).sum().log10(), TENS),
                of(
                        "bases below 1",
                        x -> Expressions.constant(0.5, x.dtype()).pow(x).sum().log(),
                        TENS),
                of("shares of tens", x -> ten(x).div(ten(x).sum()).mul(w(x)).sum(), TENS),
                of("maximum of tens", x -> ten(x).max().log10(), new double[] {400, 401, 398}),
                of("minimum of tens", x -> ten(x).min().log10(), new double[] {400, 401, 398}),
                of("product of tens", x -> ten(x).prod().log10(), new double[] {400, 401, -398}));
    }

    private static List<Spelling> views() {
        return List.of(
                of(
                        "squeeze",
                        x -> x.expand(1).sigmoid().squeeze(1).rsub(1).log().sum(),
                        SIGNED),
                of("flatten", x -> x.expand(1).sigmoid().flatten().rsub(1).log().sum(), SIGNED),
                of(
                        "transpose",
                        x -> x.expand(1).sigmoid().transpose().rsub(1).log().sum(),
                        SIGNED),
                of("slice", x -> x.sigmoid().slice(0, 0, 2).rsub(1).log().sum(), SIGNED),
                of("reshape", x -> x.sigmoid().reshape(3, 1).rsub(1).log().sum(), SIGNED),
                of("expand", x -> x.sigmoid().expand(0).rsub(1).log().sum(), SIGNED),
                of(
                        "broadcast",
                        x -> x.sigmoid()
                                .broadcastTo(adjoint.tensor.Shape.of(2, 3))
                                .rsub(1)
                                .log()
                                .sum(),
                        SIGNED),
                of("element", x -> x.sigmoid().at(0, 0).rsub(1).log(), SIGNED),
                of("reversed", x -> x.sigmoid().slice(0, 2, 0, -1).rsub(1).log().sum(), SIGNED),
                of(
                        "between 1 - . and log",
                        x -> x.sigmoid().rsub(1).expand(1).log().sum(),
                        SIGNED),
                of(
                        "at both places",
                        x -> x.sigmoid().expand(1).rsub(1).squeeze(1).log().sum(),
                        SIGNED),
                of("softplus", x -> x.exp().expand(1).add(1).squeeze(1).log().sum(), SIGNED),
                of("log(1 + x)", x -> x.add(1).expand(1).log().sum(), new double[] {1e-12, 1e-18, 0.25}),
                of("expm1", x -> x.exp().reshape(3, 1).sub(1).sum(), new double[] {1e-12, -1e-18, 0.25}),
                of(
                        "quotient",
                        x -> x.expand(1)
                                .exp()
                                .squeeze(1)
                                .slice(0, 0, 1)
                                .div(x.exp().slice(0, 1, 2))
                                .sum(),
                        new double[] {900, 901, 0}),
                of("1 - erf", x -> x.erf().expand(1).rsub(1).log().sum(), new double[] {9, 4, 1})
                        .withDigits(220),
                of("root of a square", x -> x.square().expand(1).sqrt().sum(), new double[] {1e200, -1e-30, 3}));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void valueGradientAndHessianAreExact(Spelling spelling) {
        SpellingCheck.check(spelling, DType.FLOAT64);
    }

    static List<Spelling> singles() {
        return spellings().stream()
                .filter(spelling -> spelling.points().stream().allMatch(LogSumExpSpellingsTest::fitsFloat32))
                .toList();
    }

    private static boolean fitsFloat32(double[] point) {
        for (double value : point) {
            if ((float) value != value) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("singles")
    void float32KeepsItsOwnDigits(Spelling spelling) {
        SpellingCheck.check(spelling, DType.FLOAT32);
    }
}
