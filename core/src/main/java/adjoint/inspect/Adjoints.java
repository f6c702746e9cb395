package adjoint.inspect;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loss with the adjoint of each of its nodes that depends on a variable. For the exact gradient the loss is the stable
 * one, which is the one that is differentiated. A policy finds its nodes in the loss as it was written; so there the nodes
 * are those that stabilising leaves as they are.
 *
 * @param loss what is differentiated
 * @param nodes of the loss, each after its inputs
 * @param byNode the adjoint of each node that has one
 */
record Adjoints(Expr loss, List<Expr> nodes, Map<Expr, Expr> byNode) {
    /** Larger losses are shown without their adjoints. */
    private static final int MOST_NODES = 20_000;

    static Adjoints of(Grads grads) {
        Expr stable = Rewriter.stabilise(List.of(grads.loss())).get(0);
        boolean exact = grads.policy() == GradientPolicy.exact();
        Expr loss = exact ? stable : grads.loss();
        List<Expr> nodes = Graph.topological(loss);
        List<Expr> reached = nodes.size() > MOST_NODES ? List.of() : reached(nodes, grads.variables());
        if (!exact) {
            reached.retainAll(identities(Graph.topological(stable)));
        }
        Map<Expr, Expr> byNode = new IdentityHashMap<>();
        if (!reached.isEmpty()) {
            Grads all = Gradients.grad(loss, reached, grads.policy().zeroWhereDisconnected());
            List<Expr> adjoints = onNodes(nodes, reached.stream().map(all::of).toList());
            for (int i = 0; i < reached.size(); i++) {
                byNode.put(reached.get(i), adjoints.get(i));
            }
        }
        return new Adjoints(loss, nodes, byNode);
    }

    /** Adjoints in terms of the loss's own nodes, where they have equal ones. */
    private static List<Expr> onNodes(List<Expr> nodes, List<Expr> adjoints) {
        Structure structure = new Structure().add(nodes).add(adjoints);
        Map<Integer, Expr> own = new HashMap<>();
        nodes.forEach(node -> own.putIfAbsent(structure.id(node), node));
        return Graph.rebuild(adjoints, (now, original) -> own.getOrDefault(structure.id(original), now));
    }

    /** The float nodes that depend on one of the variables, all of them where no variable is among the nodes. */
    private static List<Expr> reached(List<Expr> nodes, List<Expr> variables) {
        Set<Expr> wanted = identities(variables);
        Set<Object> ops = Collections.newSetFromMap(new IdentityHashMap<>());
        variables.stream().filter(v -> v.inputs().isEmpty()).forEach(v -> ops.add(v.op()));
        Set<Expr> reached = identities(List.of());
        List<Expr> order = new ArrayList<>();
        for (Expr node : nodes) {
            boolean depends = wanted.contains(node)
                    || ops.contains(node.op())
                    || node.inputs().stream().anyMatch(reached::contains);
            if (depends && node.dtype().isFloat()) {
                reached.add(node);
                order.add(node);
            }
        }
        return order;
    }

    private static Set<Expr> identities(Collection<Expr> nodes) {
        Set<Expr> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(nodes);
        return set;
    }

    /** The nodes that have an adjoint, in order. */
    List<Expr> withAdjoint() {
        return nodes.stream().filter(byNode::containsKey).toList();
    }
}
