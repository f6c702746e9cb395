package adjoint.rewrite;

import static adjoint.expr.Expressions.logAddExp;
import static adjoint.expr.Expressions.maximum;
import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Spelling.of;
import static adjoint.tensor.DType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Formulas as they stand in textbooks, at points where they over- or underflow or cancel: value, gradient and Hessian
 * against arithmetic of 60 digits.
 */
class SpellingsTest {
    private static final double[][] FAR = {{1000, 1001, 998}, {-1000, -1001, -998}, {0.3, -800, 700}};
    private static final double[][] SIGNED = {{800, 900, 1000}, {-800, -900, -1000}, {0.1, -0.7, 1.3}};
    private static final double[][] TINY = {{1e-12, -1e-18, 3e-9}, {0.2, -0.1, 0.4}};

    static List<Spelling> spellings() {
        List<Spelling> all = new ArrayList<>();
        all.addAll(sums());
        sigmoids().forEach(spelling -> all.add(spelling.withDigits(640)));
        all.addAll(differences());
        all.addAll(variances());
        all.addAll(norms());
        all.addAll(apart());
        return all;
    }

    private static Expr share(Expr x) {
        return x.exp().div(x.exp().sum());
    }

    private static List<Spelling> sums() {
        return List.of(
                of("log sum exp", x -> x.exp().sum().log(), FAR),
                of("log mean exp", x -> x.exp().mean().log(), FAR),
                of(
                        "max-shifted log sum exp",
                        x -> x.sub(x.max()).exp().sum().log().add(x.max()),
                        FAR),
                of("log2 sum exp", x -> x.exp().sum().log2(), FAR),
                of("log10 sum exp", x -> x.exp().sum().log10(), FAR),
                of("scaled sum", x -> x.exp().mul(0.25).sum().log(), FAR),
                of("constant weights", x -> x.exp().mul(weights()).sum().log(), FAR),
                of("signed weights", x -> x.exp().mul(signs()).sum().log(), new double[] {1000, 3, 2}),
                of("weights below the line", x -> x.exp().div(weights()).sum().log(), FAR),
                of(
                        "quotient of sums",
                        x -> x.exp().sum().div(x.mul(0.5).exp().sum()).log(),
                        FAR),
                of(
                        "log of a density",
                        x -> x.square()
                                .mul(-0.5)
                                .exp()
                                .div(Math.sqrt(2 * Math.PI))
                                .log()
                                .sum(),
                        FAR),
                of("log of a product", x -> x.exp().prod().log(), new double[] {500, 600, -100}),
                of(
                        "log of a product of densities",
                        x -> x.square().neg().exp().div(1.77).prod().log(),
                        FAR),
                of("log of a power", x -> x.exp().pow(-1.5).sum().log(), FAR),
                of("log of a root", x -> x.exp().sqrt().sum().log(), FAR),
                of("through a reshape", x -> x.exp().reshape(3, 1).sum(0).log().sum(), FAR),
                of("through a slice", x -> x.exp().slice(0, 0, 2).sum().log(), FAR),
                of(
                        "through a transpose",
                        x -> x.expand(0).exp().transpose().sum(0).log().sum(),
                        FAR),
                of("log of a maximum", x -> x.exp().max().log(), FAR),
                of("two terms", x -> x.at(0, 0).exp().add(x.at(0, 1).exp()).log(), FAR),
                of(
                        "three terms",
                        x -> x.at(0, 0)
                                .exp()
                                .add(x.at(0, 1).exp())
                                .add(x.at(0, 2).exp())
                                .log(),
                        FAR),
                of(
                        "difference of two",
                        x -> x.at(0, 0).exp().sub(x.at(0, 1).exp()).log(),
                        new double[] {1000, 999, 0}),
                of(
                        "masked terms",
                        x -> where(weights().gt(0.25), x.exp(), x.zeros()).sum().log(),
                        FAR),
                of("softmax", x -> share(x).mul(weights()).sum(), FAR),
                of("shifted softmax", x -> share(x.sub(x.max())).mul(weights()).sum(), FAR),
                of(
                        "softmax of shares",
                        x -> share(share(x).log()).mul(weights()).sum(),
                        FAR),
                of("log softmax", x -> share(x).log().mul(weights()).sum(), FAR),
                of(
                        "log softmax by log",
                        x -> x.sub(x.exp().sum().log()).mul(weights()).sum(),
                        FAR),
                of("cross entropy of a class", x -> share(x).at(0, 1).log().neg(), FAR),
                of(
                        "entropy from logits",
                        x -> share(x).mul(share(x).log()).sum().neg(),
                        new double[] {3, 2, -30},
                        new double[] {1000, 1001, -998}),
                of("perplexity", x -> share(x).log().mul(weights()).sum().neg().exp(), new double[] {5, -5, 1}),
                of(
                        "responsibility",
                        x -> x.exp()
                                .mul(weights())
                                .div(x.exp().mul(weights()).sum())
                                .at(0, 0),
                        FAR));
    }

    private static List<Spelling> sigmoids() {
        return List.of(
                of("softplus", x -> x.exp().add(1).log().sum(), SIGNED),
                of("softplus, 1 first", x -> x.ones().add(x.exp()).log().sum(), SIGNED),
                of("softplus, log1p", x -> x.exp().log1p().sum(), SIGNED),
                of("softplus of -x", x -> x.neg().exp().add(1).log().sum(), SIGNED),
                of("softplus, split", x -> x.add(x.neg().exp().add(1).log()).sum(), SIGNED),
                of(
                        "softplus by hand",
                        x -> maximum(x, 0).add(x.abs().neg().exp().log1p()).sum(),
                        SIGNED),
                of(
                        "sigmoid",
                        x -> x.ones().div(x.neg().exp().add(1)).mul(weights()).sum(),
                        SIGNED),
                of(
                        "sigmoid, e up and down",
                        x -> x.exp().div(x.exp().add(1)).mul(weights()).sum(),
                        SIGNED),
                of(
                        "sigmoid by reciprocal",
                        x -> x.neg().exp().add(1).reciprocal().sum(),
                        SIGNED),
                of("log sigmoid", x -> x.ones().div(x.neg().exp().add(1)).log().sum(), SIGNED),
                of("log of the complement", x -> x.sigmoid().rsub(1).log().sum(), SIGNED),
                of(
                        "logistic loss",
                        x -> x.sigmoid()
                                .log()
                                .mul(0.3)
                                .add(x.sigmoid().rsub(1).log().mul(0.7))
                                .sum(),
                        SIGNED),
                of("s (1 - s)", x -> x.sigmoid().mul(x.sigmoid().rsub(1)).sum(), new double[] {40, -40, 50}),
                of(
                        "share of two",
                        x -> x.at(0, 0)
                                .exp()
                                .div(x.at(0, 0).exp().add(x.at(0, 1).exp())),
                        FAR),
                of(
                        "tanh",
                        x -> x.exp()
                                .sub(x.neg().exp())
                                .div(x.exp().add(x.neg().exp()))
                                .sum(),
                        SIGNED),
                of(
                        "tanh from e^2x",
                        x -> x.mul(2).exp().sub(1).div(x.mul(2).exp().add(1)).sum(),
                        SIGNED),
                of("tanh from sigmoid", x -> x.mul(2).sigmoid().mul(2).sub(1).sum(), TINY));
    }

    private static List<Spelling> differences() {
        return List.of(
                of("exp - 1", x -> x.exp().sub(1).sum(), TINY),
                of("1 - exp", x -> x.exp().rsub(1).sum(), TINY),
                of("log(1 + x)", x -> x.add(1).log().sum(), TINY),
                of("log(1 - x)", x -> x.rsub(1).log().sum(), TINY),
                of("log(1 - exp)", x -> x.abs().neg().exp().rsub(1).log().sum(), new double[] {800, 1e-12, 0.5})
                        .withDigits(520),
                of("log(1 - exp), log1p", x -> x.abs().neg().exp().neg().log1p().sum(), new double[] {700, 1e-12, 2})
                        .withDigits(520),
                of("log erfc", x -> x.erfc().log().sum(), new double[] {28, 2.5, -1}),
                of(
                                "log of a normal tail",
                                x -> x.div(Math.sqrt(2)).erfc().mul(0.5).log().sum(),
                                new double[] {60, 5, 0.1})
                        .withDigits(220)
                        .withBendLosing(60 * 60 / 2.0),
                of("1 - erf", x -> x.erf().rsub(1).log().sum(), new double[] {9, 4, 1})
                        .withDigits(220),
                of(
                        "product of exponentials",
                        x -> x.at(0, 0).exp().mul(x.at(0, 1).exp()),
                        new double[] {800, -801, 0}),
                of(
                        "quotient of exponentials",
                        x -> x.at(0, 0).exp().div(x.at(0, 1).exp()),
                        new double[] {900, 901, 0}),
                of("root of a square", x -> x.square().sqrt().sum(), new double[] {1e200, -1e-30, 3})
                        .withDigits(520),
                of("log(1 + erf)", x -> x.erf().log1p().sum(), new double[] {-9, -4, 1})
                        .withDigits(220),
                of("log cosh", x -> x.cosh().log().sum(), new double[] {1000, -1e-9, 2}, new double[] {-800, 0, 0.3})
                        .withDigits(1000),
                of("log add exp", x -> logAddExp(x.at(0, 0), x.at(0, 1)), FAR));
    }

    private static final double[][] CLOSE = {{1e8, 1e8 + 1, 1e8 + 2}, {-0x1p40 - 3, -0x1p40, -0x1p40 + 3}, {0, 0, 0}};

    private static List<Spelling> variances() {
        return List.of(
                of("variance", x -> x.square().mean().sub(x.mean().square()), CLOSE),
                of("variance by products", x -> x.mul(x).mean().sub(x.mean().mul(x.mean())), CLOSE),
                of(
                        "variance by size",
                        x -> x.square().sum().div(3).sub(x.sum().div(3).square()),
                        CLOSE),
                of(
                        "variance by n - 1",
                        x -> x.square().sum().sub(x.sum().square().div(3)).div(2),
                        CLOSE),
                of(
                        "variance by n - 1, of the mean",
                        x -> x.square().sum().sub(x.mean().square().mul(3)).div(2),
                        CLOSE),
                of(
                        "variances of columns",
                        x -> x.expand(1)
                                .square()
                                .mean(0)
                                .sub(x.expand(1).mean(0).square())
                                .sum(),
                        CLOSE));
    }

    private static List<Spelling> norms() {
        double[][] points = {{3e200, -4e200, 1e199}, {3e-200, -4e-200, 0}, {1, -2, 2}};
        return List.of(
                of("norm", x -> x.square().sum().sqrt(), points),
                of("norm by products", x -> x.mul(x).sum().sqrt(), points),
                of("norm of a row", x -> x.expand(0).square().sum(1).sqrt().sum(), points),
                of("root mean square", x -> x.square().mean().sqrt(), points),
                of("root of half the squares", x -> x.square().sum().div(2).sqrt(), points));
    }

    /** What belongs together, with other terms or factors in between. */
    private static List<Spelling> apart() {
        return List.of(
                of(
                        "max-shifted log sum exp, then a penalty",
                        x -> {
                            Expr m = x.max();
                            return x.sub(m).exp().sum().log().sub(x.at(0, 1)).add(m);
                        },
                        FAR),
                of(
                                "softplus with a term in between",
                                x -> x.add(x.at(0, 0))
                                        .add(x.neg().exp().add(1).log())
                                        .sum(),
                                SIGNED)
                        .withDigits(640),
                of(
                        "exponentials with a factor in between",
                        x -> x.at(0, 0).exp().mul(x.at(0, 2)).mul(x.at(0, 1).exp()),
                        new double[] {800, -801, 2},
                        new double[] {-900, 900, 0.5}),
                of(
                        "what is added and taken away",
                        x -> x.add(1e20).sub(x.square()).sub(1e20).sum(),
                        new double[] {1, 2, 3}),
                of("constants apart", x -> x.mul(1e300).mul(x).mul(1e-300).sum(), new double[] {1e9, 2e10, -3e9}));
    }

    private static Expr weights() {
        return Expressions.constant(0.5, 0.2, 0.3);
    }

    private static Expr signs() {
        return Expressions.constant(2, -1, -0.5);
    }

    @Test
    void thereAreManyOfThem() {
        assertThat(spellings()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void valueGradientAndHessianAreExact(Spelling spelling) {
        SpellingCheck.check(spelling, FLOAT64);
    }
}
