package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One walk from outputs back to some ops: each node, from the outputs down, passes its cotangent on to its inputs (Griewank
 * and Walther, Evaluating Derivatives, chapter 3). Nodes that lead to none of the ops are left out.
 */
final class ReverseSweep {
    private final List<Expr> order;
    private final ExprMap<Integer> positions;
    private final boolean[] onPath;
    private final Cotangent[] adjoints;
    private final Set<Op> targets;
    private final Set<Op> silent;
    private final CheckpointSegments segments;
    private final Map<Op, Expr> found = new IdentityHashMap<>();

    private ReverseSweep(List<Expr> outputs, Set<Op> targets, Set<Op> silent, Set<Op> checkpoints) {
        this.order = Graph.topological(outputs);
        this.positions = new ExprMap<>(order.size());
        this.onPath = new boolean[order.size()];
        this.adjoints = new Cotangent[order.size()];
        this.targets = targets;
        this.silent = silent;
        markPath();
        this.segments = new CheckpointSegments(order, positions, checkpoints);
    }

    /**
     * Runs a sweep.
     *
     * @param outputs where it starts
     * @param cotangents of the outputs, of their types
     * @param targets the ops whose nodes' adjoints are wanted
     * @param silent hooks that let every adjoint pass as it is
     * @param checkpoints ops between whose nodes values are computed anew on the way back
     * @return the adjoint for each target that an output depends on differentiably
     */
    static Map<Op, Expr> run(
            List<Expr> outputs, List<Expr> cotangents, Set<Op> targets, Set<Op> silent, Set<Op> checkpoints) {
        ReverseSweep sweep = new ReverseSweep(outputs, targets, silent, checkpoints);
        for (int i = 0; i < outputs.size(); i++) {
            sweep.add(outputs.get(i), Cotangent.of(cotangents.get(i)));
        }
        sweep.back();
        return sweep.found;
    }

    private void markPath() {
        for (int i = 0; i < order.size(); i++) {
            Expr node = order.get(i);
            positions.put(node, i);
            onPath[i] = targets.contains(node.op());
            for (int k = 0; k < node.inputs().size() && !onPath[i]; k++) {
                onPath[i] = onPath[positions.get(node.input(k))];
            }
        }
    }

    private void add(Expr node, Cotangent share) {
        int at = positions.get(node);
        adjoints[at] = adjoints[at] == null ? share : adjoints[at].plus(share);
    }

    private void back() {
        for (int i = order.size() - 1; i >= 0; i--) {
            Expr node = order.get(i);
            Cotangent adjoint = adjoints[i];
            adjoints[i] = null;
            if (adjoint != null && onPath[i]) {
                node.site().during(() -> {
                    if (targets.contains(node.op())) {
                        found.merge(node.op(), adjoint.expr().broadcastTo(node.shape()), Expr::add);
                    }
                    pass(node, adjoint);
                    return null;
                });
            }
        }
    }

    private void pass(Expr node, Cotangent adjoint) {
        if (node.inputs().isEmpty()) {
            return;
        }
        if (silent.contains(node.op())) {
            add(node.input(0), adjoint);
            return;
        }
        segments.enter(node, adjoint.value());
        List<Expr> seen = segments.again(node.inputs());
        List<Expr> cotangents = node.op().vjp(segments.again(node), adjoint.seenBy(node), seen);
        for (int k = 0; k < cotangents.size(); k++) {
            Expr input = node.input(k);
            if (cotangents.get(k) != null && onPath[positions.get(input)]) {
                add(input, adjoint.passed(node, k, cotangents.get(k)).unbroadcast(input.shape()));
            }
        }
    }
}
