package adjoint.expr;

import adjoint.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An op with graphs inside. Whoever walks a graph finds them here: they are rewritten with the same rules, printed, and
 * compiled once, whatever the op does with them.
 */
public interface Nested extends Op {
    /** The graphs inside. */
    List<Body> bodies();

    /** This op with others in their place: as many, of the same parameters and of results of the same types. */
    Nested with(List<Body> others);

    /** A body with arrays: fill the parameters, run, read the results, which hold until the next run. */
    interface Running {
        Tensor parameter(int i);

        Tensor result(int i);

        void run();
    }

    /** Gives a body arrays and code. */
    @FunctionalInterface
    interface Binder {
        Running bind(Body body);
    }

    /** As {@link Op#bind}, with the bodies' own code. */
    Runnable bind(Tensor[] in, Tensor out, Binder binder);

    /** Whether another op of this kind, on the same inputs, begins its output with all of this op's output. */
    default boolean isBeginningOf(Nested other) {
        return false;
    }

    /** The graphs under some roots with all graphs inside their ops, and inside those, changed. */
    static List<Expr> mapBodies(List<Expr> roots, UnaryOperator<List<Expr>> change) {
        if (Graph.topological(roots).stream().noneMatch(node -> node.op() instanceof Nested)) {
            return roots;
        }
        return Graph.rebuild(roots, (now, original) -> {
            if (!(now.op() instanceof Nested nested)) {
                return now;
            }
            List<Body> changed = nested.bodies().stream()
                    .map(body -> body.withResults(change.apply(mapBodies(body.results(), change))))
                    .toList();
            Expr made = now.site().during(() -> Expr.of(nested.with(changed), now.inputs()));
            return now.name() == null ? made : made.named(now.name());
        });
    }
}
