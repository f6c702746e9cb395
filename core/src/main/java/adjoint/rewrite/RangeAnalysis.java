package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Op;
import adjoint.expr.ValueRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of the values of expressions from how they are built, worked out once a node. A fact holds for the exact
 * value, wherever that is not NaN: {@code exp(-1000)} counts as positive.
 */
public final class RangeAnalysis {
    private final ExprMap<ValueRange> known = new ExprMap<>();
    private final Terms.Taken taken = new Terms.Taken();

    /** Whether the value is never below 0. */
    public boolean nonNegative(Expr node) {
        return of(node).nonNegative();
    }

    /**
     * Whether the logarithm may stand for the value: it is above 0, or is a 0 through which no gradient flows. A 0 that
     * does depend on something would turn its finite gradient into 0 times infinity. Divisors need only not be negative,
     * since no finite value comes of a divisor 0.
     */
    public boolean loggable(Expr node) {
        return of(node).loggable();
    }

    /** Whether the value is made with an exponential in such a way that its logarithm is better behaved than itself. */
    public boolean exponential(Expr node) {
        return of(node).exponential();
    }

    /** Whether the value is made with an exponential that may overflow, as those of softmax and sigmoid do not. */
    public boolean mayOverflow(Expr node) {
        return of(node).mayOverflow();
    }

    Terms.Taken taken() {
        return taken;
    }

    private ValueRange of(Expr root) {
        ValueRange found = known.get(root);
        if (found != null) {
            return found;
        }
        ArrayDeque<Expr> stack = new ArrayDeque<>();
        stack.push(root);
        while (!stack.isEmpty()) {
            Expr node = stack.peek();
            int before = stack.size();
            if (!known.containsKey(node)) {
                for (Expr input : node.inputs()) {
                    if (!known.containsKey(input)) {
                        stack.push(input);
                    }
                }
            }
            if (stack.size() == before) {
                stack.pop();
                if (!known.containsKey(node)) {
                    known.put(node, derive(node));
                }
            }
        }
        return known.get(root);
    }

    private ValueRange derive(Expr node) {
        List<ValueRange> in = new ArrayList<>(node.inputs().size());
        for (Expr input : node.inputs()) {
            in.add(known.get(input));
        }
        ValueRange range = node.op().range(node, in);
        boolean overflows = range.exponential() && in.stream().anyMatch(ValueRange::mayOverflow);
        return overflows ? range.asOverflowing() : range;
    }

    /** Ops that only move elements. */
    static boolean moves(Op op) {
        return op.moves();
    }
}
