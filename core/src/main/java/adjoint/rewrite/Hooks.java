package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import java.util.List;

/** Hooks matter to derivatives only: a graph that is only evaluated does without them. */
final class Hooks {
    private Hooks() {}

    static List<Expr> removed(List<Expr> roots) {
        if (Graph.topological(roots).stream().noneMatch(node -> node.op() instanceof Hook)) {
            return roots;
        }
        return Graph.rebuild(roots, (now, original) -> now.op() instanceof Hook ? now.input(0) : now);
    }
}
