package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out why no derivative reaches a variable: where every path to it breaks. */
final class Disconnection {
    private static final int SHOWN = 3;

    private final Expr variable;
    private final List<Expr> order;
    private final Set<Expr> dependent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Expr> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Expr, Expr> userOf = new IdentityHashMap<>();
    private final List<Break> breaks = new ArrayList<>();

    /** A node that passes nothing on to one of its inputs. */
    private record Break(Expr node, Expr input) {}

    Disconnection(List<Expr> outputs, Expr variable) {
        this.variable = variable;
        this.order = Graph.topological(outputs);
        for (Expr node : order) {
            if (GradientPolicy.isSame(node, variable) || node.inputs().stream().anyMatch(dependent::contains)) {
                dependent.add(node);
            }
        }
        outputs.stream().filter(dependent::contains).forEach(reached::add);
        for (int i = order.size() - 1; i >= 0; i--) {
            if (reached.contains(order.get(i))) {
                visit(order.get(i));
            }
        }
    }

    private void visit(Expr node) {
        if (node.inputs().isEmpty() || GradientPolicy.isSame(node, variable)) {
            return;
        }
        List<Expr> cotangents = node.site().during(() -> node.op().vjp(node, like(node), node.inputs()));
        for (int k = 0; k < node.inputs().size(); k++) {
            Expr input = node.input(k);
            if (!dependent.contains(input)) {
                continue;
            }
            if (cotangents.get(k) == null) {
                breaks.add(new Break(node, input));
            } else if (reached.add(input)) {
                userOf.put(input, node);
            }
        }
    }

    private static Expr like(Expr node) {
        return node.ones().broadcastTo(node.shape());
    }

    /** An error that shows where the paths break; none where a derivative does reach the variable. */
    void orThrow() {
        if (reached.stream().anyMatch(node -> GradientPolicy.isSame(node, variable))) {
            return;
        }
        throw new ShapeException("the loss does not depend differentiably on " + variable + ", made at "
                + variable.site() + ":\n" + (dependent.isEmpty() ? absence() : broken())
                + "\n  if that is meant, GradientPolicy.exact().zeroWhereDisconnected() gives zeros");
    }

    private String absence() {
        Map<List<Object>, Expr> byApplication = new HashMap<>();
        order.forEach(node -> byApplication.put(application(node), node));
        Expr twin = byApplication.get(application(variable));
        return twin == null
                ? "  it does not occur in the loss at all"
                : "  it does not occur in the loss, but a copy of it does, " + words(twin)
                        + "; differentiate by that one";
    }

    private static List<Object> application(Expr node) {
        List<Object> key = new ArrayList<>(List.of(node.op()));
        node.inputs().forEach(input -> key.add(System.identityHashCode(input)));
        return key;
    }

    private String broken() {
        String shown = breaks.stream().limit(SHOWN).map(this::described).collect(Collectors.joining("\n"));
        return breaks.size() > SHOWN ? shown + "\n  and " + (breaks.size() - SHOWN) + " more places" : shown;
    }

    private String described(Break broken) {
        List<String> path = new ArrayList<>();
        for (Expr node = userOf.get(broken.node); node != null && path.size() <= SHOWN; node = userOf.get(node)) {
            path.add(path.size() == SHOWN ? "..." : words(node));
        }
        Collections.reverse(path);
        String above = path.isEmpty() ? "" : "  from " + String.join(" to ", path) + "\n";
        return above + "  " + words(broken.node) + " passes no derivative on to its input " + words(broken.input)
                + "\n    at " + broken.node.site();
    }

    private static String words(Expr node) {
        return node.name() != null ? "'" + node.name() + "'" : node.op().label();
    }
}
