package adjoint.inspect;

import adjoint.autodiff.Grads;
import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import adjoint.run.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
    private static final int MOST_FORMULAS = 40;

    /**
     * What is explained.
     *
     * @param names of the roots
     * @param gradient whether the first root is a loss and the others its gradient
     * @param plan of a compiled function; null where the expressions are to be planned on their own
     */
    private record Subject(List<Expr> roots, List<String> names, boolean gradient, Plan plan) {}

    private final Subject subject;
    private final Options options;
    private final Map<String, Integer> sizes;

    private final List<Stage> stages;
    private final Changes changes;
    private final Dangers dangers;
    private final PlanView plan;

    private Explanation(Subject subject, Options options, Map<String, Integer> sizes) {
        if (subject.roots.isEmpty()) {
            throw new IllegalArgumentException("nothing to explain: give at least one expression");
        }
        this.subject = subject;
        this.options = options;
        this.sizes = sizes;
        Rewriter rewriter = Rewriter.with(options);
        Rewriter.Result rewritten = rewriter.optimised(subject.roots);
        this.stages = List.of(
                new Stage("As written", subject.roots),
                new Stage("Stabilised", rewriter.stabilised(subject.roots).roots()),
                new Stage("Rewritten", rewritten.roots()));
        this.changes = new Changes(rewritten.log());
        this.dangers = new Dangers(rewritten.dangers());
        this.plan = subject.plan == null
                ? PlanView.of(rewritten.roots(), sizes)
                : new PlanView(subject.plan, rewritten.roots(), sizes);
    }

    /** Explains some expressions together. */
    public static Explanation of(Expr... roots) {
        return of(new Subject(List.of(roots), names("result ", List.of(roots)), false, null));
    }

    /** Explains a loss together with its gradient. */
    public static Explanation of(Grads grads) {
        List<Expr> roots = new ArrayList<>(grads.all());
        List<String> names = new ArrayList<>();
        String loss = grads.loss() == null || grads.loss().name() == null
                ? "loss"
                : grads.loss().name();
        grads.variables().forEach(variable -> names.add("d " + loss + " / d " + variable));
        if (grads.loss() != null) {
            roots.add(0, grads.loss());
            names.add(0, loss);
        }
        return of(new Subject(List.copyOf(roots), names, grads.loss() != null, null));
    }

    /** Explains a compiled function: what it returns, and the new values of the variables that it updates, rewritten with its own rules. */
    public static Explanation of(Function function) {
        List<Expr> roots = function.written();
        List<Shared> updated = function.updated();
        List<String> names = names("output ", roots.subList(0, roots.size() - updated.size()));
        updated.forEach(variable -> names.add("the new " + variable));
        return of(new Subject(roots, names, false, function.plan()), function.options());
    }

    private static Explanation of(Subject subject) {
        return of(subject, Options.DEFAULT);
    }

    private static Explanation of(Subject subject, Options options) {
        return new Explanation(subject, options, Map.of());
    }

    private static List<String> names(String unnamed, List<Expr> roots) {
        List<String> names = new ArrayList<>();
        roots.forEach(root -> names.add(root.name() != null ? root.name() : unnamed + (names.size() + 1)));
        return names;
    }

    /** This explanation with a number for a named size, such as the batch, so that work and memory can be given. */
    public Explanation with(String size, int number) {
        Map<String, Integer> more = new TreeMap<>(sizes);
        more.put(size, number);
        return new Explanation(subject, options, more);
    }

    /** This explanation of rewriting, and of a plan, with chosen rules. */
    public Explanation with(Options chosen) {
        return new Explanation(new Subject(subject.roots, subject.names, subject.gradient, null), chosen, sizes);
    }

    /** Everything as lines of text. */
    public String toText() {
        StringBuilder text = new StringBuilder(title()).append('\n');
        for (Stage stage : stages) {
            text.append("\n== ").append(stage.name()).append(" ==\n");
            text.append(results(stage).stream().collect(Collectors.joining("\n", "", "\n")));
            text.append(stage.ir());
        }
        TextTable costs = new TextTable(Stage.columns(stages).toArray(String[]::new));
        Stage.rows(stages, sizes)
                .forEach(row -> costs.row(row.stream().map(Object::toString).toArray(String[]::new)));
        text.append("\n== Size and cost ==\n").append(costs);
        text.append("\n== What was rewritten ==\n").append(changes);
        text.append("\n== What may still be inexact ==\n").append(dangers);
        text.append("\n== Compiled ==\n")
                .append(plan.memory())
                .append('\n')
                .append(plan)
                .append('\n');
        return text.toString();
    }

    private String title() {
        int more = subject.names.size() - 1;
        return "Explanation of " + Ir.word(subject.names.get(0)) + (more == 0 ? "" : " and " + more + " more");
    }

    /** Which line of the stage is which result. */
    private List<String> results(Stage stage) {
        Ir ir = stage.ir();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < stage.roots().size(); i++) {
            Expr root = stage.roots().get(i);
            lines.add(Ir.word(subject.names.get(i)) + " is " + ir.reference(root) + ", " + root.type());
        }
        return lines;
    }

    /** Everything as one page that needs no other file and no scripts. */
    public String toHtml() {
        HtmlPage page = new HtmlPage(title());
        page.paragraph(
                "From the graph as it was written to the graph that is computed. Point at a box to see its line.");
        if (subject.gradient) {
            page.paragraph(
                    "A gradient is taken of the stabilised loss; so even as written, it has nodes of its own for "
                            + "what the loss says in another form.");
        }
        page.section("Size and cost").table(Stage.columns(stages), Stage.rows(stages, sizes));
        changes.addTo(page.section("What was rewritten"));
        dangers.addTo(page.section("What may still be inexact"));
        page.section("Graphs").columns(stages.stream().map(this::graph).toList());
        page.section("Compiled").paragraph(plan.memory());
        page.fold("Instructions", true, part -> part.preformatted(plan.last(MOST_LINES)));
        return page.toHtml();
    }

    private Consumer<HtmlPage> graph(Stage stage) {
        return page -> page.heading(stage.name())
                .fold("Formula", true, part -> part.formulas(Latex.lines(stage.roots(), subject.names, MOST_FORMULAS)))
                .figure(stage.picture(subject.gradient))
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
