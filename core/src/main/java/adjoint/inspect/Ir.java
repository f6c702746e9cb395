package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.SourceLine;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A graph as lines in static single assignment form, each node once and after its inputs:
 *
 * <pre>{@code
 * %2 : float64[batch, 300] = dot(%0, %1)   # Model.java:11
 * %3 : float64[batch, 300] = tanh(%2)      # hidden  Model.java:12
 * return %3
 * }</pre>
 *
 * The numbers follow from the graph alone, so equal programs print equal text. Its length is linear in the nodes, however
 * deep the graph and however much is shared.
 */
public final class Ir {
    private static final int COMMENT_COLUMN = 56;

    private final List<Expr> roots;
    private final List<Expr> nodes;
    private final Map<Expr, Integer> numbers = new IdentityHashMap<>();

    private Ir(Collection<? extends Expr> roots) {
        this.roots = List.copyOf(roots);
        this.nodes = Graph.topological(roots);
        nodes.forEach(node -> numbers.put(node, numbers.size()));
    }

    /** The graph below some roots. */
    public static Ir of(Expr... roots) {
        return new Ir(List.of(roots));
    }

    /** The graph below some roots. */
    public static Ir of(Collection<? extends Expr> roots) {
        return new Ir(roots);
    }

    /** All nodes in the order of their lines. */
    List<Expr> nodes() {
        return nodes;
    }

    /** What the lines call a node of this graph: {@code %} and its number. */
    String reference(Expr node) {
        return "%" + numbers.get(node);
    }

    /** The lines without names and sites: what is computed, and nothing else. */
    public String bare() {
        return text(nodes, false);
    }

    /** The lines, with each node's name, where it has one, and the user's line that made it. */
    @Override
    public String toString() {
        return text(nodes, true);
    }

    /** As {@link #toString()}, but of long texts only so many lines, those nearest to the results. */
    public String last(int lines) {
        int hidden = Math.max(0, nodes.size() - lines);
        return (hidden == 0 ? "" : "... " + hidden + " lines before\n")
                + text(nodes.subList(hidden, nodes.size()), true);
    }

    private String text(List<Expr> shown, boolean comments) {
        StringBuilder text = new StringBuilder();
        shown.forEach(
                node -> text.append(comments ? line(node) : statement(node)).append('\n'));
        String results = roots.stream().map(this::reference).collect(Collectors.joining(", "));
        return text.append("return ").append(results).append('\n').toString();
    }

    /** A node's line with its comment. */
    String line(Expr node) {
        String statement = statement(node);
        String comment = comment(node);
        int spaces = Math.max(1, COMMENT_COLUMN - statement.length());
        return comment.isEmpty() ? statement : statement + " ".repeat(spaces) + "# " + comment;
    }

    private String statement(Expr node) {
        return reference(node) + " : " + node.type() + " = " + application(node);
    }

    private String application(Expr node) {
        if (node.op() instanceof Leaf.Input input) {
            return "input " + word(input.name());
        }
        if (node.op() instanceof Leaf.State state) {
            return "shared " + word(state.name());
        }
        if (node.op() instanceof Leaf.Constant constant) {
            return "constant " + word(constant.print(List.of()));
        }
        String inputs = node.inputs().stream().map(this::reference).collect(Collectors.joining(", "));
        return word(node.op().label()) + (node.op() instanceof Leaf ? "" : "(" + inputs + ")");
    }

    private static String comment(Expr node) {
        String site = node.site() == SourceLine.UNKNOWN ? "" : node.site().line();
        String name = node.op() instanceof Leaf || node.name() == null ? "" : word(node.name());
        return name + (name.isEmpty() || site.isEmpty() ? "" : "  ") + site;
    }

    /** A name as it is, but on one line: control characters are written as Java escapes. */
    static String word(String name) {
        if (name.codePoints().noneMatch(Character::isISOControl)) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        name.chars().forEach(c -> text.append(Character.isISOControl(c) ? String.format("\\u%04x", c) : (char) c));
        return text.toString();
    }
}
