package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.expr.Op;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Outputs made ready for differentiation, as a stable graph of their own. Each inner variable lies behind a mark, so that
 * it can be found again after rewriting; each edit of the policy is a hook outside the mark.
 */
final class DifferentiableGraph {
    private final GradientPolicy policy;
    private final Map<Expr, Op> keys = new IdentityHashMap<>();
    private final Map<Op, Expr> standIns = new IdentityHashMap<>();
    private final Map<Expr, Op> checkpoints = new IdentityHashMap<>();
    private final Map<Op, GradientPolicy.Scope> hooks = new IdentityHashMap<>();
    private final List<Expr> roots;

    DifferentiableGraph(List<? extends Expr> outputs, List<? extends Expr> wrt, GradientPolicy policy) {
        this.policy = policy;
        for (Expr variable : wrt) {
            keys.computeIfAbsent(variable, v -> GradientPolicy.isVariable(v) ? v.op() : mark(v));
        }
        for (Expr checkpoint : policy.checkpoints()) {
            checkpoints.computeIfAbsent(checkpoint, node -> new Hook.Mark());
        }
        checkpoints.values().forEach(mark -> hooks.put(mark, GradientPolicy.Scope.ALL));
        this.roots = Rewriter.stabilise(policy.rules().isEmpty() ? marked(outputs) : hooked(outputs));
    }

    private Op mark(Expr variable) {
        Op mark = new Hook.Mark();
        standIns.put(mark, variable);
        return mark;
    }

    /** The stable outputs. */
    List<Expr> roots() {
        return roots;
    }

    /** The op under which a variable is found among the nodes. */
    Op key(Expr variable) {
        return keys.get(variable);
    }

    /** The marks between which values are to be computed anew. */
    Set<Op> checkpoints() {
        Set<Op> marks = Collections.newSetFromMap(new IdentityHashMap<>());
        marks.addAll(checkpoints.values());
        return marks;
    }

    /** The hooks whose edits a variable's gradient takes no notice of. */
    Set<Op> silentFor(Expr variable) {
        return hooks.entrySet().stream()
                .filter(hook -> !hook.getValue().contains(variable))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
    }

    private List<Expr> marked(List<? extends Expr> outputs) {
        Map<Op, Expr> leaves = new IdentityHashMap<>();
        return Graph.rebuild(outputs, (now, original) -> marked(now, original, leaves));
    }

    private Expr marked(Expr now, Expr original, Map<Op, Expr> leaves) {
        if (GradientPolicy.isVariable(now)) {
            return leaves.computeIfAbsent(now.op(), op -> now);
        }
        Op key = keys.get(original);
        Expr found = standIns.containsKey(key) ? behind(key, now) : now;
        Op checkpoint = checkpoints.get(original);
        return checkpoint == null ? found : behind(checkpoint, found);
    }

    private static Expr behind(Op mark, Expr node) {
        return node.site().during(() -> Expr.of(mark, node));
    }

    private List<Expr> hooked(List<? extends Expr> outputs) {
        List<GradientPolicy.Rule> rules = policy.rules();
        Map<GradientPolicy.Rule, Integer> places = new HashMap<>();
        Map<Op, Expr> leaves = new IdentityHashMap<>();
        Map<Op, Expr> hookedLeaves = new IdentityHashMap<>();
        List<Expr> result = Graph.rebuild(outputs, (now, original) -> {
            Expr node = marked(now, original, leaves);
            return GradientPolicy.isVariable(node)
                    ? hookedLeaves.computeIfAbsent(node.op(), op -> hooked(node, original, places))
                    : hooked(node, original, places);
        });
        for (GradientPolicy.Rule rule : rules) {
            if (!places.containsKey(rule)) {
                throw new ShapeException(
                        "nothing to edit " + rule.where() + " ('" + rule.edit().label()
                                + "'): no such float node among those that the loss depends on\n  policy made at "
                                + rule.site());
            }
        }
        return result;
    }

    /** The first rule is outermost, so that its edit sees the adjoint first. */
    private Expr hooked(Expr node, Expr original, Map<GradientPolicy.Rule, Integer> places) {
        Expr result = node;
        if (!original.dtype().isFloat()) {
            return result;
        }
        for (int i = policy.rules().size() - 1; i >= 0; i--) {
            GradientPolicy.Rule rule = policy.rules().get(i);
            if (rule.which().test(original)) {
                Expr inner = result;
                int place = places.merge(rule, 1, Integer::sum) - 1;
                result = rule.site().during(() -> rule.edit().install(inner, place));
                hooks.put(result.op(), rule.scope());
            }
        }
        return result;
    }

    /**
     * Gradients without the marks and hooks, which have done their work: in terms of the user's own variables, so that they
     * can be differentiated again, and exactly.
     */
    List<Expr> bare(List<Expr> gradients) {
        if (standIns.isEmpty() && hooks.isEmpty()) {
            return gradients;
        }
        List<Expr> present = new ArrayList<>(gradients);
        present.removeIf(java.util.Objects::isNull);
        Map<Expr, Expr> bare = new IdentityHashMap<>();
        List<Expr> rebuilt = Graph.rebuild(present, (now, original) -> {
            Expr variable = standIns.get(now.op());
            return variable != null ? variable : hooks.containsKey(now.op()) ? now.input(0) : now;
        });
        for (int i = 0; i < rebuilt.size(); i++) {
            bare.put(present.get(i), rebuilt.get(i));
        }
        return gradients.stream().map(bare::get).toList();
    }
}
