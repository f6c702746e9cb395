package adjoint.rewrite;

import static adjoint.expr.Expressions.where;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.WeightedLogSumExp;

/** Products written as weight times exponential, for sums of terms whose sign is not known. */
final class LogDomain {
    /** Factors nested deeper than this stay together. */
    private static final int DEPTH = 40;

    /**
     * A product as {@code weight * exp(log)}.
     *
     * @param log the logarithm of the factors that are exponentials, or null for none
     * @param weight all other factors, or null for none
     */
    private record Split(Expr log, Expr weight) {
        Split times(Split other) {
            return new Split(
                    log == null ? other.log : other.log == null ? log : log.add(other.log),
                    weight == null ? other.weight : other.weight == null ? weight : weight.mul(other.weight));
        }
    }

    private LogDomain() {}

    static Expr logOfWeightedSum(Expr node, RangeAnalysis facts) {
        Expr sum = node.input(0);
        if (!(sum.op() instanceof Reduction.Sum over) || !facts.exponential(sum)) {
            return null;
        }
        Split split = split(sum.input(0), facts, 0);
        if (split.log == null || split.weight == null && facts.loggable(sum.input(0))) {
            return null;
        }
        return split.weight == null
                ? split.log.broadcastTo(sum.input(0).shape()).logSumExp(over.axes())
                : WeightedLogSumExp.of(split.log, split.weight, over.axes());
    }

    private static Split split(Expr x, RangeAnalysis facts, int depth) {
        boolean product = x.op() == Arithmetic.MUL || x.op() == Arithmetic.DIV;
        if (facts.loggable(x) && facts.exponential(x) && !(product && weighted(x))) {
            return new Split(x.log(), null);
        }
        if (depth < DEPTH) {
            if (x.op() == Arithmetic.MUL) {
                return split(x.input(0), facts, depth + 1).times(split(x.input(1), facts, depth + 1));
            }
            if (x.op() == Arithmetic.NEG) {
                return new Split(null, x.ones().neg()).times(split(x.input(0), facts, depth + 1));
            }
            if (x.op() == Arithmetic.DIV) {
                return split(x.input(0), facts, depth + 1).times(inverse(x.input(1), facts, depth + 1));
            }
            if (x.op() instanceof Layout
                    && x.inputs().size() == 1
                    && RangeAnalysis.moves(x.op())
                    && facts.exponential(x)) {
                return moved(x, split(x.input(0), facts, depth + 1));
            }
        }
        if (x.op() instanceof Power power && power.exponent() < 0 && facts.nonNegative(x.input(0))) {
            return new Split(x.log(), null);
        }
        return new Split(null, x);
    }

    /** Whether a factor is a constant, whose logarithm beside a large exponent would take digits from it. */
    private static boolean weighted(Expr product) {
        return product.inputs().stream().anyMatch(factor -> factor.constant() != null);
    }

    /** One over a factor. A divisor is not 0, so the logarithm of its size is safe. */
    private static Split inverse(Expr x, RangeAnalysis facts, int depth) {
        if (x.constant() != null) {
            return new Split(null, x.reciprocal());
        }
        if (facts.nonNegative(x)) {
            return new Split(x.log().neg(), null);
        }
        if (depth < DEPTH && x.op() == Arithmetic.MUL) {
            return inverse(x.input(0), facts, depth + 1).times(inverse(x.input(1), facts, depth + 1));
        }
        Expr sign = where(x.lt(0), x.ones().neg(), x.ones());
        return new Split(x.abs().log().neg(), sign);
    }

    /** Both parts of a split moved as a shape operation moves their product. */
    private static Split moved(Expr x, Split split) {
        return new Split(moved(x, split.log), moved(x, split.weight));
    }

    private static Expr moved(Expr x, Expr part) {
        return part == null ? null : Expr.of(x.op(), part.broadcastTo(x.input(0).shape()));
    }
}
