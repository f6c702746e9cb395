package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for expressions: two have the same one where they have the same structure, as in {@link Graph#same}. */
final class Structure {
    private record Key(Op op, List<Integer> inputs) {}

    private final Map<Key, Integer> ids = new HashMap<>();
    private final ExprMap<Integer> idOf = new ExprMap<>();

    /** Numbers everything below some roots. */
    Structure add(Collection<Expr> roots) {
        for (Expr node : Graph.topological(roots)) {
            if (!idOf.containsKey(node)) {
                List<Integer> inputs = new ArrayList<>(node.inputs().size());
                node.inputs().forEach(input -> inputs.add(idOf.get(input)));
                idOf.put(node, ids.computeIfAbsent(new Key(node.op(), inputs), key -> ids.size()));
            }
        }
        return this;
    }

    /** The number of an expression that was added. */
    int id(Expr node) {
        return idOf.get(node);
    }
}
