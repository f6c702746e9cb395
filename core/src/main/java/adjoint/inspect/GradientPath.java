package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A shortest way from a result through its inputs to a node, over float nodes only. */
record GradientPath(List<Expr> nodes) {
    private static final int SHOWN = 6;

    /** The way to the node with the given node's op; empty where there is none. */
    static GradientPath of(Expr root, Expr node) {
        Map<Expr, Expr> userOf = new IdentityHashMap<>();
        ArrayDeque<Expr> queue = new ArrayDeque<>(List.of(root));
        userOf.put(root, root);
        while (!queue.isEmpty()) {
            Expr next = queue.poll();
            if (next == node || next.op() == node.op() && next.inputs().isEmpty()) {
                return new GradientPath(way(root, next, userOf));
            }
            for (Expr input : next.inputs()) {
                if (input.dtype().isFloat() && userOf.putIfAbsent(input, next) == null) {
                    queue.add(input);
                }
            }
        }
        return new GradientPath(List.of());
    }

    private static List<Expr> way(Expr root, Expr end, Map<Expr, Expr> userOf) {
        List<Expr> nodes = new ArrayList<>();
        for (Expr node = end; node != root; node = userOf.get(node)) {
            nodes.add(node);
        }
        nodes.add(root);
        Collections.reverse(nodes);
        return nodes;
    }

    /** At most so many of the nodes, evenly spaced, the ends among them. */
    List<Expr> sampled(int most) {
        int count = Math.min(most, nodes.size());
        List<Expr> sample = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sample.add(nodes.get(count == 1 ? 0 : (int) ((long) i * (nodes.size() - 1) / (count - 1))));
        }
        return sample;
    }

    /** A node in a few words. */
    static String words(Expr node) {
        String text = Ir.word(Graph.text(node, 60));
        return node.name() == null || node.inputs().isEmpty() ? text : "'" + Ir.word(node.name()) + "' = " + text;
    }

    private static String word(Expr node) {
        return Ir.word(node.name() != null ? node.name() : node.op().label());
    }

    /** The nodes from the result on, by name or op; of a long way only both ends. */
    @Override
    public String toString() {
        int size = nodes.size();
        if (size <= 2 * SHOWN + 1) {
            return joined(nodes);
        }
        return joined(nodes.subList(0, SHOWN)) + " <- (" + (size - 2 * SHOWN) + " more) <- "
                + joined(nodes.subList(size - SHOWN, size));
    }

    private static String joined(List<Expr> some) {
        return some.stream().map(GradientPath::word).collect(Collectors.joining(" <- "));
    }
}
