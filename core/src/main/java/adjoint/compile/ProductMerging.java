package adjoint.compile;

import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one product of several narrow ones that share their first factor, as the heads of a network do: {@code a b1} and
 * {@code a b2} become slices of {@code a [b1 b2]}. A narrow product costs almost as much as one several times as wide.
 */
final class ProductMerging {
    /** Products are joined while their columns together are no more than this. */
    private static final int WIDEST = 32;

    /** So many families are looked for; each costs a walk over the graph. */
    private static final int MOST = 16;

    private record Key(Op dot, FirstFactor first) {}

    /** A node compared by identity. */
    private record FirstFactor(Expr node) {
        @Override
        public boolean equals(Object other) {
            return other instanceof FirstFactor that && node == that.node;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(node);
        }
    }

    private ProductMerging() {}

    /** The graphs with such products joined. */
    static List<Expr> join(List<Expr> roots) {
        List<Expr> now = roots;
        for (int i = 0; i < MOST; i++) {
            List<Expr> order = Graph.topological(now);
            List<Expr> family = find(order);
            if (family.isEmpty()) {
                break;
            }
            now = Graph.substitute(now, family.get(0).site().during(() -> slices(family)));
        }
        return now;
    }

    /** The first products that can be joined, or none. */
    private static List<Expr> find(List<Expr> order) {
        Map<Key, List<Expr>> families = new LinkedHashMap<>();
        for (Expr node : order) {
            if (node.op() instanceof Dot dot && !dot.tb() && node.rank() == 2 && isNarrow(node)) {
                families.computeIfAbsent(new Key(dot, new FirstFactor(node.input(0))), key -> new ArrayList<>())
                        .add(node);
            }
        }
        return families.values().stream()
                .filter(family -> family.size() > 1
                        && family.stream().mapToInt(ProductMerging::width).sum() <= WIDEST
                        && areIndependent(family, order))
                .findFirst()
                .orElse(List.of());
    }

    private static boolean isNarrow(Expr node) {
        return node.shape().dim(1).isKnown() && width(node) < WIDEST;
    }

    private static int width(Expr node) {
        return node.shape().dim(1).size();
    }

    /** Whether no product needs another one's value. */
    private static boolean areIndependent(List<Expr> family, List<Expr> order) {
        Set<Expr> after = Collections.newSetFromMap(new IdentityHashMap<>());
        after.addAll(family);
        for (Expr node : order) {
            if (node.inputs().stream().anyMatch(after::contains)) {
                if (family.contains(node)) {
                    return false;
                }
                after.add(node);
            }
        }
        return true;
    }

    private static Map<Expr, Expr> slices(List<Expr> family) {
        Expr first = family.get(0);
        Expr[] factors = family.stream().map(node -> node.input(1)).toArray(Expr[]::new);
        Expr product = Expr.of(first.op(), first.input(0), Expressions.concat(1, factors));
        Map<Expr, Expr> slices = new IdentityHashMap<>();
        int from = 0;
        for (Expr node : family) {
            slices.put(node, product.slice(1, from, from + width(node)));
            from += width(node);
        }
        return slices;
    }
}
