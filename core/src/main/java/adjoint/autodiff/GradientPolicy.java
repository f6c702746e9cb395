package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a gradient is to differ from the exact one. The loss is left alone: a policy is given to the differentiation, and
 * what comes out is an ordinary graph.
 *
 * <pre>{@code
 * Grads local = grad(loss, params, exact().at(mu, g -> g.mul(sigma)).onlyFor(w, b));
 * Grads whole = grad(loss, params, exact().at(mu, scale(sigma)).clipGlobalNorm(5));
 * }</pre>
 *
 * <p>An edit sees the sum of all that arrives at its node, from all the node's users. What it makes of that counts as the
 * node's adjoint, and flows on. Edits of one node apply in the order in which they were written. Policies are immutable;
 * each method returns a new one.
 */
public final class GradientPolicy {
    private static final GradientPolicy EXACT = new GradientPolicy(List.of(), List.of(), List.of(), false);

    private final List<Rule> rules;
    private final List<Overall> overall;
    private final List<Expr> checkpoints;
    private final boolean zeroWhereDisconnected;

    private GradientPolicy(
            List<Rule> rules, List<Overall> overall, List<Expr> checkpoints, boolean zeroWhereDisconnected) {
        this.rules = rules;
        this.overall = overall;
        this.checkpoints = checkpoints;
        this.zeroWhereDisconnected = zeroWhereDisconnected;
    }

    /**
     * An edit and where it applies.
     *
     * @param where the nodes, in words
     * @param which picks the nodes
     * @param edit what happens there
     * @param scope for which variables' gradients
     * @param site the user's line
     */
    record Rule(String where, Predicate<Expr> which, GradientEdit edit, Scope scope, SourceLine site) {}

    /** An edit of all gradients together, once they are there. */
    record Overall(String label, UnaryOperator<List<Expr>> edit, Scope scope, SourceLine site) {}

    /** The variables whose gradients an edit concerns: null for all. */
    record Scope(List<Expr> variables) {
        static final Scope ALL = new Scope(null);

        boolean contains(Expr variable) {
            return variables == null || variables.stream().anyMatch(other -> isSame(other, variable));
        }

        Scope and(List<Expr> others) {
            return new Scope(others.stream().filter(this::contains).toList());
        }

        @Override
        public String toString() {
            return variables == null
                    ? ""
                    : variables.stream()
                            .map(GradientPolicy::words)
                            .collect(Collectors.joining(", ", ", only for ", ""));
        }
    }

    /** Whether two nodes are one variable: the same node, or the same leaf under two names. */
    static boolean isSame(Expr a, Expr b) {
        return a == b || a.op() == b.op() && isVariable(a);
    }

    /** A node's name, or the beginning of its text. */
    static String words(Expr node) {
        return node.name() != null ? node.name() : Graph.text(node, 60);
    }

    /** Whether a node is a leaf that the graph's users give a value to. */
    static boolean isVariable(Expr node) {
        return node.op() instanceof Leaf.Input || node.op() instanceof Leaf.State;
    }

    /** The gradient as it is. */
    public static GradientPolicy exact() {
        return EXACT;
    }

    /** This policy, and an edit of one node's adjoint. The loss must depend on the node. */
    public GradientPolicy at(Expr node, GradientEdit edit) {
        return with(new Rule("at " + words(node), other -> isSame(node, other), edit, Scope.ALL, SourceLine.here()));
    }

    /** This policy, and an edit of the adjoint of each node of that name, of which the loss must have one. */
    public GradientPolicy at(String name, GradientEdit edit) {
        return with(
                new Rule("at '" + name + "'", node -> name.equals(node.name()), edit, Scope.ALL, SourceLine.here()));
    }

    /** This policy, and an edit of the adjoint of each float node that a predicate picks, of which the loss must have one. */
    public GradientPolicy at(Predicate<Expr> which, GradientEdit edit) {
        SourceLine site = SourceLine.here();
        return with(new Rule("at every node picked at " + site.line(), which, edit, Scope.ALL, site));
    }

    private GradientPolicy with(Rule rule) {
        return new GradientPolicy(joined(rules, List.of(rule)), overall, checkpoints, zeroWhereDisconnected);
    }

    /** This policy, and an edit of the list of all gradients once they are there; what it returns must have their types. */
    public GradientPolicy overall(String label, UnaryOperator<List<Expr>> edit) {
        Overall last = new Overall(label, edit, Scope.ALL, SourceLine.here());
        return new GradientPolicy(rules, joined(overall, List.of(last)), checkpoints, zeroWhereDisconnected);
    }

    /** This policy, and a limit to the Euclidean norm of all gradients taken together (Pascanu, Mikolov and Bengio 2013). */
    public GradientPolicy clipGlobalNorm(double limit) {
        GradientEdit.limit(limit, "clipGlobalNorm");
        return overall("clip the global norm to " + limit, gradients -> {
            Expr norm = Expressions.concat(
                            0,
                            gradients.stream()
                                    .map(g -> (g.rank() == 0 ? g.abs() : g.norm())
                                            .cast(gradients.get(0).dtype())
                                            .expand(0))
                                    .toArray(Expr[]::new))
                    .norm();
            Expr factor = GradientEdit.shrink(norm, limit);
            return gradients.stream().map(g -> g.mul(factor.cast(g.dtype()))).toList();
        });
    }

    /**
     * This policy, for the gradients of some variables only; all other variables get theirs as if the policy were not
     * there. So an edit can touch the parameters of one layer and leave what lies below that layer its true gradient.
     */
    public GradientPolicy onlyFor(Expr... variables) {
        return onlyFor(List.of(variables));
    }

    /** See {@link #onlyFor(Expr...)}. */
    public GradientPolicy onlyFor(List<? extends Expr> variables) {
        List<Expr> those = List.copyOf(variables);
        return new GradientPolicy(
                rules.stream()
                        .map(r -> new Rule(r.where, r.which, r.edit, r.scope.and(those), r.site))
                        .toList(),
                overall.stream()
                        .map(o -> new Overall(o.label, o.edit, o.scope.and(those), o.site))
                        .toList(),
                checkpoints,
                zeroWhereDisconnected);
    }

    /** This policy followed by another. */
    public GradientPolicy and(GradientPolicy next) {
        return new GradientPolicy(
                joined(rules, next.rules),
                joined(overall, next.overall),
                joined(checkpoints, next.checkpoints),
                zeroWhereDisconnected || next.zeroWhereDisconnected);
    }

    /**
     * This policy, with the given nodes as checkpoints: their values are kept for the way back, and what lies between two of
     * them is computed again instead. The gradient is the same; it takes less memory and one more evaluation of the loss.
     * {@code Function.bind(...).livenessBound()} shows what is saved.
     */
    public GradientPolicy checkpoint(Expr... nodes) {
        return checkpoint(List.of(nodes));
    }

    /** See {@link #checkpoint(Expr...)}. */
    public GradientPolicy checkpoint(List<? extends Expr> nodes) {
        return new GradientPolicy(rules, overall, joined(checkpoints, List.copyOf(nodes)), zeroWhereDisconnected);
    }

    /** This policy, with a zero gradient instead of an error for a variable that the loss does not depend on. */
    public GradientPolicy zeroWhereDisconnected() {
        return new GradientPolicy(rules, overall, checkpoints, true);
    }

    /** The labels of the edits that this policy makes of the adjoint of a node of the loss, in their order. */
    public List<String> editsAt(Expr node) {
        return rules.stream()
                .filter(rule -> node.dtype().isFloat() && rule.which.test(node))
                .map(rule -> rule.edit.label())
                .toList();
    }

    List<Rule> rules() {
        return rules;
    }

    List<Overall> overall() {
        return overall;
    }

    List<Expr> checkpoints() {
        return checkpoints;
    }

    boolean givesZeroWhereDisconnected() {
        return zeroWhereDisconnected;
    }

    private static <E> List<E> joined(List<E> first, List<E> second) {
        List<E> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /** One line for each edit, in order; {@code exact} where there is none. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        rules.forEach(r -> lines.add(r.where + ": " + r.edit.label() + r.scope));
        overall.forEach(o -> lines.add("on all gradients: " + o.label + o.scope));
        if (!checkpoints.isEmpty()) {
            lines.add("recompute between checkpoints "
                    + checkpoints.stream().map(GradientPolicy::words).collect(Collectors.joining(", ")));
        }
        if (zeroWhereDisconnected) {
            lines.add("zero where disconnected");
        }
        return lines.isEmpty() ? "exact" : String.join("\n", lines);
    }
}
