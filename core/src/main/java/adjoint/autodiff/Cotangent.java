package adjoint.autodiff;

import static adjoint.expr.Expressions.where;

import adjoint.expr.Arithmetic;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import adjoint.expr.Reduction;
import adjoint.tensor.Shape;
import java.util.stream.IntStream;

/**
 * A cotangent while it travels back: a value and, where a branch of {@code where} was not taken, the mask outside of which
 * it is exactly zero. The mask stays beside the value while both pass ops that keep elements or groups apart, so that an
 * infinite or undefined derivative further down never meets a zero cotangent (0 times infinity would be NaN). A mask that
 * is one truth value passes everything.
 *
 * @param value the cotangent, meaningful where the mask holds
 * @param mask a bool expression of the value's shape or one that broadcasts to it, or null where there is no mask
 */
record Cotangent(Expr value, Expr mask) {
    /** An adjoint from what a VJP returned: a {@code where} with a zero branch is taken apart again. */
    static Cotangent of(Expr cotangent) {
        if (cotangent.op() == Arithmetic.WHERE) {
            if (cotangent.input(2).isConstant(0)) {
                return of(cotangent.input(1)).masked(cotangent.input(0)).shapedLike(cotangent);
            }
            if (cotangent.input(1).isConstant(0)) {
                return of(cotangent.input(2)).masked(cotangent.input(0).not()).shapedLike(cotangent);
            }
        }
        return new Cotangent(cotangent, null);
    }

    private Cotangent shapedLike(Expr cotangent) {
        return new Cotangent(value.broadcastTo(cotangent.shape()), mask);
    }

    /** This adjoint, zero outside another mask as well. */
    Cotangent masked(Expr other) {
        if (other == null) {
            return this;
        }
        return new Cotangent(value, mask == null || mask == other ? other : mask.and(other));
    }

    /** The sum of two adjoints of one shape. */
    Cotangent plus(Cotangent other) {
        if (mask == null && other.mask == null) {
            return new Cotangent(value.add(other.value), null);
        }
        if (mask != null && mask == other.mask) {
            return new Cotangent(value.add(other.value), mask);
        }
        Expr sum = expr().add(other.expr());
        return new Cotangent(sum, mask == null || other.mask == null ? null : mask.or(other.mask));
    }

    /** The cotangent as one expression. */
    Expr expr() {
        return mask == null ? value : where(mask, value, value.zeros());
    }

    /** This cotangent of a broadcast result, summed or spread to the shape of what was broadcast. */
    Cotangent unbroadcast(Shape to) {
        boolean maskFits = mask == null || mask.shape().broadcastsTo(to);
        if (value.shape().broadcastsTo(to) && maskFits) {
            return new Cotangent(value.broadcastTo(to), mask);
        }
        if (maskFits) { // what is summed up is inside the mask or outside as a whole
            return new Cotangent(summed(value, to).broadcastTo(to), mask);
        }
        Expr anywhere = summed(mask.cast(value.dtype()), to).gt(0);
        return new Cotangent(summed(expr(), to).broadcastTo(to), anywhere);
    }

    /** The sum over the axes that a shape lacks or has only once. */
    private static Expr summed(Expr full, Shape to) {
        int extra = full.rank() - to.rank();
        int[] missing = IntStream.range(0, Math.max(0, extra)).toArray();
        Expr reduced = missing.length == 0 ? full : full.sum(missing);
        int shift = to.rank() - reduced.rank();
        Shape shape = reduced.shape();
        int[] ones = IntStream.range(0, reduced.rank())
                .filter(axis -> to.dim(axis + shift).isOne() && !shape.dim(axis).isOne())
                .toArray();
        return ones.length == 0 ? reduced : reduced.sum(ones).expand(ones);
    }

    /** What the VJP of a node sees: the bare value where the mask can go on beside it, else zeros written out. */
    Expr seenBy(Expr node) {
        return passesMask(node) ? value : expr();
    }

    /** The cotangent of an input, from what the VJP of a node made of what it saw. */
    Cotangent passed(Expr node, int input, Expr cotangent) {
        Cotangent passed = of(cotangent);
        return mask != null && passesMask(node) ? passed.masked(maskBehind(node, input)) : passed;
    }

    /** The edit of a hook need not be linear, so it sees every zero. */
    private boolean passesMask(Expr node) {
        return mask == null
                || mask.rank() == 0 && !(node.op() instanceof GradientHook)
                || node.op() instanceof Elementwise
                || node.op() instanceof Layout
                || node.op() instanceof Reduction;
    }

    /** Where the cotangent of an input is not zero: elements go where a layout op sends them, groups as a whole. */
    private Expr maskBehind(Expr node, int input) {
        if (mask.rank() == 0 || node.op() instanceof Elementwise) {
            return mask;
        }
        Expr full = mask.broadcastTo(node.shape());
        return node.op() instanceof Reduction reduction
                ? full.expand(reduction.axes())
                : node.op().vjp(node, full, node.inputs()).get(input);
    }
}
