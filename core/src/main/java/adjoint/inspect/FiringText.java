package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.rewrite.RewriteLog.Firing;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A replacement in words. What stands on both sides unchanged, and is long, gets a letter, so that the eye falls on what
 * did change.
 *
 * @param before the replaced expression
 * @param after what stands in its place
 * @param letters what the letters stand for, or nothing
 */
record FiringText(String before, String after, String letters) {
    private static final int LONGEST = 200;
    private static final int LONG_PART = 20;
    private static final int SEARCHED = 100;

    static FiringText of(Firing firing) {
        Set<Expr> kept = upper(firing.replacement());
        kept.add(firing.replacement());
        kept.retainAll(upper(firing.replaced()));
        Map<Expr, String> letters = new LinkedHashMap<>();
        String before = Ir.word(Graph.text(firing.replaced(), LONGEST, node -> letter(node, kept, letters)));
        String after = letters.containsKey(firing.replacement())
                ? letters.get(firing.replacement())
                : Ir.word(Graph.text(firing.replacement(), LONGEST, node -> letter(node, kept, letters)));
        String meaning = letters.entrySet().stream()
                .map(entry -> entry.getValue() + " = " + Ir.word(Graph.text(entry.getKey(), LONGEST / 2)))
                .collect(Collectors.joining("; "));
        return new FiringText(before, after, meaning);
    }

    /** The letter of a kept part that is long and has no name of its own, or null. */
    private static String letter(Expr node, Set<Expr> kept, Map<Expr, String> letters) {
        boolean wanted = kept.contains(node)
                && node.name() == null
                && Graph.text(node, LONG_PART + 1).length() > LONG_PART;
        return !wanted
                ? null
                : letters.computeIfAbsent(
                        node,
                        n -> letters.size() < 26 ? Character.toString('A' + letters.size()) : "A" + letters.size());
    }

    /** The nodes below a root that are nearest to it, without the root. */
    private static Set<Expr> upper(Expr root) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Expr> queue = new ArrayDeque<>(root.inputs());
        while (!queue.isEmpty() && seen.size() < SEARCHED) {
            Expr node = queue.poll();
            if (seen.add(node)) {
                queue.addAll(node.inputs());
            }
        }
        return seen;
    }

    @Override
    public String toString() {
        return before + "  ->  " + after + (letters.isEmpty() ? "" : "   with " + letters);
    }
}
