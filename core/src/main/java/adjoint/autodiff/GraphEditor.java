package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import adjoint.expr.SourceLine;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Edits graphs by hand, a loss and its gradients together. The graphs that are given stay as they are; each edit makes new
 * ones, which {@link #roots} returns, and can be undone.
 *
 * <pre>{@code
 * GraphEditor editor = GraphEditor.of(loss, gradient);
 * editor.transform(node -> node.op() == Maths.TANH, node -> node.input(0).relu());
 * editor.insertAfter(mu, m -> m.mul(0.5)).insertBefore(out, 0, h -> h.clip(-1, 1));
 * System.out.println(editor.difference());
 * editor.undo();
 * }</pre>
 *
 * <p>A node may be named by what it was when the editor was made, or by what it is now; so expressions at hand stay usable
 * after any number of edits. The same holds for nodes inside of what is put in.
 */
public final class GraphEditor {
    private final List<State> history = new ArrayList<>();
    private int position;

    /**
     * What the graphs are after some edits.
     *
     * @param roots the graphs
     * @param now what has become of every node there ever was; a node that stayed is not in it
     * @param edit the last edit, in words
     */
    private record State(List<Expr> roots, Map<Expr, Expr> now, String edit) {}

    private GraphEditor(List<Expr> roots) {
        history.add(new State(roots, new IdentityHashMap<>(), "as given"));
    }

    /** An editor of the graphs under some expressions. */
    public static GraphEditor of(Expr... roots) {
        return new GraphEditor(List.of(roots));
    }

    /** An editor of a loss and its gradients, in this order. */
    public static GraphEditor of(Grads grads) {
        List<Expr> roots = new ArrayList<>(List.of(grads.loss()));
        roots.addAll(grads.all());
        return new GraphEditor(List.copyOf(roots));
    }

    private State state() {
        return history.get(position);
    }

    /** The expressions as they are now, in the order in which they were given. */
    public List<Expr> roots() {
        return state().roots;
    }

    /** One of the expressions as it is now. */
    public Expr root(int i) {
        return state().roots.get(i);
    }

    /** What has become of a node. */
    public Expr now(Expr node) {
        return state().now.getOrDefault(node, node);
    }

    /** An expression with every node in it as it is now. */
    private Expr current(Expr expression) {
        Map<Expr, Expr> meaning = new IdentityHashMap<>();
        Graph.topological(roots()).forEach(node -> meaning.put(node, node));
        meaning.putAll(state().now);
        return Graph.substitute(List.of(expression), meaning).get(0);
    }

    /** A function of a node that is there now. */
    private Expr applied(UnaryOperator<Expr> function, Expr at) {
        Map<Expr, Expr> meaning = new IdentityHashMap<>(state().now);
        meaning.put(at, at);
        return Graph.substitute(List.of(function.apply(at)), meaning).get(0);
    }

    /** The nodes that a predicate picks, each after its inputs. */
    public List<Expr> find(Predicate<Expr> which) {
        return Graph.topological(roots()).stream().filter(which).toList();
    }

    /** The nodes of an op. */
    public List<Expr> find(Op op) {
        return find(node -> node.op().equals(op));
    }

    /** The nodes of a name. */
    public List<Expr> find(String name) {
        return find(node -> name.equals(node.name()));
    }

    /** The nodes that compute the same as a given expression, from the same leaves. */
    public List<Expr> findSame(Expr pattern) {
        Expr current = current(pattern);
        return find(node -> node.op().equals(current.op()) && Graph.same(node, current));
    }

    /** Puts an expression of the same type in the place of a node, for all its users. */
    public GraphEditor replace(Expr node, Expr replacement) {
        return put("replace " + words(node), now(node), current(replacement));
    }

    /** Puts a function of a node's value between the node and all its users. */
    public GraphEditor insertAfter(Expr node, UnaryOperator<Expr> function) {
        Expr at = now(node);
        return put("insert after " + words(node), at, applied(function, at));
    }

    /** Puts a function between a node and one of its inputs; other users of that input see no difference. */
    public GraphEditor insertBefore(Expr node, int input, UnaryOperator<Expr> function) {
        Expr at = now(node);
        List<Expr> inputs = new ArrayList<>(at.inputs());
        inputs.set(input, checked(inputs.get(input), applied(function, inputs.get(input))));
        return put("insert before input " + input + " of " + words(node), at, at.withInputs(inputs));
    }

    /** Puts functions of nodes in the place of all nodes that a predicate picks. */
    public GraphEditor transform(Predicate<Expr> which, UnaryOperator<Expr> function) {
        Set<Expr> picked = identitySet(find(which));
        return edit("transform " + picked.size() + " nodes", (same, original) -> {
            return picked.contains(original) ? checked(original, applied(function, same)) : same;
        });
    }

    private GraphEditor put(String words, Expr node, Expr replacement) {
        if (!identitySet(Graph.topological(roots())).contains(node)) {
            throw new ShapeException(
                    "cannot " + words + ", since it does not occur in the edited graphs\n  made at " + node.site());
        }
        checked(node, replacement);
        return edit(words, (same, original) -> original == node ? replacement : same);
    }

    private static Expr checked(Expr node, Expr replacement) {
        if (!replacement.type().equals(node.type())) {
            throw new ShapeException("an edit keeps the type: " + words(node) + " is " + node.type() + ", but "
                    + words(replacement) + " is " + replacement.type() + "\n  made at " + replacement.site());
        }
        return replacement;
    }

    private GraphEditor edit(String words, BinaryOperator<Expr> replace) {
        Map<Expr, Expr> changed = new IdentityHashMap<>();
        List<Expr> roots = Graph.rebuild(roots(), (same, original) -> {
            Expr result = replace.apply(same, original);
            if (result != original) {
                changed.put(original, result);
            }
            return result;
        });
        Map<Expr, Expr> now = new IdentityHashMap<>(changed);
        state().now.forEach((node, before) -> now.put(node, changed.getOrDefault(before, before)));
        history.subList(position + 1, history.size()).clear();
        history.add(new State(roots, now, words + " (" + SourceLine.here().line() + ")"));
        position++;
        return this;
    }

    /** Takes back the last edit; an error where there is none. */
    public GraphEditor undo() {
        if (position == 0) {
            throw new IllegalStateException("there is no edit to undo");
        }
        position--;
        return this;
    }

    /** Does again what was undone last; an error where there is nothing. */
    public GraphEditor redo() {
        if (position == history.size() - 1) {
            throw new IllegalStateException("there is no edit to redo");
        }
        position++;
        return this;
    }

    /** The edits in effect, one a line, each with the user's line. */
    public List<String> edits() {
        return history.subList(1, position + 1).stream().map(State::edit).toList();
    }

    /**
     * What the edits changed since the beginning: the edits, then with a minus each node that is gone and with a plus each
     * one that is new. Nodes that merely got other inputs are not listed.
     */
    public String difference() {
        List<Expr> before = Graph.topological(history.get(0).roots);
        List<Expr> after = Graph.topological(roots());
        Set<Expr> present = identitySet(after);
        Set<Expr> kept = identitySet(before);
        StringBuilder text = new StringBuilder();
        edits().forEach(edit -> text.append(edit).append('\n'));
        for (Expr node : before) {
            Expr image = now(node);
            if (present.contains(image) && image.op() == node.op()) {
                kept.add(image);
            } else if (!present.contains(node)) {
                text.append("- ").append(line(node)).append('\n');
            }
        }
        for (Expr node : after) {
            if (!kept.contains(node)) {
                text.append("+ ").append(line(node)).append('\n');
            }
        }
        return text.toString();
    }

    private static String line(Expr node) {
        return (node.name() == null ? "" : node.name() + " = ") + Graph.text(node, 100) + "  : " + node.type();
    }

    private static String words(Expr node) {
        return GradientPolicy.words(node);
    }

    private static Set<Expr> identitySet(List<Expr> nodes) {
        Set<Expr> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(nodes);
        return set;
    }
}
