package adjoint.inspect;

import static adjoint.Adjoint.exact;
import static adjoint.Adjoint.explain;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.inspect.written.Model;
import adjoint.tensor.Tensor;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the page of an explanation in a real browser. */
class PageTest {
    private static final String MIXTURE = "mixture.html";
    private static final Path AXE = Path.of("src/test/page/node_modules/axe-core/axe.min.js");
    private static Browser browser;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeAndStart() throws IOException, InterruptedException {
        assumeTrue(Browser.program().isPresent(), Browser.MISSING);
        browser = new Browser(Browser.program().orElseThrow());
        Expr x = matrix("x", "batch", 2);
        Expr y = matrix("y", "batch", 1);
        Shared toMean = shared("toMean", Tensor.of(new double[][] {{0.5, -0.2}, {0.3, 0.1}}));
        Shared toVariance = shared("toVariance", Tensor.of(new double[][] {{0.1, 0.2}, {-0.3, 0.4}}));
        Expr mean = x.dot(toMean).named("mean");
        Expr variance = x.dot(toVariance).exp().named("variance");
        Expr loss = Model.naiveMixture(y, mean, variance).named("loss");
        List<Shared> params = List.of(toMean, toVariance);
        explain(grad(loss, params))
                .beside("scaled", grad(loss, params, exact().at(mean, g -> g.mul(variance.sqrt()))))
                .given(x, Tensor.of(new double[][] {{1, 2}, {-1, 0.5}, {0.3, 0.3}}))
                .given(y, Tensor.of(new double[][] {{0.5}, {1}, {-1}}))
                .writeHtml(folder.resolve(MIXTURE));
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingWasFetchedAndNothingFailed() {
        if (browser != null) {
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.requests()).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
            assertThat(browser.requests().stream()
                            .filter(url -> url.startsWith("file:"))
                            .map(url -> url.replaceAll("#.*", ""))
                            .distinct())
                    .hasSize(1);
        }
    }

    private static void open(String view) throws InterruptedException {
        browser.open(folder.resolve(MIXTURE));
        browser.click("#tab-" + view);
    }

    @Test
    void aNodeIsFoundAndFollowedByKeysToItsAdjoint() throws InterruptedException {
        open("Graph");
        assertThat(browser.text(".details")).contains("Model.java:", "return density.sum(1).log()");
        assertThat(browser.count("g.box.gradient")).isGreaterThan(5);
        assertThat(browser.count(".edges path[marker-end]")).isGreaterThan(10);

        browser.press("/");
        browser.press("m", "e", "a", "n", "Enter");

        assertThat(browser.text(".details h2")).isEqualTo("mean");
        assertThat(browser.text(".details")).contains("Comes from", "Used by", "Its adjoint is", "largest");
        assertThat(browser.count("g.box.hit")).isPositive();
        assertThat(browser.count("g.box.up")).isPositive();
        assertThat(browser.count("g.box.down")).isPositive();
        assertThat(browser.count("#links path.adjoint")).isEqualTo(1);
        browser.focus(".drawing svg");
        browser.press("a");
        assertThat(browser.text(".details")).contains("It is the adjoint of mean", "gradient");
        browser.press("ArrowUp");
        assertThat(browser.count("g.box.chosen")).isEqualTo(1);
    }

    @Test
    void gradientsCarryTheirVariable() throws InterruptedException {
        open("Graph");

        browser.press("/");
        browser.press("d", " ", "t", "o", "M", "e", "a", "n", "Enter");

        assertThat(browser.evaluate("[...document.querySelectorAll('g.box.result text')].map(t => t.textContent)")
                        .toString())
                .contains("d loss / d toMean", "d loss / d toVariance");
    }

    @Test
    void foldingByLineLeavesFewerBoxesAndUnfoldingBringsThemBack() throws InterruptedException {
        open("Graph");
        int all = browser.count("g.box");

        browser.evaluate("{const s = document.querySelector('select[aria-label=Fold]'); s.value = 'name';"
                + "s.dispatchEvent(new Event('change'))}");
        int folded = browser.count("g.box");
        browser.evaluate(
                "document.querySelector('g.box.folded').dispatchEvent(new MouseEvent('click', {bubbles: true}))");
        browser.focus(".drawing svg");
        browser.press("Enter");

        assertThat(folded).isLessThan(all);
        assertThat(browser.count("g.box")).isGreaterThan(folded);
    }

    @Test
    void everyFiringIsToldAndAWitnessShowsWhyARuleIsNeeded() throws InterruptedException {
        open("Rewriting");
        int firings = browser.evaluate("Number(document.querySelector('.slider').max) + 1")
                .getAsInt();

        browser.click("button.rule[data-rule='log-of-sum']");
        assertThat(browser.text(".card")).contains("Because", "before", "after", "Model.java:", "nodes go");
        assertThat(browser.count(".card math")).isEqualTo(2);
        assertThat(browser.text(".witness")).contains("Where the old form fails");
        browser.focus(".slider");
        browser.press("Home");
        assertThat(browser.text(".count")).isEqualTo("1 of " + firings);
        browser.press("ArrowRight");
        assertThat(browser.text(".count")).isEqualTo("2 of " + firings);
        assertThat(browser.count(".morph.showing-after")).isLessThanOrEqualTo(1);
        browser.press("b");
        assertThat(browser.count(".morph .box")).isPositive();
    }

    @Test
    void theDerivationStepsBackFromTheLossAndCitesTheorems() throws InterruptedException {
        open("Derivation");

        assertThat(browser.text(".step.now")).contains("we begin with 1");
        browser.focus("#view-Derivation .scrolling");
        browser.press("ArrowDown");

        assertThat(browser.text(".step.now")).contains("by the derivative of");
        assertThat(browser.text("#view-Derivation .details")).contains("The derivative of", "then");
        assertThat(browser.text(".steps")).contains("the responsibility of each component");
        assertThat(browser.count(".step")).isGreaterThan(10);
        assertThat(browser.count(".step.result")).isEqualTo(2);
    }

    @Test
    void thePlayerPlaysANodeAKeyAndNumbersCanBeChanged() throws InterruptedException {
        open("Player");
        assertThat(browser.count(".play.waiting")).isEqualTo(browser.count(".play"));

        browser.focus("#view-Player button");
        browser.press("ArrowRight", "ArrowRight");
        assertThat(browser.count(".play:not(.waiting)")).isEqualTo(2);
        browser.press("End");
        assertThat(browser.count(".play.waiting")).isZero();
        String loss = browser.text(".big");
        browser.focus(".handle");
        browser.press("ArrowUp");
        assertThat(browser.text(".big")).isNotEqualTo(loss);
        browser.focus("#view-Player button");
        browser.press("d", "d", "d");
        assertThat(browser.count(".curve polyline")).isEqualTo(1);
    }

    @Test
    void anAdjointCanBeEditedWhileAllRuns() throws InterruptedException {
        open("Player");
        browser.focus("#view-Player button");
        browser.press("End");
        String cards = "[...document.querySelectorAll('.play .adjoint')].map(c => c.textContent).join('|')";
        String exact = browser.evaluate(cards).getAsString();

        browser.evaluate("{const s = document.querySelector('select[aria-label=\"Edit of the adjoint\"]');"
                + "s.value = 'times 2'; s.dispatchEvent(new Event('change'))}");

        assertThat(browser.text("#view-Player .details")).contains("no longer the gradient of the loss");
        assertThat(browser.evaluate(cards).getAsString()).isNotEqualTo(exact);
    }

    @Test
    void thePageCanBePrinted() throws InterruptedException {
        open("Rewriting");

        String pdf = browser.call("Page.printToPDF", Map.of()).get("data").getAsString();

        assertThat(pdf).startsWith("JVBERi").hasSizeGreaterThan(20_000);
    }

    @Test
    void policiesStandSideBySideWithTheirEditsMarked() throws InterruptedException {
        open("Policies");

        assertThat(browser.text("#view-Policies")).contains("at mean:", "cosine to exact");
        assertThat(browser.count(".effects tr.edited")).isEqualTo(1);
        assertThat(browser.text(".effects tr.edited")).contains("mean");
        assertThat(browser.count(".effects td.changed")).isPositive();
    }

    @Test
    void thePlanIsATimeLine() throws InterruptedException {
        open("Plan");

        int instructions = browser.count(".instruction");
        assertThat(browser.text("#view-Plan .details h2")).isEqualTo("Instruction 1 of " + instructions);
        browser.focus("#view-Plan .scrolling");
        browser.press("ArrowRight");
        assertThat(browser.text("#view-Plan .details h2")).isEqualTo("Instruction 2 of " + instructions);
        assertThat(browser.count(".life")).isPositive();
    }

    @Test
    void tabsAreReachedByKeys() throws InterruptedException {
        open("Graph");

        browser.press("2");
        assertThat(browser.text("[role=tab][aria-selected=true]")).startsWith("Rewriting");
        browser.focus("#tab-Rewriting");
        browser.press("ArrowRight");
        assertThat(browser.text("[role=tab][aria-selected=true]")).startsWith("Derivation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void allViewsAreAccessibleInLightAndDark(String scheme) throws IOException, InterruptedException {
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.open(folder.resolve(MIXTURE));
        boolean dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .getAsString()
                .equals("rgb(22, 24, 28)");
        assertThat(dark).isEqualTo(scheme.equals("dark"));
        assumeTrue(Files.exists(AXE), "no axe-core, so accessibility is not checked; run npm ci in core/src/test/page");
        browser.evaluate(Files.readString(AXE) + "; undefined");
        for (String view : List.of("Graph", "Rewriting", "Derivation", "Player", "Policies", "Plan")) {
            browser.click("#tab-" + view);
            JsonElement violations = browser.evaluate(
                    "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + "
                            + "v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + n.failureSummary).join(' | ')))");
            assertThat(violations.getAsJsonArray()).as(view + " in " + scheme).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 300, 1_000, 5_000})
    void largeGraphsOpen(int nodes) throws IOException, InterruptedException {
        Expr node = scalar("x");
        for (int i = 0; i < nodes / 4; i++) {
            node = node.add(node.sin().mul(node.exp()));
        }
        Path file = folder.resolve("large.html");
        explain(node).writeHtml(file);

        browser.open(file);

        assertThat(browser.text("h1")).isEqualTo("Explanation of result 1");
        assertThat(browser.count("g.box")).isPositive();
        assertThat(browser.text("#verdict")).startsWith((nodes + 1) + " nodes were written");
    }
}
