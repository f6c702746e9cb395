package adjoint.inspect;

import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What becomes of some expressions on their way to a result: the graph as it was written, after stabilising and after all
 * rewriting.
 *
 * <pre>{@code
 * explain(loss).writeHtml(Path.of("loss.html"));
 * }</pre>
 */
public final class Explanation {
    private static final int MOST_LINES = 1_000;

    private final List<Expr> roots;
    private final List<String> names;
    private final boolean gradient;
    private final Options options;
    private final Map<String, Integer> sizes;

    private final List<Stage> stages;
    private final Changes changes;
    private final PlanView plan;

    private Explanation(
            List<Expr> roots, List<String> names, boolean gradient, Options options, Map<String, Integer> sizes) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("nothing to explain: give at least one expression");
        }
        this.roots = roots;
        this.names = names;
        this.gradient = gradient;
        this.options = options;
        this.sizes = sizes;
        Rewriter rewriter = Rewriter.with(options);
        Rewriter.Result rewritten = rewriter.optimised(roots);
        this.stages = List.of(
                new Stage("As written", roots),
                new Stage("Stabilised", rewriter.stabilised(roots).roots()),
                new Stage("Rewritten", rewritten.roots()));
        this.changes = new Changes(rewritten.log());
        this.plan = new PlanView(rewritten.roots(), sizes);
    }

    /** Explains some expressions together. */
    public static Explanation of(Expr... roots) {
        List<String> names = new ArrayList<>();
        for (Expr root : roots) {
            names.add(root.name() != null ? root.name() : "result " + (names.size() + 1));
        }
        return new Explanation(List.of(roots), names, false, Options.DEFAULT, Map.of());
    }

    /** Explains a loss together with its gradient. */
    public static Explanation of(Grads grads) {
        List<Expr> roots =
                Stream.concat(Stream.of(grads.loss()), grads.all().stream()).toList();
        String loss = grads.loss().name() == null ? "loss" : grads.loss().name();
        List<String> names = new ArrayList<>(List.of(loss));
        grads.variables().forEach(variable -> names.add("d " + loss + " / d " + variable));
        return new Explanation(roots, names, true, Options.DEFAULT, Map.of());
    }

    /** This explanation with a number for a named size, such as the batch, so that the memory of the plan can be given. */
    public Explanation with(String size, int number) {
        Map<String, Integer> more = new TreeMap<>(sizes);
        more.put(size, number);
        return new Explanation(roots, names, gradient, options, more);
    }

    /** This explanation of rewriting with chosen rules. */
    public Explanation with(Options chosen) {
        return new Explanation(roots, names, gradient, chosen, sizes);
    }

    /** Everything as lines of text. */
    public String toText() {
        StringBuilder text = new StringBuilder(title()).append('\n');
        for (Stage stage : stages) {
            text.append("\n== ").append(stage.name()).append(" ==\n");
            text.append(results(stage).stream().collect(Collectors.joining("\n", "", "\n")));
            text.append(stage.ir());
        }
        text.append("\n== What was rewritten ==\n").append(changes);
        text.append("\n== Compiled ==\n")
                .append(plan.memory())
                .append('\n')
                .append(plan)
                .append('\n');
        return text.toString();
    }

    private String title() {
        return "Explanation of " + Ir.word(names.get(0))
                + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more");
    }

    /** Which line of the stage is which result. */
    private List<String> results(Stage stage) {
        Ir ir = stage.ir();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Expr root = stage.roots().get(i);
            lines.add(Ir.word(names.get(i)) + " is " + ir.reference(root) + ", " + root.type());
        }
        return lines;
    }

    /** Everything as one page that needs no other file and no scripts. */
    public String toHtml() {
        HtmlPage page = new HtmlPage(title());
        page.paragraph(
                "From the graph as it was written to the graph that is computed. Point at a box to see its line.");
        page.section("Size").table(Stage.columns(stages), Stage.rows(stages));
        changes.addTo(page.section("What was rewritten"));
        page.section("Graphs").columns(stages.stream().map(this::graph).toList());
        page.section("Compiled").paragraph(plan.memory());
        page.fold("Instructions", true, part -> part.preformatted(plan.last(MOST_LINES)));
        return page.toHtml();
    }

    private Consumer<HtmlPage> graph(Stage stage) {
        return page -> page.heading(stage.name())
                .figure(stage.picture(gradient))
                .fold(
                        "Lines",
                        false,
                        part -> part.list(results(stage))
                                .preformatted(stage.ir().last(MOST_LINES)))
                .fold("LaTeX", false, part -> part.preformatted(Latex.of(stage.roots())));
    }

    /**
     * Writes {@link #toHtml()} to a file, completely or not at all.
     *
     * @throws IOException if the place cannot be written; a file that was there is then unchanged
     */
    public void writeHtml(Path file) throws IOException {
        WholeFile.write(file, toHtml());
    }

    @Override
    public String toString() {
        return toText();
    }
}
