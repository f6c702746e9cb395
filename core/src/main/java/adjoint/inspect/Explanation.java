package adjoint.inspect;

import adjoint.autodiff.Grads;
import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.rewrite.Options;
import adjoint.run.CompiledFunction;
import adjoint.run.Profile;
import adjoint.tensor.Tensor;
import adjoint.tensor.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of some expressions on their way to a result: the graph as it was written, after stabilising and after all
 * rewriting; of a gradient also how it comes about. As text, or as one page to be opened in a browser.
 *
 * <pre>{@code
 * explain(grad(loss, params)).given(x, batch).writeHtml(Path.of("loss.html"));
 * }</pre>
 */
public final class Explanation {
    /**
     * What is explained.
     *
     * @param roots the expressions
     * @param names of the roots
     * @param grads whose loss is the first root and whose gradients are the others; null where there is no such thing
     * @param others gradients of the same loss, by the name of their policy
     * @param plan of a compiled function; null where the expressions are to be planned on their own
     * @param profile of the function, or null
     */
    record Subject(
            List<Expr> roots, List<String> names, Grads grads, Map<String, Grads> others, Plan plan, Profile profile) {}

    private final Subject subject;
    private final Options options;
    private final Data data;
    private final Rewritten rewritten;

    private Explanation(Subject subject, Options options, Data data, Rewritten rewritten) {
        this.subject = subject;
        this.options = options;
        this.data = data;
        this.rewritten = rewritten;
    }

    private static Explanation of(Subject subject, Options options, Data data) {
        if (subject.roots.isEmpty()) {
            throw new IllegalArgumentException("nothing to explain: give at least one expression");
        }
        return new Explanation(subject, options, data, Rewritten.of(subject.roots, options));
    }

    /** Explains some expressions together. */
    public static Explanation of(Expr... roots) {
        List<String> names = names("result ", List.of(roots));
        return of(new Subject(List.of(roots), names, null, Map.of(), null, null), Options.DEFAULT, Data.NONE);
    }

    /** Explains a loss together with its gradient. */
    public static Explanation of(Grads grads) {
        List<Expr> roots = new ArrayList<>(grads.all());
        List<String> names = new ArrayList<>(grads.names());
        if (grads.loss() != null) {
            roots.add(0, grads.loss());
            names.add(0, grads.loss().name() == null ? "loss" : grads.loss().name());
        }
        Grads differentiated = grads.loss() == null ? null : grads;
        return of(
                new Subject(List.copyOf(roots), names, differentiated, Map.of(), null, null),
                Options.DEFAULT,
                Data.NONE);
    }

    /** Explains a compiled function: what it returns, and the new values of the variables that it updates, rewritten with its own rules. */
    public static Explanation of(CompiledFunction function) {
        List<Expr> roots = function.written();
        List<Shared> updated = function.updated();
        List<String> names = names("output ", roots.subList(0, roots.size() - updated.size()));
        updated.forEach(variable -> names.add("the new " + variable));
        return of(new Subject(roots, names, null, Map.of(), function.plan(), null), function.options(), Data.NONE);
    }

    private static List<String> names(String unnamed, List<Expr> roots) {
        List<String> names = new ArrayList<>();
        roots.forEach(root -> names.add(root.name() != null ? root.name() : unnamed + (names.size() + 1)));
        return names;
    }

    /** This explanation with a number for a named size, such as the batch, so that work and memory can be given. */
    public Explanation with(String size, int number) {
        return new Explanation(subject, options, data.with(size, number), rewritten);
    }

    /**
     * This explanation with the value of an input. Once every input has one, each node is shown with the values that it
     * takes.
     */
    public Explanation given(Expr input, Tensor value) {
        return new Explanation(subject, options, data.given(input, value), rewritten);
    }

    /** This explanation of rewriting, and of a plan, with chosen rules. */
    public Explanation with(Options chosen) {
        Subject without = new Subject(subject.roots, subject.names, subject.grads, subject.others, null, null);
        return of(without, chosen, data);
    }

    /** This explanation of a function with the time that each of its instructions takes. */
    public Explanation with(Profile profile) {
        Subject timed = new Subject(subject.roots, subject.names, subject.grads, subject.others, subject.plan, profile);
        return new Explanation(timed, options, data, rewritten);
    }

    /**
     * This explanation of a gradient with another gradient of the same loss beside it, under a policy.
     *
     * @param name of the policy
     */
    public Explanation beside(String name, Grads other) {
        if (subject.grads == null || subject.grads.loss() != other.loss()) {
            throw new IllegalArgumentException(
                    "'" + name + "' can stand beside a gradient of the same loss only, as in "
                            + "explain(grad(loss, w)).beside(\"clipped\", grad(loss, w, policy))");
        }
        Map<String, Grads> others = new LinkedHashMap<>(subject.others);
        others.put(name, other);
        Subject more = new Subject(subject.roots, subject.names, subject.grads, others, subject.plan, subject.profile);
        return new Explanation(more, options, data, rewritten);
    }

    /** Everything as lines of text. */
    public String toText() {
        return new ExplanationText(subject, options, rewritten, data).toString();
    }

    /** Everything as one page that needs no other file: nothing is fetched when it is opened. */
    public String toHtml() {
        return PageParts.page(new ExplanationPage(subject, options, rewritten, data).data());
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
