package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One walk from some ops forward to outputs, with tangents beside the values (Griewank and Walther, Evaluating Derivatives,
 * chapter 3). Where an op gives no tangent of its own, it is derived from the VJP: that is linear in the cotangent, so its
 * own VJP, taken of a cotangent that nobody gives a value to, is the product forward.
 */
final class ForwardSweep {
    private final Map<Expr, Expr> tangents = new IdentityHashMap<>();
    /** Cotangents without a value, each with the node they stand at. */
    private final Map<Op, Expr> unknowns = new IdentityHashMap<>();

    private ForwardSweep() {}

    /** The tangents of the outputs, given those of some ops; null where an output depends on none. */
    static List<Expr> run(List<Expr> outputs, Map<Op, Expr> given) {
        ForwardSweep sweep = new ForwardSweep();
        for (Expr node : Graph.topological(outputs)) {
            node.site().during(() -> {
                sweep.visit(node, given.get(node.op()));
                return null;
            });
        }
        List<Expr> found = new ArrayList<>();
        outputs.forEach(output -> found.add(sweep.tangents.get(output)));
        sweep.checkLinear(found);
        return found;
    }

    private void visit(Expr node, Expr given) {
        List<Expr> in = new ArrayList<>();
        boolean any = false;
        for (Expr input : node.inputs()) {
            in.add(tangents.get(input));
            any |= tangents.containsKey(input);
        }
        Expr flowing = any && node.dtype().isFloat() ? through(node, in) : null;
        Expr tangent = flowing == null ? given : given == null ? flowing : flowing.add(given);
        if (tangent != null) {
            tangents.put(node, tangent.broadcastTo(node.shape()));
        }
    }

    private Expr through(Expr node, List<Expr> in) {
        return node.op().jvp(node, in, node.inputs()).orElseGet(() -> transposed(node, in));
    }

    private Expr transposed(Expr node, List<Expr> in) {
        Expr unknown = unknown("cotangent", node);
        unknowns.put(unknown.op(), node);
        List<Expr> cotangents = node.op().vjp(node, unknown, node.inputs());
        List<Expr> outputs = new ArrayList<>();
        List<Expr> starts = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            if (in.get(i) != null && cotangents.get(i) != null) {
                outputs.add(Cotangent.of(cotangents.get(i))
                        .unbroadcast(node.input(i).shape())
                        .expr());
                starts.add(in.get(i));
            }
        }
        return transposed(outputs, starts, List.of(unknown)).get(0);
    }

    /** A variable of a node's type that linear functions are transposed by, and that nobody gives a value to. */
    static Expr unknown(String name, Expr like) {
        return Expressions.input(name, like.dtype(), like.shape().dims().toArray());
    }

    /** The cotangents of the variables, null for those without, of outputs that are linear in them. */
    static List<Expr> transposed(List<Expr> outputs, List<Expr> cotangents, List<Expr> variables) {
        Set<Op> targets =
                variables.stream().filter(Objects::nonNull).map(Expr::op).collect(Collectors.toSet());
        Map<Op, Expr> found = ReverseSweep.run(outputs, cotangents, targets, Set.of(), Set.of());
        return variables.stream()
                .map(variable -> variable == null ? null : found.get(variable.op()))
                .toList();
    }

    private void checkLinear(List<Expr> found) {
        List<Expr> present = found.stream().filter(Objects::nonNull).toList();
        for (Expr node : unknowns.isEmpty() ? List.<Expr>of() : Graph.topological(present)) {
            Expr at = unknowns.get(node.op());
            if (at != null) {
                throw new ShapeException("the VJP of " + at.op().label() + " is not linear in the cotangent, so no"
                        + " tangent follows from it; give the op one of its own\n  at " + at.site());
            }
        }
    }
}
