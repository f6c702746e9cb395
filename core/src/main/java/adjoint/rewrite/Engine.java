package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Graph;
import adjoint.tensor.ShapeException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings graphs into the normal form of a set of rules. Nodes are handled after their inputs; each is merged with an equal
 * one if there is one, then replaced for as long as a rule applies. What a rule makes is handled in the same way, but its
 * parts that are normal already are not looked at again, so that the work grows with the graph and with the number of
 * firings only.
 */
final class Engine {
    private final Map<Object, Tried[]> byRoot = new HashMap<>();
    private final List<Rule> rules;
    private final RewriteLog log;
    private final RangeAnalysis facts = new RangeAnalysis();
    private final Distinct distinct = new Distinct();
    private ExprMap<Expr> normal;
    private final ExprMap<Expr> waitsFor = new ExprMap<>();
    private final ArrayDeque<Expr> stack = new ArrayDeque<>();
    private long budget;

    Engine(List<Rule> rules, RewriteLog log) {
        this.rules = rules;
        this.log = log;
    }

    /** Rewrites some graphs together. */
    List<Expr> run(List<Expr> roots) {
        List<Expr> nodes = Graph.topological(roots);
        normal = new ExprMap<>(nodes.size());
        budget = 10_000 + 50L * nodes.size();
        nodes.forEach(this::normalise);
        return roots.stream().map(normal::get).toList();
    }

    private void normalise(Expr root) {
        stack.push(root);
        while (!stack.isEmpty()) {
            Expr node = stack.peek();
            if (normal.containsKey(node) || step(node)) {
                stack.pop();
            }
        }
    }

    /** Works on a node; true once its normal form is known. Otherwise what it needs first lies on the stack. */
    private boolean step(Expr node) {
        Expr next = waitsFor.get(node);
        if (next == null) {
            if (!inputsAreNormal(node)) {
                return false;
            }
            log.visit();
            Expr merged = merged(node);
            next = merged != node ? merged : replacement(node);
            if (next == null) {
                normal.put(node, node);
                return true;
            }
            waitsFor.put(node, next);
        }
        Expr result = normal.get(next);
        if (result == null) {
            push(next);
            return false;
        }
        normal.put(node, result);
        return true;
    }

    private boolean inputsAreNormal(Expr node) {
        boolean ready = true;
        for (int i = 0; i < node.inputs().size(); i++) {
            Expr input = node.input(i);
            if (!normal.containsKey(input)) {
                push(input);
                ready = false;
            }
        }
        return ready;
    }

    private void push(Expr node) {
        if (waitsFor.containsKey(node)) {
            throw looping();
        }
        stack.push(node);
    }

    /** The first node with the same op on the same normal inputs. */
    private Expr merged(Expr node) {
        Expr known = distinct.find(node, normal);
        if (known == null) {
            known = node.withInputsFrom(normal);
            distinct.add(known);
        } else if (known != node) {
            log.merge();
        }
        return known;
    }

    private Expr replacement(Expr node) {
        Tried[] candidates = byRoot.computeIfAbsent(Rule.key(node.op()), this::rulesFor);
        return candidates.length == 0 ? null : node.site().during(() -> replacement(node, candidates));
    }

    private Expr replacement(Expr node, Tried[] candidates) {
        long start = System.nanoTime();
        for (Tried candidate : candidates) {
            Expr found = candidate.rule.apply(node, facts);
            boolean hit = found != null && found != node;
            long end = System.nanoTime();
            candidate.use.add(hit, end - start);
            start = end;
            if (hit) {
                return accepted(candidate.rule, node, found);
            }
        }
        return null;
    }

    /** A rule with the tally of its use. */
    private record Tried(Rule rule, RewriteLog.Use use) {}

    private Tried[] rulesFor(Object key) {
        return rules.stream()
                .filter(rule -> rule.roots().isEmpty()
                        || rule.roots().contains(key)
                        || rule.roots().stream()
                                .anyMatch(root -> root instanceof Class<?> type
                                        && type.isAssignableFrom(key instanceof Class<?> c ? c : key.getClass())))
                .map(rule -> new Tried(rule, log.use(rule)))
                .toArray(Tried[]::new);
    }

    /** A replacement with the node's type and name; an error where the rule is wrong about types or fires without end. */
    private Expr accepted(Rule rule, Expr node, Expr found) {
        if (found.dtype() != node.dtype() || !found.shape().broadcastsTo(node.shape())) {
            throw new ShapeException("rule " + rule.name() + " made " + found.type() + " of " + node.type() + ": "
                    + new RewriteLog.Firing(rule, node, found));
        }
        Expr typed = found.broadcastTo(node.shape());
        Expr result = node.name() != null && typed.name() == null ? typed.named(node.name()) : typed;
        log.fired(new RewriteLog.Firing(rule, node, result));
        if (--budget < 0) {
            throw looping();
        }
        return result;
    }

    private IllegalStateException looping() {
        List<RewriteLog.Firing> firings = log.firings();
        List<RewriteLog.Firing> last = firings.subList(Math.max(0, firings.size() - 20), firings.size());
        Set<String> names = new LinkedHashSet<>();
        last.forEach(firing -> names.add(firing.rule().name()));
        return new IllegalStateException("rules undo or feed each other without end: " + names
                + "; the last firing was " + last.get(last.size() - 1)
                + "\nleave one of them out with Rewriter.with(options), or correct it");
    }
}
