package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Cast;
import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Hook;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Maths;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.Slicing;
import adjoint.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.function.DoublePredicate;

/**
 * What is known of the values of expressions from how they are built, worked out once a node. A fact holds for the exact
 * value, wherever that is not NaN: {@code exp(-1000)} counts as positive.
 */
public final class Facts {
    private static final int NON_NEGATIVE = 1;
    private static final int LOGGABLE = 2;
    private static final int EXPONENTIAL = 4;
    private static final int MAY_OVERFLOW = 8;

    private static final Set<Op> POSITIVE = Set.of(Maths.EXP, Maths.SIGMOID, Maths.SOFTPLUS, Maths.COSH, Maths.ERFC);
    private static final Set<Op> NEVER_NEGATIVE = Set.of(Arithmetic.ABS, Arithmetic.SQRT, Arithmetic.RELU);
    private static final Set<Op> LOGS = Set.of(Maths.EXP, Maths.SIGMOID, Maths.ERFC);

    private final ExprMap<Integer> known = new ExprMap<>();
    private final Terms.Taken taken = new Terms.Taken();

    /** Whether the value is never below 0. */
    public boolean nonNegative(Expr node) {
        return (of(node) & NON_NEGATIVE) != 0;
    }

    /**
     * Whether the logarithm may stand for the value: it is above 0, or is a 0 through which no gradient flows. A 0 that
     * does depend on something would turn its finite gradient into 0 times infinity. Divisors need only not be negative,
     * since no finite value comes of a divisor 0.
     */
    public boolean loggable(Expr node) {
        return (of(node) & LOGGABLE) != 0;
    }

    /** Whether the value is made with an exponential in such a way that its logarithm is better behaved than itself. */
    public boolean exponential(Expr node) {
        return (of(node) & EXPONENTIAL) != 0;
    }

    /** Whether the value is made with an exponential that may overflow, as those of softmax and sigmoid do not. */
    public boolean mayOverflow(Expr node) {
        return (of(node) & MAY_OVERFLOW) != 0;
    }

    Terms.Taken taken() {
        return taken;
    }

    private int of(Expr root) {
        Integer found = known.get(root);
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

    private int derive(Expr node) {
        int facts = (isNonNegative(node) ? NON_NEGATIVE : 0)
                | (isLoggable(node) ? LOGGABLE : 0)
                | (isExponential(node) ? EXPONENTIAL : 0)
                | (node.op() == Maths.EXP
                                || node.op() == Arithmetic.POW
                                || any(node, MAY_OVERFLOW) && isExponential(node)
                        ? MAY_OVERFLOW
                        : 0);
        return (facts & LOGGABLE) != 0 ? facts | NON_NEGATIVE : facts;
    }

    private boolean all(Expr node, int fact) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!is(node, i, fact)) {
                return false;
            }
        }
        return true;
    }

    private boolean any(Expr node, int fact) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (is(node, i, fact)) {
                return true;
            }
        }
        return false;
    }

    private boolean is(Expr node, int input, int fact) {
        return (known.get(node.input(input)) & fact) != 0;
    }

    /** Ops whose result is of the sign that all their inputs share. */
    private static boolean keepsSign(Op op) {
        return op == Arithmetic.MUL
                || op == Arithmetic.DIV
                || op == Arithmetic.SQRT
                || op instanceof Power
                || moves(op)
                || op instanceof Reduction.Sum
                || op instanceof Reduction.Prod
                || op instanceof Reduction.Max
                || op instanceof Reduction.Min;
    }

    /** Ops that only move elements. */
    static boolean moves(Op op) {
        return op instanceof Layout && !(op instanceof Slicing.Unslice) || op instanceof Hook;
    }

    private boolean isNonNegative(Expr node) {
        Op op = node.op();
        if (op instanceof Leaf.Constant constant) {
            return everywhere(constant.value(), value -> value >= 0);
        }
        if (NEVER_NEGATIVE.contains(op) || op instanceof Leaf.OfSizes || node.op() instanceof Cast && fromBool(node)) {
            return true;
        }
        if (op instanceof Power power && power.exponent() % 2 == 0) {
            return true;
        }
        if (op == Arithmetic.MUL && node.input(0) == node.input(1)) {
            return true;
        }
        if (op == Arithmetic.WHERE) {
            return is(node, 1, NON_NEGATIVE) && is(node, 2, NON_NEGATIVE);
        }
        if (op == Arithmetic.MAXIMUM) {
            return any(node, NON_NEGATIVE);
        }
        if (op == Arithmetic.CLIP) {
            return clipped(node, NON_NEGATIVE);
        }
        if (op instanceof Indexing.Gather) {
            return is(node, 0, NON_NEGATIVE);
        }
        return (keepsSign(op) || op == Arithmetic.ADD || op == Arithmetic.MINIMUM || op == Maths.LOG1P)
                && all(node, NON_NEGATIVE);
    }

    private boolean isLoggable(Expr node) {
        Op op = node.op();
        if (op instanceof Leaf.Constant constant) {
            return everywhere(constant.value(), value -> value >= 0);
        }
        if (POSITIVE.contains(op)
                || op instanceof Normalisation.Softmax
                || op instanceof Leaf.OfSizes
                || op instanceof Cast && fromBool(node)) {
            return true;
        }
        if (op == Arithmetic.ADD) {
            return is(node, 0, LOGGABLE) && is(node, 1, LOGGABLE);
        }
        if (op == Arithmetic.POW) {
            return isPositiveConstant(node.input(0));
        }
        if (op == Arithmetic.DIV) {
            return is(node, 0, LOGGABLE) && is(node, 1, NON_NEGATIVE);
        }
        if (op == Arithmetic.WHERE) {
            return is(node, 1, LOGGABLE) && is(node, 2, LOGGABLE);
        }
        if (op instanceof Power power && power.exponent() < 0) {
            return is(node, 0, NON_NEGATIVE);
        }
        if (op == Arithmetic.CLIP) {
            return clipped(node, LOGGABLE);
        }
        if (op instanceof Indexing.Gather) {
            return is(node, 0, LOGGABLE);
        }
        return (keepsSign(op) || op == Arithmetic.MAXIMUM || op == Arithmetic.MINIMUM || op == Arithmetic.ABS)
                && !node.inputs().isEmpty()
                && all(node, LOGGABLE);
    }

    private boolean isExponential(Expr node) {
        Op op = node.op();
        if (LOGS.contains(op) || op instanceof Normalisation.Softmax) {
            return true;
        }
        if (op == Arithmetic.ADD) {
            return any(node, EXPONENTIAL) && all(node, LOGGABLE);
        }
        if (op == Arithmetic.POW) {
            return isPositiveConstant(node.input(0));
        }
        if (op == Arithmetic.WHERE) {
            return is(node, 1, EXPONENTIAL) || is(node, 2, EXPONENTIAL);
        }
        return (keepsSign(op) && !(op instanceof Hook) || op instanceof Indexing.Gather) && any(node, EXPONENTIAL);
    }

    /** A value raised to a low bound and cut at a high one: the high bound wins where they cross. */
    private boolean clipped(Expr clip, int fact) {
        return is(clip, 1, fact) && is(clip, 2, fact);
    }

    private static boolean fromBool(Expr cast) {
        return cast.input(0).dtype() == adjoint.tensor.DType.BOOL;
    }

    /** Whether a power of it is an exponential. */
    static boolean isPositiveConstant(Expr base) {
        return base.constant() != null
                && everywhere(base.constant(), value -> value > 0 && value < Double.POSITIVE_INFINITY);
    }

    private static boolean everywhere(Tensor value, DoublePredicate test) {
        for (int i = 0; i < value.size(); i++) {
            if (!test.test(value.get(i))) {
                return false;
            }
        }
        return true;
    }
}
