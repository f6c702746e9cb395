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
import adjoint.run.CompiledFunction;
import adjoint.run.Profile;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static JsonObject data(String html) {
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(begin) + begin.length();
        return JsonParser.parseString(html.substring(from, html.indexOf("</script>", from)))
                .getAsJsonObject();
    }

    @Test
    void pagesShowEveryStageAndStandAlone() {
        String html = explain(loss).toHtml();

        assertThat(html).contains("<h1>Explanation of loss</h1>");
        assertThat(data(html).getAsJsonArray("stages"))
                .extracting(stage -> stage.getAsJsonObject().get("name").getAsString())
                .containsExactly("As written", "Stabilised", "Rewritten");
        assertThat(data(html).toString()).contains("log-sum-exp");
        assertThat(html).doesNotContain("src=", "@import", "url(\"", "url(h", "href=\"h");
        assertThat(html.split("</script>")).hasSize(3);
        assertThat(PageParts.script()).doesNotContain("fetch(", "XMLHttpRequest", "import ", "export ");
    }

    @Test
    void theScriptsModulesImportOnlyThoseBeforeThemAndShareNoName() {
        List<String> before = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String module : PageParts.MODULES) {
            String source = PageParts.read(module);
            Pattern.compile("from \"\\./(.*?)\";")
                    .matcher(source)
                    .results()
                    .forEach(imported -> assertThat(before).contains(imported.group(1)));
            Pattern.compile("(?m)^(?:export )?(?:const|let|class|function) (\\w+)")
                    .matcher(source)
                    .results()
                    .forEach(name -> assertThat(names.add(name.group(1)))
                            .as(name.group(1) + " in " + module)
                            .isTrue());
            assertThat(source.lines()).hasSizeLessThan(400);
            before.add(module);
        }
    }

    @Test
    void aPageOfAGradientLinksNodesWithTheirAdjointsAndTellsHowItComesAbout() {
        JsonObject data = data(explain(grad(loss, List.of(w)))
                .given(x, Tensor.of(new double[][] {{1, 2, 3}}))
                .toHtml());

        for (JsonElement stage : data.getAsJsonArray("stages")) {
            assertThat(stage.getAsJsonObject().getAsJsonArray("nodes"))
                    .anyMatch(node -> node.getAsJsonObject().has("adjoint"))
                    .allMatch(node -> node.getAsJsonObject().has("values"));
        }
        JsonObject lesson = data.getAsJsonObject("lesson");
        assertThat(lesson.getAsJsonArray("steps")).hasSizeGreaterThan(4);
        assertThat(lesson.getAsJsonArray("theorems")).hasSizeGreaterThan(2);
        assertThat(lesson.get("sizes").getAsString()).isEqualTo("batch = 1");
    }

    @Test
    void aFunctionsNodesCarryTheTimeOfTheirInstruction() {
        CompiledFunction f = function(x).returning(loss).compile();
        Profile profile = Profile.of(f.bind(new int[] {4, 3}), 3);

        JsonObject data = data(explain(f).with("batch", 4).with(profile).toHtml());

        assertThat(data.getAsJsonArray("stages").get(2).getAsJsonObject().getAsJsonArray("nodes"))
                .anyMatch(node -> node.getAsJsonObject().has("micros"));
        assertThat(data.getAsJsonObject("plan").getAsJsonArray("instructions"))
                .hasSize(profile.steps().size())
                .allMatch(step -> step.getAsJsonObject().has("micros"));
    }

    @Test
    void truthValuesHaveTheirNamesInFormulas() {
        Expr either = x.gt(0).or(x.lt(-1)).and(x.eq(2).not());

        String formula = MathMl.of(Latex.line(either)).replaceAll("<[^>]*>", "");

        assertThat(formula).contains("or", "and").doesNotContain("text");
    }

    @Test
    void veryLongChainsGiveAPage() {
        Expr node = scalar("x");
        for (int i = 0; i < 100_000; i++) {
            node = i % 2 == 0 ? node.sin() : node.tanh();
        }

        assertThat(explain(node).toHtml()).contains("100001 nodes were written");
    }

    @Test
    void valuesAreGivenForInputsOnlyAndGradientsStandBesideThoseOfOneLoss() {
        assertThatThrownBy(() -> explain(loss).given(loss, Tensor.of(1)))
                .hasMessageContaining("values are given for inputs");
        assertThatThrownBy(() -> explain(grad(loss, List.of(w))).beside("other", grad(loss.mul(2), List.of(w))))
                .hasMessageContaining("a gradient of the same loss only");
    }

    @Test
    void gradientsAreShownSimplifiedAndSharedPartsOnce() {
        Expr a = scalar("a");
        Expr polynomial = a.square().mul(3).add(a.mul(2));
        Expr shared = a.sin().add(a.cos());

        assertThat(explain(grad(polynomial, List.of(a))).toText()).contains("d loss / d a = 2 + (a * 6)\n");
        assertThat(grad(polynomial, List.of(a))).hasToString("d loss / d a = 2 + (a * 6)");
        assertThat(explain(shared.mul(shared.exp())).toText())
                .contains("let t1 = sin(a) + cos(a)\nresult 1 = t1 * exp(t1)\n");
    }

    @Test
    void aGradientIsExplainedWithItsLoss() {
        String text = explain(grad(loss, List.of(w))).toText();

        assertThat(text).contains("loss is %", "d loss / d w is %", "float64[3, 4]");
    }

    @Test
    void everyReplacementIsShownWithItsRuleReasonAndLine() {
        Expr y = scalar("y");

        String text = explain(Model.naiveLogSumExp(x)).toText();

        assertThat(text).contains("== What was rewritten ==\n");
        assertThat(text).containsPattern("log-sum-exp \\(stabilise, once\\): log\\(sum.*\\) -> logSumExp");
        assertThat(text).contains("\n  because ").containsPattern("\n  Model.java:\\d+: log\\(sum\\[axis=1]\\(");
        JsonObject data = data(explain(Model.naiveLogSumExp(x)).toHtml());
        assertThat(data.getAsJsonArray("lines").toString()).contains("Model.java:", "return x.exp().sum(1).log();");
        assertThat(data.getAsJsonObject("story").getAsJsonArray("rules").toString())
                .contains("\"name\":\"log-sum-exp\"", "\"beforeValue\":\"Infinity\"");
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
        CompiledFunction f = function(x).returning(naive).rewriting(options).compile();

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
        CompiledFunction step = function(x)
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

        assertThat(html).contains("<h1>Explanation of &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u0000</h1>");
        assertThat(html.split("<script", -1)).hasSize(3);
        assertThat(data(html).get("title").getAsString()).contains("<script>alert(1)");
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
        assertThat(html.length()).isLessThan(8_000_000);
    }

    @Test
    void nothingCannotBeExplained() {
        assertThatThrownBy(() -> explain()).hasMessageContaining("at least one expression");
    }
}
