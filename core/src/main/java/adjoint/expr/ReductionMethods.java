package adjoint.expr;

import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import java.util.stream.IntStream;

/**
 * Reductions as methods. Axes may be counted from either end; none at all means every axis. The reduced axes disappear;
 * {@link ShapeMethods#expand} puts them back with size 1.
 */
public interface ReductionMethods {
    private Expr self() {
        return (Expr) this;
    }

    private Axes axes(int... axes) {
        return Axes.of(self().shape(), axes);
    }

    default Expr sum(int... axes) {
        return sum(axes(axes));
    }

    default Expr sum(Axes axes) {
        return Expr.of(new Reduction.Sum(axes), self());
    }

    /** The sum divided by the number of elements; NaN for none. */
    default Expr mean(int... axes) {
        return mean(axes(axes));
    }

    default Expr mean(Axes axes) {
        Dim count = IntStream.of(axes.toArray()).mapToObj(self().shape()::dim).reduce(Dim.ONE, Dim::times);
        return sum(axes).div(Expressions.size(count, self().dtype()));
    }

    default Expr prod(int... axes) {
        return Expr.of(new Reduction.Prod(axes(axes)), self());
    }

    default Expr max(int... axes) {
        return max(axes(axes));
    }

    default Expr max(Axes axes) {
        return Expr.of(new Reduction.Max(axes), self());
    }

    default Expr min(int... axes) {
        return min(axes(axes));
    }

    default Expr min(Axes axes) {
        return Expr.of(new Reduction.Min(axes), self());
    }

    default Expr argMax(int... axes) {
        return Expr.of(new Reduction.ArgMax(axes(axes)), self());
    }

    /** The mean squared deviation from the mean, computed from deviations, so that it does not cancel. */
    default Expr var(int... axes) {
        int[] over = axes(axes).toArray();
        return self().sub(mean(over).expand(over)).square().mean(over);
    }

    /** The square root of the variance; its gradient is 0 where it is 0. */
    default Expr std(int... axes) {
        return safeRoot(var(axes));
    }

    /** The Euclidean norm, scaled so that squares neither over- nor underflow; its gradient is 0 where it is 0. */
    default Expr norm(int... axes) {
        return norm(axes(axes));
    }

    default Expr norm(Axes axes) {
        return Expr.of(new Norm(axes), self());
    }

    private static Expr safeRoot(Expr square) {
        Expr zero = square.eq(0);
        return Expressions.where(
                zero,
                square.zeros(),
                Expressions.where(zero, square.ones(), square).sqrt());
    }

    default Expr logSumExp(int... axes) {
        return logSumExp(axes(axes));
    }

    default Expr logSumExp(Axes axes) {
        return Expr.of(new Reduction.LogSumExp(axes), self());
    }

    default Expr softmax(int... axes) {
        return softmax(axes(axes));
    }

    default Expr softmax(Axes axes) {
        return Expr.of(new Normalisation.Softmax(axes), self());
    }

    default Expr logSoftmax(int... axes) {
        return logSoftmax(axes(axes));
    }

    default Expr logSoftmax(Axes axes) {
        return Expr.of(new Normalisation.LogSoftmax(axes), self());
    }
}
