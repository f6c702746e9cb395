package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Nested;
import adjoint.expr.Slicing;
import adjoint.tensor.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts ops with graphs inside together where one computes all that another does: a loop and the same loop that keeps more
 * for its gradient run once.
 */
final class NestedOps {
    private NestedOps() {}

    /** Graphs in which equal nodes are one, with such ops joined. */
    static List<Expr> joined(List<Expr> roots) {
        Map<List<Expr>, List<Expr>> byInputs = new HashMap<>();
        for (Expr node : Graph.topological(roots)) {
            if (node.op() instanceof Nested) {
                byInputs.computeIfAbsent(node.inputs(), inputs -> new ArrayList<>())
                        .add(node);
            }
        }
        Map<Expr, Expr> longer = new IdentityHashMap<>();
        for (List<Expr> group : byInputs.values()) {
            for (Expr node : group) {
                Expr longest = longest(node, group);
                if (longest != node) {
                    longer.put(node, longest);
                }
            }
        }
        return longer.isEmpty()
                ? roots
                : Graph.rebuild(
                        roots, (now, node) -> longer.containsKey(node) ? beginning(now, longer.get(node)) : now);
    }

    /** A node's output as the beginning of the longer one; equal ones are merged by whoever rewrites next. */
    private static Expr beginning(Expr node, Expr longer) {
        return node.site().during(() -> {
            Expr whole = Expr.of(longer.op(), node.inputs());
            return Expr.of(new Slicing.Slice(0, Dim.of(0), 1, node.shape().dim(0)), whole);
        });
    }

    /** The last of those that begin with a node's output and have more, or the node itself. */
    private static Expr longest(Expr node, List<Expr> group) {
        Expr found = node;
        for (Expr other : group) {
            if (other != found
                    && ((Nested) found.op()).isBeginningOf((Nested) other.op())
                    && !((Nested) other.op()).isBeginningOf((Nested) found.op())) {
                found = other;
            }
        }
        return found;
    }
}
