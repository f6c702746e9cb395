package adjoint.rewrite;

import static adjoint.rewrite.Spelling.of;
import static adjoint.tensor.DType.FLOAT32;
import static adjoint.tensor.DType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Probabilities of intervals and their logarithms, in both tails and for short intervals. */
class DifferencesTest {
    private static final double[][] TAILS = {{372, 400, -372}, {3, -2, 0}};
    private static final double[][] NORMAL = {{7, -7, 12}, {0.2, -1.5, 0}};

    static List<Spelling> spellings() {
        List<Spelling> all = new ArrayList<>();
        logistic().forEach(spelling -> all.add(spelling.withDigits(520)));
        normal().forEach(spelling -> all.add(
                spelling.withDigits(spelling.name().contains("far") ? 560 : 260).withBendLosing(3200)));
        return all;
    }

    private static Expr bin(Expr x, double half, UnaryOperator<Expr> f) {
        return f.apply(x.add(half)).sub(f.apply(x.sub(half)));
    }

    private static List<Spelling> logistic() {
        return List.of(
                of(
                        "rounded logistic",
                        x -> bin(x.mul(2), 1, Expr::sigmoid).log().sum(),
                        TAILS),
                of("halved", x -> bin(x, 0.5, y -> y.sigmoid().mul(0.5)).log().sum(), TAILS),
                of(
                        "below a line",
                        x -> bin(x, 0.5, y -> y.sigmoid().div(3)).log().sum(),
                        TAILS),
                of("negated", x -> bin(x, -0.5, y -> y.neg().sigmoid()).log().sum(), TAILS),
                of(
                        "standardised",
                        x -> bin(x, 0.5, y -> y.sub(1).div(4).sigmoid()).log().sum(),
                        TAILS),
                of(
                        "complements",
                        x -> bin(x, -0.5, y -> y.sigmoid().rsub(1)).log().sum(),
                        TAILS),
                of("tanh", x -> bin(x, 0.5, Expr::tanh).log().sum(), TAILS),
                of(
                        "spelled out",
                        x -> bin(x, 0.5, y -> y.ones().div(y.neg().exp().add(1)))
                                .log()
                                .sum(),
                        TAILS),
                of("tiny", x -> bin(x, 1e-12, Expr::sigmoid).log().sum(), TAILS),
                of(
                        "two ends",
                        x -> x.at(0, 0).sigmoid().sub(x.at(0, 1).sigmoid()).log(),
                        new double[] {402, 400, 0},
                        new double[] {-400, -402, 0},
                        new double[] {3, -2, 0}),
                of(
                        "of a mixture",
                        x -> bin(x, 0.5, Expr::sigmoid).mul(0.25).sum().log(),
                        new double[] {800, 801, 802},
                        new double[] {3, -2, 0}),
                of("without a logarithm", x -> bin(x, 1e-9, Expr::sigmoid).sum(), new double[] {30, -1, 0}));
    }

    private static List<Spelling> normal() {
        double root = Math.sqrt(2);
        return List.of(
                of("rounded normal", x -> bin(x, 0.5, Expr::erf).log().sum(), NORMAL),
                of("far out", x -> bin(x, 0.5, Expr::erf).log().sum(), new double[] {30, -30, 20}),
                of("complement", x -> bin(x, -0.5, Expr::erfc).log().sum(), NORMAL),
                of(
                        "distribution function",
                        x -> bin(x, 0.5, y -> y.div(root).erf().add(1).mul(0.5))
                                .log()
                                .sum(),
                        NORMAL),
                of(
                        "survival function",
                        x -> bin(x, -0.5, y -> y.mul(1 / root).erf().rsub(1).div(2))
                                .log()
                                .sum(),
                        NORMAL),
                of(
                        "standardised",
                        x -> bin(x, 0.5, y -> y.sub(0.5).div(1.5).erf()).log().sum(),
                        NORMAL),
                of("narrow", x -> bin(x, 0x1p-30, Expr::erf).log().sum(), NORMAL),
                of("wide", x -> bin(x, 20, Expr::erf).log().sum(), new double[] {32, -32, 1}),
                of(
                        "two ends",
                        x -> x.at(0, 0).erf().sub(x.at(0, 1).erf()).log(),
                        new double[] {8, 7, 0},
                        new double[] {-7, -8, 0},
                        new double[] {1, -2, 0}),
                of("without a logarithm", x -> bin(x, 1e-9, Expr::erf).sum(), new double[] {3, -1, 0}));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void valueGradientAndHessianAreExact(Spelling spelling) {
        SpellingCheck.check(spelling, FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void soAreTheyInFloat32(Spelling spelling) {
        SpellingCheck.check(spelling, FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("unsafe")
    void whatNoRuleTakesIsReportedWithItsLine(UnaryOperator<Expr> form) {
        Expr f = form.apply(Expressions.input("x", 3));
        assertThat(Rewriter.with(Options.DEFAULT).optimised(List.of(f)).dangers())
                .anySatisfy(finding -> {
                    assertThat(finding.danger()).contains("probabilities meet in the tails");
                    assertThat(finding.site()).isSameAs(f.site());
                });
    }

    static List<UnaryOperator<Expr>> unsafe() {
        return List.of(
                x -> x.sigmoid().sub(x.sub(1).sigmoid().mul(0.5)).log(),
                x -> x.erf().mul(0.3).sub(x.sub(1).erf().mul(0.2)).log(),
                x -> x.erfc().sub(x.add(1).erfc().div(3)).log(),
                x -> x.tanh().sub(x.erf()).log(),
                x -> x.sigmoid().mul(0.5).sub(x.sub(1).erfc()).log());
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void whatIsSafeIsNotReported(Spelling spelling) {
        Expr f = spelling.form().apply(Expressions.input("x", 3));
        assertThat(Rewriter.with(Options.DEFAULT).optimised(List.of(f)).dangers())
                .isEmpty();
    }
}
