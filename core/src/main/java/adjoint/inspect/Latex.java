package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Expressions as LaTeX (amsmath). What is named, used more than once or too long to read gets a line of its own, and
 * stands in other lines by its symbol; so the text is linear in the graph, where written-out text can be exponential.
 */
public final class Latex {
    private static final int LONGEST_PART = 160;
    private static final int MOST_LINES = 500;

    private final Map<Expr, Integer> uses = new IdentityHashMap<>();
    private final Map<Expr, String> texts = new IdentityHashMap<>();
    private final LatexSymbols symbols = new LatexSymbols();
    private final List<String> lines = new ArrayList<>();
    private Predicate<Op> unseen = op -> false;

    private Latex() {}

    /** One or more expressions: a plain formula where one line says it, else an {@code aligned} environment. */
    public static String of(Expr... roots) {
        return of(List.of(roots));
    }

    /**
     * One or more expressions: a plain formula where one line says it, else an {@code aligned} environment. Of very many
     * lines the last are shown, which are nearest to the results, and the others counted.
     */
    public static String of(Collection<? extends Expr> roots) {
        return new Latex().write(roots);
    }

    /**
     * The lines of {@link #of}, each with {@code &} where the columns meet; of very many the last so many.
     *
     * @param names of the roots, for those that have no name of their own
     */
    static List<String> lines(List<? extends Expr> roots, List<String> names, int most) {
        Latex latex = new Latex();
        latex.read(roots, names);
        return latex.last(most);
    }

    /** One expression without its name, in one line. */
    static String line(Expr root) {
        return line(root, op -> false);
    }

    /** As {@link #line(Expr)}, with nothing shown of some ops but their first input. */
    static String line(Expr root, Predicate<Op> unseen) {
        Latex latex = new Latex();
        latex.unseen = unseen;
        Expr bare = root.op() instanceof Leaf ? root : root.named(null);
        Graph.topological(bare).forEach(node -> latex.texts.put(node, latex.text(node)));
        return LatexLayout.unwrapped(latex.texts.get(bare));
    }

    /** What stands for a node in such a line. */
    private String text(Expr node) {
        if (node.op() instanceof Leaf) {
            return node.name() == null ? leaf(node) : LatexSymbols.symbol(node.name());
        }
        if (node.name() == null && unseen.test(node.op())) {
            return texts.get(node.input(0));
        }
        return node.name() != null
                ? LatexSymbols.symbol(node.name())
                : LatexLayout.apply(
                        node.op(), node.inputs().stream().map(texts::get).toList());
    }

    private List<String> last(int most) {
        int hidden = Math.max(0, lines.size() - most);
        List<String> last = new ArrayList<>(lines.subList(hidden, lines.size()));
        if (hidden > 0) {
            last.add(0, "& \\vdots \\quad \\text{(" + hidden + " lines before)}");
        }
        return last;
    }

    private String write(Collection<? extends Expr> roots) {
        read(roots, List.of());
        if (lines.size() == 1 && lines.get(0).startsWith("& ")) {
            return lines.get(0).substring(2);
        }
        return "\\begin{aligned}\n" + String.join(" \\\\\n", last(MOST_LINES)) + "\n\\end{aligned}";
    }

    private void read(Collection<? extends Expr> roots, List<String> names) {
        List<Expr> nodes = Graph.topological(roots);
        for (Expr node : nodes) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        nodes.forEach(this::add);
        int number = 0;
        for (Expr root : roots) {
            String name = number < names.size() ? symbols.named(names.get(number)) + " &= " : "& ";
            boolean defined = root.name() != null && !(root.op() instanceof Leaf);
            if (!defined) {
                lines.add(name + LatexLayout.unwrapped(texts.get(root)));
            }
            number++;
        }
    }

    /** Finds the text that stands for a node in its users' lines, and gives the node a line where it needs one. */
    private void add(Expr node) {
        if (node.op() instanceof Leaf) {
            texts.put(node, leaf(node));
            return;
        }
        String text = LatexLayout.apply(
                node.op(), node.inputs().stream().map(texts::get).toList());
        boolean shared = uses.getOrDefault(node, 0) > 1;
        boolean isPart = uses.containsKey(node);
        if (node.name() != null || shared || isPart && text.length() > LONGEST_PART) {
            String symbol = node.name() != null ? symbols.named(node.name()) : symbols.part();
            lines.add(symbol + " &= " + LatexLayout.unwrapped(text));
            text = symbol;
        }
        texts.put(node, text);
    }

    private String leaf(Expr node) {
        if (node.name() != null) {
            return symbols.named(node.name());
        }
        if (node.constant() == null) {
            return "\\operatorname{" + LatexSymbols.escaped(node.op().label()) + "}";
        }
        if (node.constant().rank() == 0) {
            return LatexSymbols.number(node.op().print(List.of()));
        }
        String symbol = symbols.constant();
        lines.add(symbol + " &= \\text{" + LatexSymbols.escaped(node.constant().toString()) + "}");
        return symbol;
    }
}
