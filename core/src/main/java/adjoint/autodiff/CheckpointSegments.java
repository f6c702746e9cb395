package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph cut into segments by checkpoints, along an order in which each node stands after its inputs. On the way back the
 * nodes of a segment are computed anew from what crosses its beginning, so that only that has to be kept; the last segment
 * is the one at hand (Griewank and Walther, Evaluating Derivatives, chapter 12).
 */
final class CheckpointSegments {
    private final List<Expr> order;
    private final ExprMap<Integer> positions;
    /** The position at which each segment begins; then the number of nodes. */
    private final List<Integer> begins = new ArrayList<>(List.of(0));

    private final Map<Expr, Expr> again = new IdentityHashMap<>();
    private int current;

    CheckpointSegments(List<Expr> order, ExprMap<Integer> positions, Set<Op> checkpoints) {
        this.order = order;
        this.positions = positions;
        for (int i = 0; i < order.size(); i++) {
            if (checkpoints.contains(order.get(i).op())) {
                begins.add(i + 1);
            }
        }
        current = begins.size() - 1;
        begins.add(order.size());
    }

    /** Comes to a node on the way back, where the given adjoint has just arrived. */
    void enter(Expr node, Expr adjoint) {
        if (positions.get(node) >= begins.get(current)) {
            return;
        }
        again.clear();
        while (positions.get(node) < begins.get(current)) {
            current--;
        }
        for (int i = begins.get(current); i < begins.get(current + 1); i++) {
            Expr inside = order.get(i);
            if (!inside.inputs().isEmpty()) {
                List<Expr> inputs = inside.inputs().stream()
                        .map(input -> again(input, adjoint))
                        .toList();
                again.put(inside, inside.withInputs(inputs));
            }
        }
    }

    /** What the VJP of a node in the segment at hand is to see in the place of a node. */
    Expr again(Expr node) {
        return again.getOrDefault(node, node);
    }

    List<Expr> again(List<Expr> nodes) {
        return again.isEmpty() ? nodes : nodes.stream().map(this::again).toList();
    }

    private Expr again(Expr input, Expr adjoint) {
        boolean given = input.inputs().isEmpty() && !(input.op() instanceof Leaf.Input);
        return given
                ? input
                : again.computeIfAbsent(
                        input, kept -> kept.site().during(() -> Expr.of(new Recompute(), kept, adjoint)));
    }
}
