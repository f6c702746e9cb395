package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Maths;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.Stanza;
import adjoint.expr.WeightedLogSumExp;
import adjoint.expr.WeightedShares;
import java.util.Map;
import java.util.Set;

/**
 * A static measure that no rule may raise, in units of about one addition an element. It counts an expression as a tree,
 * since what is shared now may not be shared elsewhere. Functions that can overflow weigh as much as those that cannot,
 * which is what lets a stable form stand for a naive one.
 */
final class Cost {
    private static final Set<Op> CHEAP = Set.of(
            Arithmetic.ADD,
            Arithmetic.SUB,
            Arithmetic.MUL,
            Arithmetic.NEG,
            Arithmetic.SIGN,
            Arithmetic.FLOOR,
            Arithmetic.CEIL,
            Arithmetic.ROUND,
            Arithmetic.RELU,
            Arithmetic.MAXIMUM,
            Arithmetic.MINIMUM,
            Arithmetic.CLIP,
            Arithmetic.WHERE);
    private static final Map<Op, Integer> STANZAS = Map.of(
            Arithmetic.ABS,
            0,
            Arithmetic.DIV,
            2,
            Arithmetic.SQRT,
            2,
            Arithmetic.POW,
            12,
            Maths.TANH_GRAD,
            3,
            Maths.LOG_ADD_EXP,
            12);
    private static final int FUNCTION = 10;

    /** Exponents with a loop of their own. */
    private static final Set<Double> SHORT_POWERS = Set.of(-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0);

    private Cost() {}

    /** The cost of an expression, each use of a shared part counted; meant for small expressions. */
    static int of(Expr node) {
        return weight(node.op()) + node.inputs().stream().mapToInt(Cost::of).sum();
    }

    static int weight(Op op) {
        if (op instanceof Leaf || op instanceof Hole || op instanceof Layout.View) {
            return 0;
        }
        if (op instanceof Stanza stanza) {
            boolean logical = stanza.signature() == Elementwise.Signature.COMPARE
                    || stanza.signature() == Elementwise.Signature.LOGICAL;
            return logical || CHEAP.contains(op) ? 1 : STANZAS.getOrDefault(op, FUNCTION);
        }
        if (op instanceof Power power) {
            return power.exponent() == 2 ? 1 : SHORT_POWERS.contains(power.exponent()) ? 2 : 12;
        }
        if (op instanceof Reduction.LogSumExp
                || op instanceof Normalisation
                || op instanceof WeightedLogSumExp
                || op instanceof WeightedShares) {
            return FUNCTION;
        }
        // For each term, a matrix product has a product and a sum.
        return op instanceof Dot ? 3 : op instanceof Reduction ? 2 : 1;
    }
}
