package adjoint.expr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A derivative that remembers what it was derived from. Rewriting before differentiation may leave nothing in it of a node
 * that the loss has; where such a node is exchanged for another one, {@link #substitute} derives once more, with the node in
 * place.
 */
public final class Derived extends Expr {
    private final Derivation derivation;
    private final int place;

    private Derived(Expr node, String name, Derivation derivation, int place) {
        super(node.op(), node.inputs(), node.type(), name, node.site());
        this.derivation = derivation;
        this.place = place;
    }

    /** How to derive again. */
    @FunctionalInterface
    public interface Rule {
        /**
         * The derivatives, in order.
         *
         * @param from what they are derived from now
         * @param before for a node of that, the node in whose place it stands, or null where that is none
         */
        List<Expr> again(List<Expr> from, UnaryOperator<Expr> before);
    }

    private record Derivation(List<Expr> from, Rule rule) {}

    /**
     * Derivatives that remember what they are derived from; those that are nodes of it stay themselves. No node is older than
     * its inputs, so nothing below the oldest derivative needs to be looked at.
     */
    public static List<Expr> remember(List<Expr> derivatives, List<Expr> from, Rule rule) {
        if (derivatives.isEmpty()) {
            return derivatives;
        }
        ExprMap<Integer> places = new ExprMap<>();
        Expr oldest = derivatives.get(0);
        for (int i = 0; i < derivatives.size(); i++) {
            places.put(derivatives.get(i), i);
            oldest = isOlder(derivatives.get(i), oldest) ? derivatives.get(i) : oldest;
        }
        ExprMap<Expr> known = new ExprMap<>();
        since(oldest, from).forEach(node -> known.put(node, node));
        Derivation derivation = new Derivation(List.copyOf(from), rule);
        ExprMap<Expr> done = new ExprMap<>();
        for (Expr node : since(oldest, derivatives)) {
            Expr now = isOlder(node, oldest) ? node : node.withInputsFrom(done);
            Integer place = places.get(node);
            boolean stays = place == null || known.containsKey(node);
            done.put(node, stays ? now : new Derived(now, now.name(), derivation, place));
        }
        return derivatives.stream().map(done::get).toList();
    }

    /** The nodes under some roots that are not older than a node, and where they meet older ones. */
    private static List<Expr> since(Expr oldest, List<Expr> roots) {
        return Graph.topological(roots, node -> isOlder(node, oldest) ? List.of() : node.inputs());
    }

    private static boolean isOlder(Expr a, Expr b) {
        return a.serial() - b.serial() < 0; // right across an overflow, too
    }

    @Override
    public Expr named(String newName) {
        return new Derived(this, newName, derivation, place);
    }

    /**
     * The graphs under the roots with some nodes exchanged for others, in the values and in their derivatives; replacements
     * are taken as they are.
     */
    public static List<Expr> substitute(List<Expr> roots, Map<Expr, Expr> replacements) {
        Exchange exchange = new Exchange();
        for (Expr node : nodes(roots)) {
            Expr now = exchange.anew(node);
            if (replacements.containsKey(node) && !node.inputs().isEmpty()) {
                now = exchange.marked(now, replacements.get(node));
            }
            if (now != node) {
                exchange.moved.put(node, now);
                exchange.before.put(now, node);
            }
        }
        List<Expr> derived =
                roots.stream().map(root -> or(exchange.moved, root)).toList();
        return Graph.rebuild(derived, (now, original) -> {
            Expr instead = exchange.marks.getOrDefault(now.op(), exchange.guarded.get(original));
            if (instead != null) {
                return instead;
            }
            return exchange.fences.contains(now.op()) ? now.input(0) : replacements.getOrDefault(original, now);
        });
    }

    private static Expr or(ExprMap<Expr> map, Expr node) {
        Expr found = map.get(node);
        return found == null ? node : found;
    }

    /**
     * The new graph while it is made. A node to be exchanged stands between marks, through which no rule looks, so that it
     * and what its derivative says of it can be found afterwards.
     */
    private static final class Exchange {
        final ExprMap<Expr> moved = new ExprMap<>();
        final ExprMap<Expr> before = new ExprMap<>();
        final Map<Op, Expr> marks = new IdentityHashMap<>();
        final ExprMap<Expr> guarded = new ExprMap<>();
        final Set<Op> fences = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Derivation, List<Expr>> again = new IdentityHashMap<>();

        Expr marked(Expr node, Expr replacement) {
            return node.site().during(() -> {
                List<Expr> fenced = new ArrayList<>();
                for (Expr input : node.inputs()) {
                    Op fence = new Hook.Mark();
                    fences.add(fence);
                    fenced.add(of(fence, input));
                }
                Op mark = new Hook.Mark();
                marks.put(mark, replacement);
                Expr inner = node.withInputs(fenced);
                guarded.put(inner, replacement);
                return of(mark, inner);
            });
        }

        Expr anew(Expr node) {
            if (node instanceof Derived derived
                    && derived.derivation.from.stream().anyMatch(moved::containsKey)) {
                return again.computeIfAbsent(derived.derivation, this::again).get(derived.place);
            }
            if (node.inputs().stream().noneMatch(moved::containsKey)) {
                return node;
            }
            return node.withInputs(
                    node.inputs().stream().map(input -> or(moved, input)).toList());
        }

        private List<Expr> again(Derivation derivation) {
            List<Expr> from =
                    derivation.from.stream().map(source -> or(moved, source)).toList();
            return derivation.rule.again(from, this::before);
        }

        private Expr before(Expr now) {
            return guarded.containsKey(now) || fences.contains(now.op()) ? null : or(before, now);
        }
    }

    /** All nodes, each after its inputs and after what it is derived from. */
    public static List<Expr> nodes(List<Expr> roots) {
        return Graph.topological(
                roots,
                node -> node instanceof Derived derived
                        ? Stream.concat(node.inputs().stream(), derived.derivation.from.stream())
                                .toList()
                        : node.inputs());
    }
}
