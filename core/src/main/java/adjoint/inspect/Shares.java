package adjoint.inspect;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Maths;
import adjoint.expr.Reduction;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds {@code exp(x - logSumExp(x))} in the adjoint of {@code x}: the share of each term in the sum, which in a mixture is
 * the responsibility of a component (Bishop, Mixture Density Networks, 1994).
 */
final class Shares {
    private static final int MOST_SEARCHED = 40;

    private Shares() {}

    /** The part of a node's adjoint that is its shares in a log-sum-exp that uses it. */
    static Optional<Expr> in(Expr adjoint, Expr node, List<Expr> users) {
        return users.stream()
                .filter(user -> user.op() instanceof Reduction.LogSumExp)
                .flatMap(sum -> find(adjoint, node, sum).stream())
                .findFirst();
    }

    private static Optional<Expr> find(Expr adjoint, Expr node, Expr sum) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Expr> queue = new ArrayDeque<>(List.of(adjoint));
        while (!queue.isEmpty() && seen.size() < MOST_SEARCHED) {
            Expr part = queue.poll();
            if (part.op() == Maths.EXP && isDifference(part.input(0), node, sum)) {
                return Optional.of(part);
            }
            if (seen.add(part)) {
                queue.addAll(part.inputs());
            }
        }
        return Optional.empty();
    }

    private static boolean isDifference(Expr part, Expr node, Expr sum) {
        return part.op() == Arithmetic.SUB
                && part.input(0) == node
                && Graph.topological(part.input(1)).contains(sum);
    }
}
