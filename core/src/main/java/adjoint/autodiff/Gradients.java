package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.expr.Leaf;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.ShapeException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reverse-mode differentiation. The loss is stabilised first, because the gradient of a naive {@code log(sum(exp(x)))} is
 * NaN where the gradient of the stable form is right; then each node, from the loss down, passes its cotangent on to its
 * inputs (Griewank and Walther, Evaluating Derivatives, chapter 3).
 */
public final class Gradients {
    private Gradients() {}

    /** The gradient of a scalar with respect to any nodes. An error where the loss does not depend on one of them. */
    public static Grads grad(Expr loss, List<? extends Expr> wrt) {
        if (!loss.type().isScalar() || !loss.dtype().isFloat()) {
            throw new ShapeException("the gradient is taken of a float scalar, not of " + loss.type()
                    + "; reduce it first, as in loss.mean()\n  loss made at " + loss.site());
        }
        for (Expr variable : wrt) {
            if (!variable.dtype().isFloat()) {
                throw new ShapeException("no gradient with respect to " + variable + " of type " + variable.dtype()
                        + "; only floats have one\n  made at " + variable.site());
            }
        }
        List<Expr> adjoints = adjoints(loss, wrt);
        Map<Expr, Expr> found = new IdentityHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            Expr adjoint = adjoints.get(i);
            if (adjoint == null) {
                throw new ShapeException("the loss does not depend differentiably on " + wrt.get(i) + "\n  made at "
                        + wrt.get(i).site());
            }
            found.put(wrt.get(i), adjoint);
        }
        return new Grads(loss, List.copyOf(wrt), found);
    }

    /** The gradient with respect to one node. */
    public static Expr grad(Expr loss, Expr wrt) {
        return grad(loss, List.of(wrt)).of(wrt);
    }

    /** The gradients in order, of the variables' types; zeros for those that the loss does not depend on. */
    static List<Expr> gradientOrZero(Expr loss, List<Expr> wrt) {
        List<Expr> adjoints = adjoints(loss, wrt);
        return IntStream.range(0, wrt.size())
                .mapToObj(i -> adjoints.get(i) != null
                        ? adjoints.get(i)
                        : wrt.get(i).zeros().broadcastTo(wrt.get(i).shape()))
                .toList();
    }

    /** The gradients in order, null for variables that the loss does not depend on. */
    private static List<Expr> adjoints(Expr loss, List<? extends Expr> wrt) {
        Marked marked = mark(loss, wrt);
        Expr stable = Rewriter.stabilise(List.of(marked.loss)).get(0);
        Map<Object, Expr> adjoints = backward(stable, marked.keys);
        return marked.keys.stream().map(adjoints::get).toList();
    }

    /** The loss with every inner variable behind a mark, and for each variable the key its adjoint is found under. */
    private record Marked(Expr loss, List<Object> keys) {}

    private static Marked mark(Expr loss, List<? extends Expr> wrt) {
        Map<Expr, Object> keys = new IdentityHashMap<>();
        for (Expr variable : wrt) {
            keys.computeIfAbsent(variable, v -> v.op() instanceof Leaf ? v.op() : new Hook.Mark());
        }
        Expr marked = Graph.rebuild(List.of(loss), (now, original) -> {
                    Object key = keys.get(original);
                    return key instanceof Hook.Mark mark ? original.site().during(() -> Expr.of(mark, now)) : now;
                })
                .get(0);
        return new Marked(marked, wrt.stream().map(v -> keys.get((Expr) v)).toList());
    }

    /** The adjoint of every node between the loss and the wanted ops, by op for the wanted ones. */
    private static Map<Object, Expr> backward(Expr loss, List<Object> wanted) {
        Set<Object> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        targets.addAll(wanted);
        List<Expr> order = Graph.topological(loss);
        Set<Expr> onPath = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr node : order) {
            if (targets.contains(node.op()) || node.inputs().stream().anyMatch(onPath::contains)) {
                onPath.add(node);
            }
        }
        Map<Expr, Adjoint> adjoints = new IdentityHashMap<>();
        Map<Object, Expr> found = new IdentityHashMap<>();
        adjoints.put(loss, new Adjoint(loss.site().during(loss::ones), null));
        for (int i = order.size() - 1; i >= 0; i--) {
            Expr node = order.get(i);
            Adjoint adjoint = adjoints.remove(node);
            if (adjoint == null || !onPath.contains(node)) {
                continue;
            }
            node.site().during(() -> {
                if (targets.contains(node.op())) {
                    found.put(node.op(), adjoint.expr());
                }
                pass(node, adjoint, onPath, adjoints);
                return null;
            });
        }
        return found;
    }

    private static void pass(Expr node, Adjoint adjoint, Set<Expr> onPath, Map<Expr, Adjoint> adjoints) {
        if (node.inputs().isEmpty()) {
            return;
        }
        List<Expr> cotangents = node.op().vjp(node, adjoint.seenBy(node), node.inputs());
        for (int k = 0; k < node.inputs().size(); k++) {
            Expr input = node.input(k);
            if (cotangents.get(k) != null && onPath.contains(input)) {
                Adjoint share = adjoint.passed(node, k, cotangents.get(k)).unbroadcast(input.shape());
                adjoints.merge(input, share, Adjoint::plus);
            }
        }
    }
}
