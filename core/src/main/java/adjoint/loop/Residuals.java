package adjoint.loop;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What the way back through a loop needs of each step on the way there, and so has to be emitted: the values where the
 * derivative of a step meets the step itself. Values that follow from another one by one cheap function are computed again,
 * as is everything from the carried values on where no more is to be {@linkplain Keep kept}.
 */
final class Residuals {
    private final ScanOp op;
    private final Set<Expr> varying = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Expr> needed = new ArrayList<>();

    Residuals(ScanOp op, List<Expr> incoming, List<Expr> outgoing) {
        this.op = op;
        List<Expr> roots = outgoing.stream().filter(java.util.Objects::nonNull).toList();
        List<Expr> order = Graph.topological(roots);
        mark(order, op.body().parameters().subList(0, op.carried() + op.sequences()), varying);
        Set<Expr> back = Collections.newSetFromMap(new IdentityHashMap<>());
        mark(order, incoming.stream().filter(java.util.Objects::nonNull).toList(), back);
        ArrayDeque<Expr> open = new ArrayDeque<>();
        roots.stream().filter(root -> !back.contains(root)).forEach(open::add);
        for (Expr node : order) {
            if (back.contains(node)) {
                node.inputs().stream().filter(in -> !back.contains(in)).forEach(open::add);
            }
        }
        find(open);
    }

    private static void mark(List<Expr> order, List<Expr> from, Set<Expr> marked) {
        Set<Object> ops = Collections.newSetFromMap(new IdentityHashMap<>());
        from.forEach(parameter -> ops.add(parameter.op()));
        for (Expr node : order) {
            if (ops.contains(node.op()) || node.inputs().stream().anyMatch(marked::contains)) {
                marked.add(node);
            }
        }
    }

    private void find(ArrayDeque<Expr> open) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            Expr node = open.pop();
            if (!varying.contains(node) || !seen.add(node) || isElement(node)) {
                continue;
            }
            if (node.inputs().isEmpty() || op.keep() == Keep.ALL && node.dtype() == op.dtype() && !isCheap(node)) {
                needed.add(node);
            } else {
                open.addAll(node.inputs());
            }
        }
    }

    private boolean isElement(Expr node) {
        return op.body().parameters().subList(op.carried(), op.carried() + op.sequences()).stream()
                .anyMatch(parameter -> parameter.op() == node.op());
    }

    /** Whether a value follows from one other of each step, element by element. */
    private boolean isCheap(Expr node) {
        return node.op() instanceof Elementwise
                && node.inputs().stream().filter(varying::contains).distinct().count() == 1
                && node.inputs().stream()
                        .filter(varying::contains)
                        .allMatch(input -> input.shape().equals(node.shape()) && input.dtype() == node.dtype());
    }

    /** What the loop has to emit besides: in the element type of its output, where integers and truth values fit in. */
    List<Expr> emitted() {
        return needed.stream().map(node -> node.cast(op.dtype())).toList();
    }

    /** Lets the way back read what was emitted; in its body the emitted nodes become elements of these sequences. */
    void readInto(LoopParts parts, Packing packing, Expr kept) {
        int before = op.outputs().length;
        int at = 0;
        for (Expr node : needed) {
            parts.read(node, packing.part(kept, before + at++));
        }
    }
}
