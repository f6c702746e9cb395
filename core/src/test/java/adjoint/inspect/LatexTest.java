package adjoint.inspect;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LatexTest {
    private final Expr x = scalar("x");
    private final Expr y = scalar("y");

    @Test
    void parenthesesStandOnlyWhereReadingNeedsThem() {
        assertThat(Latex.of(x.add(y).mul(x))).isEqualTo("\\left(x + y\\right) \\cdot x");
        assertThat(Latex.of(x.add(y))).isEqualTo("x + y");
        assertThat(Latex.of(x.add(y).log())).isEqualTo("\\log\\left(x + y\\right)");
        assertThat(Latex.of(x.sub(y).exp())).isEqualTo("e^{x - y}");
        assertThat(Latex.of(x.add(1).div(y.sub(2)))).isEqualTo("\\frac{x + 1}{y - 2}");
        assertThat(Latex.of(x.exp().pow(y))).isEqualTo("{\\left(e^{x}\\right)}^{y}");
        assertThat(Latex.of(x.mul(y).pow(2))).isEqualTo("{\\left(x \\cdot y\\right)}^{2}");
        assertThat(Latex.of(x.pow(3))).isEqualTo("{x}^{3}");
        assertThat(Latex.of(x.mul(-0.5).sub(y))).isEqualTo("x \\cdot \\left(-0.5\\right) - y");
        assertThat(Latex.of(x.add(1).mul(y.add(1)).sqrt()))
                .isEqualTo("\\sqrt{\\left(x + 1\\right) \\cdot \\left(y + 1\\right)}");
    }

    @Test
    void opsWithAttributesShowThem() {
        assertThat(Latex.of(matrix("a", 2, 3).sum(1)))
                .isEqualTo("\\operatorname{sum}_{\\text{[axis=1]}}\\left(a\\right)");
        assertThat(Latex.of(matrix("a", "batch_size", 3).broadcastTo(Shape.of(2, "batch_size", 3))))
                .contains("[2, batch\\_size, 3]");
    }

    @Test
    void aProductOfSumsKeepsItsFactorsTogether() {
        Expr a = matrix("A", 2, 2);
        Expr w = shared("W", Tensor.zeros(DType.FLOAT64, 2, 2));

        assertThat(Latex.of(a.mul(a.add(1)).dot(w))).isEqualTo("\\left(A \\cdot \\left(A + 1\\right)\\right)\\, W");
    }

    @Test
    void namedAndSharedPartsGetLinesOfTheirOwn() {
        Expr hidden = x.tanh().named("h");
        Expr shared = hidden.add(1).log();

        assertThat(Latex.of(shared.mul(shared).named("loss"))).isEqualTo("""
                \\begin{aligned}
                h &= \\tanh\\left(x\\right) \\\\
                t_{1} &= \\log\\left(h + 1\\right) \\\\
                \\mathit{loss} &= t_{1} \\cdot t_{1}
                \\end{aligned}""");
    }

    @Test
    void twoThingsOfOneNameAreToldApart() {
        assertThat(Latex.of(scalar("x").add(scalar("x")))).isEqualTo("x + x^{(2)}");
        Expr shared = x.exp();
        assertThat(Latex.of(scalar("t_1").add(shared).add(shared))).contains("t_{1}^{(2)} &= e^{x}");
    }

    @Test
    void namesBecomeSymbols() {
        assertThat(Latex.of(scalar("mu").add(scalar("w_12")))).isEqualTo("\\mu + w_{12}");
        assertThat(Latex.of(input("rate_of {100%} \\x^~$#&\n")))
                .isEqualTo(
                        "\\mathit{rate\\_of\\ \\{100\\%\\}\\ {\\backslash}x{\\wedge}{\\sim}\\$\\#\\&{\\backslash}u000a}");
    }

    @Test
    void constantsAreNumbersOrNamedArrays() {
        assertThat(Latex.of(x.mul(2.5))).isEqualTo("x \\cdot 2.5");
        assertThat(Latex.of(constant(1e-30).add(constant(Double.NEGATIVE_INFINITY))))
                .isEqualTo("1.0 \\cdot 10^{-30} + \\left(-\\infty\\right)");
        assertThat(Latex.of(x.mul(constant(1, 2)))).isEqualTo("""
                \\begin{aligned}
                C_{1} &= \\text{float64[2]\\{1.0,\\ 2.0\\}} \\\\
                & x \\cdot C_{1}
                \\end{aligned}""");
    }

    @Test
    void sharingAndDepthCostLinesNotSize() {
        Expr doubled = x;
        for (int i = 0; i < 60; i++) {
            doubled = doubled.add(doubled);
        }
        assertThat(Latex.of(doubled).lines()).hasSize(62);

        Expr deep = x;
        for (int i = 0; i < 100_000; i++) {
            deep = deep.sin().add(y);
        }
        String text = Latex.of(deep);
        assertThat(text.length()).isLessThan(200_000);
        assertThat(text).contains("lines before)").endsWith("\\end{aligned}");
    }

    @Test
    void groupsAreBalancedInTheGradientOfAModel() {
        Expr a = matrix("a_b", "n", 3);
        Expr w = shared("w{", Tensor.zeros(DType.FLOAT64, 3, 4));
        Expr loss = a.dot(w).tanh().pow(2).exp().sum(1).log().mean();

        String text = Latex.of(loss, adjoint.Adjoint.grad(loss, w));

        assertThat(count("\\\\left\\b", text)).isPositive().isEqualTo(count("\\\\right\\b", text));
        assertThat(count("(?<!\\\\)\\{", text)).isPositive().isEqualTo(count("(?<!\\\\)\\}", text));
        assertThat(text.chars()).noneMatch(c -> c < ' ' && c != '\n');
    }

    private static long count(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }
}
