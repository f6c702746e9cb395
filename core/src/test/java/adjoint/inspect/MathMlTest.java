package adjoint.inspect;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class MathMlTest {
    private static Document formula(String... lines) {
        Markup out = new Markup();
        MathMl.table(out, List.of(lines));
        return Xml.parse(out.toString());
    }

    private static Document formula(Expr root) {
        return formula(Latex.lines(List.of(root), List.of("y"), 50).toArray(String[]::new));
    }

    /** The characters of a formula without spaces. */
    private static String words(Document formula) {
        return formula.getDocumentElement().getTextContent().replaceAll("\\s", "");
    }

    @Test
    void structureBecomesElements() {
        Expr x = scalar("x");
        Document formula = formula(x.add(1).div(x.exp().sqrt()).pow(2));

        assertThat(Xml.elements(formula, "mfrac")).hasSize(1);
        assertThat(Xml.elements(formula, "msqrt")).hasSize(1);
        assertThat(Xml.elements(formula, "msup")).hasSize(2);
        assertThat(Xml.texts(formula, "mn")).containsExactly("1", "2");
        assertThat(words(formula)).isEqualTo("y=(x+1ex)2");
    }

    @Test
    void wordsSignsAndLettersAreTheirCharacters() {
        Expr mu = scalar("mu");
        Expr long_ = input("a rate_of {100%}");

        assertThat(words(formula(mu.mul(-2.5).add(long_)))).isEqualTo("y=\u03bc\u22c5(\u22122.5)+arate_of{100%}");
        assertThat(words(formula(matrix("W_out", 2, 3).sum(1)))).isEqualTo("y=sum[axis=1](Wout)");
        assertThat(words(formula(constant(Double.POSITIVE_INFINITY).abs()))).isEqualTo("y=|\u221e|");
    }

    @Test
    void everyLineIsARowOfTwoColumns() {
        Expr shared = scalar("x").exp();

        Document formula = formula(shared.mul(shared));

        assertThat(Xml.elements(formula, "mtr")).hasSize(2);
        assertThat(Xml.elements(formula, "mtd")).hasSize(4);
        Document hostile = formula(scalar("x").exp().named("a &= b"));
        assertThat(Xml.texts(hostile, "mtd"))
                .hasSize(2)
                .first()
                .matches(text -> text.strip().equals("a &= b"));
    }

    @Test
    void whateverAnOpWritesStaysWellFormed() {
        for (String latex : List.of(
                "",
                "&",
                "\\",
                "\\frac",
                "\\frac{a",
                "x^",
                "x_",
                "\\left",
                "\\left(x",
                "}}}",
                "{{{",
                "\\unknown{x}<&>",
                "\\text{a")) {
            formula(latex);
        }
        assertThat(words(formula("& \\unknown{x}<\\&>"))).isEqualTo("unknownx<&>");
    }
}
