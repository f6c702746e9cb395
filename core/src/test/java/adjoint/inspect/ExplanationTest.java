package adjoint.inspect;

import static adjoint.Adjoint.explain;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.inspect.written.Model;
import adjoint.rewrite.Options;
import adjoint.run.Function;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ExplanationTest {
    private final Expr x = matrix("x", "batch", 3);
    private final Shared w = shared("w", Tensor.zeros(DType.FLOAT64, 3, 4));
    private final Expr loss = x.dot(w).exp().sum(1).log().mean().named("loss");

    @TempDir
    Path temp;

    @Test
    void textShowsEveryStage() {
        String text = explain(loss).toText();

        assertThat(text).startsWith("Explanation of loss\n");
        assertThat(text).containsSubsequence("== As written ==", "loss is %", "== Stabilised ==", "== Rewritten ==");
        assertThat(text).contains(Ir.of(loss).toString());
    }

    @Test
    void pagesShowEveryStageAndStandAlone() {
        String html = explain(loss).toHtml();

        Document page = Xml.parse(html.substring(html.indexOf("<html")));
        assertThat(Xml.texts(page, "h1")).containsExactly("Explanation of loss");
        assertThat(Xml.texts(page, "h3")).containsExactly("As written", "Stabilised", "Rewritten");
        assertThat(Xml.elements(page, "svg")).hasSize(3);
        assertThat(Xml.texts(page, "pre")).contains(Ir.of(loss).toString());
        assertThat(html).doesNotContain("<script", "src=", "href=", "@import", "url(");
        assertThat(Xml.texts(page, "style")).noneMatch(css -> css.matches("(?s).*[<>&].*"));
    }

    @Test
    void aGradientIsExplainedWithItsLoss() {
        String text = explain(grad(loss, List.of(w))).toText();

        assertThat(text).contains("loss is %", "d loss / d w is %", "float64[3, 4]");
        assertThat(explain(grad(loss, List.of(w))).toHtml()).contains("class=\"box gradient result\"");
    }

    @Test
    void everyReplacementIsShownWithItsRuleReasonAndLine() {
        Expr y = scalar("y");

        String text = explain(Model.naiveLogSumExp(x)).toText();

        assertThat(text).contains("== What was rewritten ==\n");
        assertThat(text).containsPattern("log-sum-exp \\(stabilise, once\\): log\\(sum.*\\) -> logSumExp");
        assertThat(text).contains("\n  because ").containsPattern("\n  Model.java:\\d+: log\\(sum\\[axis=1]\\(");
        String html = explain(Model.naiveLogSumExp(x)).toHtml();
        Document page = Xml.parse(html.substring(html.indexOf("<html")));
        assertThat(Xml.texts(page, "td")).anyMatch(cell -> cell.startsWith("Model.java:"));
        assertThat(explain(y).toText()).contains("0 replacements by 0 rules");
    }

    @Test
    void whatNoRuleReachedIsShownWithItsLine() {
        Expr root = Model.naiveRootMeanSquare(x, x.tanh());

        assertThat(explain(root).toText())
                .containsPattern("== What may still be inexact ==\\n1 place\\nsqrt\\(")
                .contains("norm would need", "write x.norm(axes)")
                .containsPattern("at .*Model.java:\\d+");
        assertThat(explain(root).toHtml()).contains("What may still be inexact", "write x.norm(axes)");
        assertThat(explain(x).toText()).contains("no pattern known to be dangerous is left");
    }

    @Test
    void aFunctionIsExplainedWithItsOwnRules() {
        Expr naive = x.square().mean(1).sub(x.mean(1).square());
        Options options = Options.DEFAULT.without("variance");
        Function f = function(x).returning(naive).rewriting(options).compile();

        assertThat(explain(f).toText()).contains("write x.var(axes)").doesNotContain("variance (");
        assertThat(explain(naive).toText()).contains("variance (stabilise").doesNotContain("write x.var(axes)");
    }

    @Test
    void longPartsThatStayAreLettersInBothTexts() {
        Expr kept = x.tanh().add(x.sin()).mul(x.cos());

        String text = explain(kept.exp().log()).toText();

        assertThat(text).contains("log(exp(A))  ->  A   with A = (tanh(x) + sin(x)) * cos(x)");
    }

    @Test
    void rulesCanBeLeftOut() {
        Expr naive = Model.naiveLogSumExp(x);

        assertThat(explain(naive).with(Options.DEFAULT.without("log-sum-exp")).toText())
                .doesNotContain("log-sum-exp (");
    }

    @Test
    void thePlanIsShownWithItsMemoryOnceSizesAreKnown() {
        assertThat(explain(loss).toText())
                .contains(
                        "== Compiled ==",
                        " instructions at every run; for memory and work, give numbers for batch",
                        "return ");
        String sized = explain(loss).with("batch", 10).toText();
        assertThat(sized).contains(" of buffers with {batch=10}");
        assertThat(sized)
                .containsPattern("operations on numbers +\\d+ +\\d+ +\\d+\n")
                .containsPattern("bytes of buffers +\\d+ +\\d+ +\\d+\n");
        assertThat(explain(scalar("x").exp()).toHtml())
                .contains("One instruction at every run, and 8 bytes of buffers");
    }

    @Test
    void aFunctionIsExplainedWithItsUpdatesAndItsOwnPlan() {
        Function step = function(x)
                .returning(loss)
                .updating(w, w.sub(grad(loss, w).mul(0.1)))
                .compile();

        String text = explain(step).toText();

        assertThat(text)
                .startsWith("Explanation of loss and 1 more\n")
                .contains("the new w is %", step.plan().toString());
        assertThat(explain(step).with(Options.DEFAULT.without("log-sum-exp")).toText())
                .doesNotContain(step.plan().toString());
    }

    @Test
    void hostileNamesAreText() {
        String hostile = "</pre><script>alert(1)</script>\u0000";

        String html = explain(input(hostile).exp().named(hostile)).toHtml();

        Document page = Xml.parse(html.substring(html.indexOf("<html")));
        assertThat(Xml.elements(page, "script")).isEmpty();
        assertThat(Xml.texts(page, "h1")).containsExactly("Explanation of </pre><script>alert(1)</script>\\u0000");
    }

    @Test
    void filesAreWrittenWholeOrNotAtAll() throws IOException {
        Path file = temp.resolve("loss.html");

        explain(loss).writeHtml(file);

        assertThat(file).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(temp.toFile().list()).containsExactly("loss.html");
        Path missing = temp.resolve("missing").resolve("loss.html");
        assertThatThrownBy(() -> explain(loss).writeHtml(missing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
        assertThat(Files.exists(missing.getParent())).isFalse();
    }

    @Test
    void veryLargeGraphsGiveAPageOfBoundedPictures() {
        Expr node = scalar("x");
        for (int i = 0; i < 5_000; i++) {
            node = node.add(node.sin().mul(node.exp()));
        }

        String html = explain(node).toHtml();

        assertThat(html).contains("... 19001 lines before");
        assertThat(html.length()).isLessThan(1_000_000);
    }

    @Test
    void nothingCannotBeExplained() {
        assertThatThrownBy(() -> explain()).hasMessageContaining("at least one expression");
    }
}
