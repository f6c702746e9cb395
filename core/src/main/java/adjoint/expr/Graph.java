package adjoint.expr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Walks over graphs. All are iterative and visit a shared node once, so depth and sharing cost nothing extra. */
public final class Graph {
    private Graph() {}

    /** Every node that the roots depend on, each after its inputs; the order depends only on the graph. */
    public static List<Expr> topological(Collection<? extends Expr> roots) {
        return topological(roots, Expr::inputs);
    }

    /**
     * All nodes under the roots along edges of another kind, each after those that its edges lead to.
     *
     * @param edges of a node, without cycles
     */
    static List<Expr> topological(Collection<? extends Expr> roots, Function<Expr, List<Expr>> edges) {
        List<Expr> order = new ArrayList<>();
        ExprMap<Expr> seen = new ExprMap<>();
        Path path = new Path();
        for (Expr root : roots) {
            if (seen.put(root, root) == null) {
                path.push(root, edges.apply(root));
            }
            while (path.length > 0) {
                int top = path.length - 1;
                int next = path.next[top]++;
                if (next < path.edges[top].size()) {
                    Expr below = (Expr) path.edges[top].get(next);
                    if (seen.put(below, below) == null) {
                        path.push(below, edges.apply(below));
                    }
                } else {
                    order.add(path.nodes[top]);
                    path.length--;
                }
            }
        }
        return order;
    }

    public static List<Expr> topological(Expr root) {
        return topological(List.of(root));
    }

    /** The nodes from a root down to the one at hand, with their edges, and for each the edge that comes next. */
    private static final class Path {
        Expr[] nodes = new Expr[64];
        List<?>[] edges = new List<?>[64];
        int[] next = new int[64];
        int length;

        void push(Expr node, List<Expr> edgesOfNode) {
            if (length == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * length);
                edges = Arrays.copyOf(edges, 2 * length);
                next = Arrays.copyOf(next, 2 * length);
            }
            nodes[length] = node;
            edges[length] = edgesOfNode;
            next[length++] = 0;
        }
    }

    /**
     * Rebuilds the graphs under the roots, replacing nodes from the inputs up.
     *
     * @param roots what to rebuild
     * @param replace given a node whose inputs are already replaced, and the original node, what stands in its place
     * @return the new roots, in order
     */
    public static List<Expr> rebuild(List<? extends Expr> roots, java.util.function.BinaryOperator<Expr> replace) {
        List<Expr> order = topological(roots);
        ExprMap<Expr> done = new ExprMap<>(order.size());
        for (Expr node : order) {
            done.put(node, replace.apply(node.withInputsFrom(done), node));
        }
        return roots.stream().map(root -> done.get((Expr) root)).toList();
    }

    /** The graphs under the roots with some nodes exchanged for others (givens); replacements are taken as they are. */
    public static List<Expr> substitute(List<? extends Expr> roots, Map<? extends Expr, ? extends Expr> replacements) {
        ExprMap<Expr> done = new ExprMap<>();
        replacements.forEach(done::put);
        ArrayDeque<Expr> stack = new ArrayDeque<>();
        for (Expr root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Expr node = stack.peek();
                if (done.containsKey(node)) {
                    stack.pop();
                    continue;
                }
                boolean ready = true;
                for (Expr input : node.inputs()) {
                    if (!done.containsKey(input)) {
                        stack.push(input);
                        ready = false;
                    }
                }
                if (ready) {
                    stack.pop();
                    done.put(node, node.withInputsFrom(done));
                }
            }
        }
        return roots.stream().map(root -> done.get((Expr) root)).toList();
    }

    /** Whether two graphs have the same structure: equal ops on structurally equal inputs, down to identical leaves. */
    public static boolean same(Expr a, Expr b) {
        return same(List.of(a), List.of(b));
    }

    /** Whether two lists of graphs have the same structure, one by one. */
    public static boolean same(List<Expr> a, List<Expr> b) {
        Map<Key, Integer> ids = new HashMap<>();
        ExprMap<Integer> idOf = new ExprMap<>();
        List<Expr> all = new ArrayList<>(a);
        all.addAll(b);
        for (Expr node : topological(all)) {
            List<Integer> inputs = new ArrayList<>(node.inputs().size());
            for (Expr input : node.inputs()) {
                inputs.add(idOf.get(input));
            }
            idOf.put(node, ids.computeIfAbsent(new Key(node.op(), inputs), key -> ids.size()));
        }
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = idOf.get(a.get(i)).equals(idOf.get(b.get(i)));
        }
        return same;
    }

    private record Key(Op op, List<Integer> inputs) {}

    /** Infix text of a node, cut off at about the given length: shared nodes print each time, so text can be very long. */
    public static String text(Expr root, int limit) {
        return text(root, limit, node -> null);
    }

    /** As {@link #text(Expr, int)}, with some nodes printed as the given words. */
    public static String text(Expr root, int limit, Function<Expr, String> word) {
        StringBuilder text = new StringBuilder();
        ArrayDeque<Object> stack = new ArrayDeque<>();
        stack.push(root);
        while (!stack.isEmpty() && text.length() < limit) {
            Object top = stack.pop();
            if (top instanceof Expr node) {
                String given = node == root ? null : word.apply(node);
                String name = given != null ? given : node == root ? null : node.name();
                if (name != null) {
                    text.append(name);
                } else {
                    pushParts(node, stack, node == root);
                }
            } else {
                text.append(top);
            }
        }
        return stack.isEmpty() ? text.toString() : text + " ...";
    }

    /** Lays out one application with marks in place of its inputs, then puts text and inputs on the stack in order. */
    private static void pushParts(Expr node, ArrayDeque<Object> stack, boolean outermost) {
        List<String> marks = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            marks.add("\u0001" + (char) i);
        }
        String layout = node.op().print(marks);
        if (outermost && layout.startsWith("(") && layout.endsWith(")") && node.op() instanceof Elementwise) {
            layout = layout.substring(1, layout.length() - 1);
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int at = layout.indexOf('\u0001'); at >= 0; at = layout.indexOf('\u0001', from)) {
            parts.add(layout.substring(from, at));
            Expr input = node.input(layout.charAt(at + 1));
            boolean powerOfPower = node.op() instanceof Power && input.op() instanceof Power && input.name() == null;
            parts.addAll(powerOfPower ? List.of("(", input, ")") : List.of(input));
            from = at + 2;
        }
        parts.add(layout.substring(from));
        for (int i = parts.size() - 1; i >= 0; i--) {
            stack.push(parts.get(i));
        }
    }
}
