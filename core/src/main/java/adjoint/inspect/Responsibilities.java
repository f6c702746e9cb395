package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Normalisation;
import adjoint.expr.Reduction;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds {@code softmax(x)} in the adjoint of {@code x}: the share of each term in the sum, which in a mixture is
 * the responsibility of a component (Bishop, Mixture Density Networks, 1994).
 */
final class Responsibilities {
    private static final int MOST_SEARCHED = 40;

    private Responsibilities() {}

    /** The part of a node's adjoint that is its shares in a log-sum-exp that uses it. */
    static Optional<Expr> in(Expr adjoint, Expr node, List<Expr> users) {
        return users.stream()
                .filter(user -> user.op() instanceof Reduction.LogSumExp)
                .findFirst()
                .flatMap(sum -> find(adjoint, node));
    }

    private static Optional<Expr> find(Expr adjoint, Expr node) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Expr> queue = new ArrayDeque<>(List.of(adjoint));
        while (!queue.isEmpty() && seen.size() < MOST_SEARCHED) {
            Expr part = queue.poll();
            if (part.op() instanceof Normalisation.Softmax && part.input(0) == node) {
                return Optional.of(part);
            }
            if (seen.add(part)) {
                queue.addAll(part.inputs());
            }
        }
        return Optional.empty();
    }
}
