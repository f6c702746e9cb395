package adjoint.rewrite;

import static adjoint.rewrite.Spelling.of;
import static adjoint.tensor.DType.FLOAT32;
import static adjoint.tensor.DType.FLOAT64;

import adjoint.expr.Expr;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Formulas that cancel, and quotients whose parts overflow, as the books on numerical methods list them. */
class CancellationSpellingsTest {
    private static final double[][] TINY = {{1e-9, -3e-12, 2e-5}, {0.7, -0.3, 1.2}};
    private static final double[][] LARGE = {{1e9, 3e12, 2e5}, {0.7, 0.3, 1.2}};
    private static final double[][] FAR = {{800, -800, 300}, {1.5, -0.7, 0}};
    private static final double[][] ZERO = {{0, 0, 0}, {1, -2, 0.5}};

    static Stream<Spelling> spellings() {
        return Stream.of(functions(), roots(), sigmoids(), squares())
                .flatMap(List::stream)
                .map(spelling -> spelling.withDigits(1000));
    }

    private static List<Spelling> functions() {
        return List.of(
                of("1 - cos(x)", x -> x.cos().rsub(1).sum(), TINY),
                of("(1 - cos(x)) / sin(x)", x -> x.cos().rsub(1).div(x.sin()).sum(), new double[] {1e-3, -0.1, 1}),
                of("1 - tanh(x)^2", x -> x.tanh().square().rsub(1).sum(), FAR),
                of(
                        "1 - tanh(x)^2 by product",
                        x -> x.tanh().mul(x.tanh()).neg().add(1).sum(),
                        FAR),
                of(
                        "(exp(x) - exp(-x)) / 2",
                        x -> x.exp().sub(x.neg().exp()).div(2).sum(),
                        TINY),
                of("log((1 + x) / (1 - x))", x -> x.add(1).div(x.rsub(1)).log().sum(), new double[] {1e-9, -1e-12, 0.5
                }),
                of(
                        "log(1 + x) - log(1 - x)",
                        x -> x.add(1).log().sub(x.rsub(1).log()).sum(),
                        new double[] {1e-9, -1e-12, 0.5}),
                of("exp(x + e) - exp(x)", x -> x.add(1e-9).exp().sub(x.exp()).sum(), TINY));
    }

    private static List<Spelling> roots() {
        return List.of(
                of("sqrt(1 + x) - 1", x -> x.add(1).sqrt().sub(1).sum(), new double[] {1e-9, -1e-12, 3}),
                of("sqrt(x^2 + 1) - x", x -> x.square().add(1).sqrt().sub(x).sum(), LARGE),
                of("sqrt(x + 1) - sqrt(x)", x -> x.add(1).sqrt().sub(x.sqrt()).sum(), LARGE),
                of(
                        "quadratic formula",
                        x -> quadratic(x.at(0, 0), x.at(0, 1), x.at(0, 2)),
                        new double[] {1, 1e8, 1},
                        new double[] {1, 3, 1}));
    }

    private static Expr quadratic(Expr a, Expr b, Expr c) {
        return b.neg().add(b.square().sub(a.mul(c).mul(4)).sqrt()).div(a.mul(2));
    }

    private static List<Spelling> sigmoids() {
        return List.of(
                of("inverse softplus", x -> x.exp().sub(1).log().sum(), new double[] {800, 1e-9, 2}),
                of("inverse softplus, expm1", x -> x.expm1().log().sum(), new double[] {800, 1e-9, 2}),
                of(
                        "inverse softplus, scaled",
                        x -> x.mul(3).exp().sub(1).log().div(3).sum(),
                        new double[] {800, 0.1, 2}),
                of("inverse softplus, less x", x -> x.exp().add(-1).log().sub(x).sum(), new double[] {800, 0.1, 2}),
                of("log(1 - exp(-x))", x -> x.neg().exp().rsub(1).log().sum(), new double[] {300, 1e-9, 2}),
                of("logistic density", x -> x.exp().div(x.exp().add(1).square()).sum(), FAR),
                of(
                        "logistic density of -x",
                        x -> x.neg().exp().div(x.neg().exp().add(1).square()).sum(),
                        FAR),
                of(
                        "scaled logistic density",
                        x -> x.mul(-25)
                                .exp()
                                .mul(25)
                                .div(x.mul(-25).exp().add(1).square())
                                .sum(),
                        FAR),
                of("cube below", x -> x.exp().div(x.exp().add(1).pow(3)).sum(), FAR),
                of(
                        "square over cube",
                        x -> x.mul(2).exp().div(x.exp().add(1).pow(3)).sum(),
                        FAR),
                of("negative power", x -> x.exp().mul(x.exp().add(1).pow(-2)).sum(), FAR),
                of(
                        "square of a quotient",
                        x -> x.exp().div(x.exp().add(1)).square().sum(),
                        FAR));
    }

    private static List<Spelling> squares() {
        return List.of(
                of("square of a norm", x -> x.norm().square(), ZERO),
                of("norm times itself", x -> x.norm().mul(x.norm()), ZERO),
                of("square of a root", x -> x.square().sum().sqrt().square(), ZERO),
                of("fourth power of a norm", x -> x.norm().pow(4), ZERO),
                of("density of a norm", x -> x.norm().square().neg().exp(), ZERO),
                of("square of a size", x -> x.abs().square().sum(), ZERO),
                of("density of a size", x -> x.abs().square().neg().exp().sum(), ZERO),
                of("mean square root, squared", x -> x.square().mean().sqrt().square(), ZERO),
                of("squared deviation", x -> x.std().square(), new double[] {2, 2, 2}, new double[] {1, -2, 0.5}),
                of(
                        "hypot",
                        x -> x.at(0, 0).square().add(x.at(0, 1).square()).sqrt(),
                        new double[] {1e200, 2e200, 0},
                        new double[] {1e-200, -2e-200, 0}),
                of(
                        "hypot of three",
                        x -> x.at(0, 0)
                                .square()
                                .add(x.at(0, 1).square())
                                .add(x.at(0, 2).square())
                                .sqrt(),
                        new double[] {1e200, 2e200, 3e199},
                        new double[] {3, -4, 12}),
                of(
                        "hypot by products",
                        x -> x.at(0, 0)
                                .mul(x.at(0, 0))
                                .add(x.at(0, 1).mul(x.at(0, 1)))
                                .sqrt(),
                        new double[] {1e200, 2e200, 0}),
                of(
                        "square of hypot",
                        x -> x.slice(0, 0, 1)
                                .square()
                                .add(x.slice(0, 1, 1).square())
                                .sqrt()
                                .square()
                                .sum(),
                        ZERO));
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
}
