package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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

    private String write(Collection<? extends Expr> roots) {
        List<Expr> nodes = Graph.topological(roots);
        for (Expr node : nodes) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        nodes.forEach(this::add);
        for (Expr root : roots) {
            boolean defined = root.name() != null && !(root.op() instanceof Leaf);
            if (!defined) {
                lines.add("& " + LatexLayout.unwrapped(texts.get(root)));
            }
        }
        if (lines.size() == 1 && lines.get(0).startsWith("& ")) {
            return lines.get(0).substring(2);
        }
        int hidden = Math.max(0, lines.size() - MOST_LINES);
        String more = hidden == 0 ? "" : "& \\vdots \\quad \\text{(" + hidden + " lines before)} \\\\\n";
        return "\\begin{aligned}\n" + more + String.join(" \\\\\n", lines.subList(hidden, lines.size()))
                + "\n\\end{aligned}";
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
