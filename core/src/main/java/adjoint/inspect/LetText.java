package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Expressions as infix text in which a part that is used more than once is printed once, as {@code let t1 = ...}. */
final class LetText {
    private static final int LONGEST_PART = 100;
    private static final int MOST_LINES = 60;

    private LetText() {}

    /** The lines for some expressions; of very many the last. */
    static String of(List<Expr> roots, List<String> names) {
        List<Expr> nodes = Graph.topological(roots);
        Map<Expr, Integer> uses = new IdentityHashMap<>();
        nodes.forEach(node -> node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        Map<Expr, String> words = new IdentityHashMap<>();
        Map<Expr, Integer> lengths = new IdentityHashMap<>();
        List<String> lines = new ArrayList<>();
        int parts = 0;
        for (Expr node : nodes) {
            int length = node.inputs().stream().mapToInt(lengths::get).sum()
                    + node.op().label().length()
                    + 4;
            boolean leaf = node.op() instanceof Leaf;
            boolean wanted = !leaf && uses.containsKey(node) && (uses.get(node) > 1 || length > LONGEST_PART);
            if (wanted || !leaf && node.name() != null && uses.containsKey(node)) {
                String word = node.name() != null ? Ir.word(node.name()) : "t" + ++parts;
                lines.add("let " + word + " = " + text(node, words));
                words.put(node, word);
                length = word.length();
            }
            lengths.put(node, length);
        }
        for (int i = 0; i < roots.size(); i++) {
            String word = words.get(roots.get(i));
            lines.add(Ir.word(names.get(i)) + " = " + (word != null ? word : text(roots.get(i), words)));
        }
        lines.removeIf(line -> line.matches("(.*) = \\1"));
        int hidden = Math.max(0, lines.size() - MOST_LINES);
        return (hidden == 0 ? "" : "... " + hidden + " lines before\n")
                + String.join("\n", lines.subList(hidden, lines.size())) + "\n";
    }

    private static String text(Expr node, Map<Expr, String> words) {
        return Ir.word(Graph.text(node, Integer.MAX_VALUE, words::get));
    }
}
