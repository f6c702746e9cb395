package adjoint.autodiff;

import static adjoint.expr.T.where;

import adjoint.expr.Arithmetic;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.tensor.Shape;

/**
 * A cotangent while it travels back: a value and, where a branch of {@code where} was not taken, the mask outside of which
 * it is exactly zero. The mask stays beside the value while both pass elementwise ops, so that an infinite or undefined
 * derivative further down never meets a zero cotangent (0 times infinity would be NaN).
 *
 * @param value the cotangent, meaningful where the mask holds
 * @param mask a bool expression of the value's shape or one that broadcasts to it, or null where there is no mask
 */
record Adjoint(Expr value, Expr mask) {
    /** An adjoint from what a VJP returned: a {@code where} with a zero branch is taken apart again. */
    static Adjoint of(Expr cotangent) {
        if (cotangent.op() == Arithmetic.WHERE) {
            if (cotangent.input(2).isConstant(0)) {
                return of(cotangent.input(1)).masked(cotangent.input(0)).shapedLike(cotangent);
            }
            if (cotangent.input(1).isConstant(0)) {
                return of(cotangent.input(2)).masked(cotangent.input(0).not()).shapedLike(cotangent);
            }
        }
        return new Adjoint(cotangent, null);
    }

    private Adjoint shapedLike(Expr cotangent) {
        return new Adjoint(value.broadcastTo(cotangent.shape()), mask);
    }

    /** This adjoint, zero outside another mask as well. */
    Adjoint masked(Expr other) {
        if (other == null) {
            return this;
        }
        return new Adjoint(value, mask == null || mask == other ? other : mask.and(other));
    }

    /** The sum of two adjoints of one shape. */
    Adjoint plus(Adjoint other) {
        if (mask == null && other.mask == null) {
            return new Adjoint(value.add(other.value), null);
        }
        if (mask != null && mask == other.mask) {
            return new Adjoint(value.add(other.value), mask);
        }
        Expr sum = expr().add(other.expr());
        return new Adjoint(sum, mask == null || other.mask == null ? null : mask.or(other.mask));
    }

    /** The cotangent as one expression. */
    Expr expr() {
        return mask == null ? value : where(mask, value, value.zeros());
    }

    /** This cotangent of a broadcast result, summed or spread to the shape of what was broadcast. */
    Adjoint unbroadcast(Shape to) {
        if (value.shape().equals(to)) {
            return this;
        }
        if (value.shape().broadcastsTo(to) && (mask == null || mask.shape().broadcastsTo(to))) {
            return new Adjoint(value.broadcastTo(to), mask);
        }
        Expr full = expr();
        int extra = full.rank() - to.rank();
        int[] missing = java.util.stream.IntStream.range(0, extra).toArray();
        Expr reduced = extra == 0 ? full : full.sum(missing);
        int[] ones = java.util.stream.IntStream.range(0, to.rank())
                .filter(axis ->
                        to.dim(axis).isOne() && !full.shape().dim(axis + extra).isOne())
                .toArray();
        reduced = ones.length == 0 ? reduced : reduced.sum(ones).expand(ones);
        return new Adjoint(reduced.broadcastTo(to), null);
    }

    /** What the VJP of a node sees: for elementwise ops the bare value, for all others zeros written out. */
    Expr seenBy(Expr node) {
        return node.op() instanceof Elementwise ? value : expr();
    }

    /** The cotangent of an input, from what the VJP of an elementwise or other node made of this adjoint. */
    Adjoint passed(Expr node, Expr cotangent) {
        Adjoint passed = of(cotangent);
        return node.op() instanceof Elementwise ? passed.masked(mask) : passed;
    }
}
