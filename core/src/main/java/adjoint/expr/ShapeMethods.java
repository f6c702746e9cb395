package adjoint.expr;

import adjoint.tensor.Arguments;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Products, shapes, slices and indexing as methods. Axes may be counted from either end. */
public interface ShapeMethods {
    private Expr self() {
        return (Expr) this;
    }

    private int axis(int axis) {
        return self().shape().axis(axis);
    }

    /** The matrix product; a vector on the left is a row, on the right a column. Batches of matrices need equal batch axes. */
    default Expr dot(Expr other) {
        Expr a = self();
        Arguments.given(other, "other", "dot");
        if (a.rank() == 0 || other.rank() == 0) {
            throw new ShapeException("dot needs vectors or matrices, not " + a.type() + " and " + other.type()
                    + "; use mul for scalars");
        }
        Expr left = a.rank() == 1 ? a.expand(0) : a;
        Expr right = other.rank() == 1 ? other.expand(1) : other;
        Expr product = Expr.of(new Dot(false, false), left, right);
        product = other.rank() == 1 ? product.squeeze(-1) : product;
        return a.rank() == 1 ? product.squeeze(other.rank() == 1 ? -1 : -2) : product;
    }

    /** The same elements under another shape, given by ints, names and {@link Dim}s; one int may be -1 for what is left. */
    default Expr reshape(Object... sizes) {
        List<Dim> dims = new ArrayList<>();
        int open = -1;
        Dim given = Dim.ONE;
        for (int i = 0; i < sizes.length; i++) {
            if (Integer.valueOf(-1).equals(sizes[i])) {
                if (open >= 0) {
                    throw new ShapeException("only one size can be left to be found, but -1 stands at " + open + " and "
                            + i + " of " + Arrays.toString(sizes));
                }
                open = i;
                dims.add(Dim.ONE);
            } else {
                dims.add(Dim.from(sizes[i]));
                given = given.times(dims.get(i));
            }
        }
        if (open >= 0) {
            Dim total = self().shape().size();
            Dim divisor = given;
            dims.set(
                    open,
                    total.dividedBy(given)
                            .orElseThrow(() -> new ShapeException("cannot find the size for -1: " + total
                                    + " elements of shape " + self().shape() + " do not divide by " + divisor)));
        }
        return reshape(new Shape(dims));
    }

    /** The same elements under another shape of the same size; this expression itself where it has that shape. */
    default Expr reshape(Shape to) {
        return self().shape().equals(to) ? self() : Expr.of(new Layout.Reshape(to), self());
    }

    /** All elements in one axis. */
    default Expr flatten() {
        return reshape(new Shape(List.of(self().shape().size())));
    }

    /** Size-1 axes put in, at positions counted in the result. */
    default Expr expand(int... axes) {
        if (axes.length == 0) {
            return self();
        }
        int rank = self().rank() + axes.length;
        int[] places = IntStream.of(axes).map(a -> a < 0 ? a + rank : a).toArray();
        if (IntStream.of(places).anyMatch(place -> place < 0 || place >= rank)
                || IntStream.of(places).distinct().count() < places.length) {
            throw new ShapeException("cannot put size-1 axes into " + self().type() + " at " + Arrays.toString(axes)
                    + ": places are counted in the result of rank " + rank + ", each once");
        }
        return expand(Axes.at(places));
    }

    default Expr expand(Axes axes) {
        return axes.count() == 0 && axes.variable() == null ? self() : Expr.of(new Layout.Expand(axes), self());
    }

    /** Size-1 axes left out. */
    default Expr squeeze(int... axes) {
        return axes.length == 0 ? self() : Expr.of(new Layout.Squeeze(Axes.of(self().shape(), axes)), self());
    }

    /** The elements repeated to fill a shape that this one broadcasts to. */
    default Expr broadcastTo(Shape to) {
        return self().shape().equals(to) ? self() : Expr.of(new Layout.BroadcastTo(to), self());
    }

    /** Axes in reverse order, or in the order given. */
    default Expr transpose(int... order) {
        int rank = self().rank();
        int[] full = order.length == 0 && rank > 0
                ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
                : IntStream.of(order).map(this::axis).toArray();
        boolean same = IntStream.range(0, full.length).allMatch(i -> full[i] == i);
        return same && full.length == rank ? self() : Expr.of(new Layout.Transpose(Layout.list(full)), self());
    }

    /** One axis moved to another position, the others staying in order. */
    default Expr moveAxis(int from, int to) {
        List<Integer> order =
                new ArrayList<>(Layout.list(IntStream.range(0, self().rank()).toArray()));
        order.add(axis(to), order.remove(axis(from)));
        return transpose(order.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Elements from one position up to another, exclusive, along an axis; negative positions count from the end. */
    default Expr slice(int axis, int from, int to) {
        Dim size = self().shape().dim(axis(axis));
        Dim start = from < 0 ? size.minus(Dim.of(-from)) : Dim.of(from);
        Dim end = to < 0 ? size.minus(Dim.of(-to)) : Dim.of(to);
        return Expr.of(new Slicing.Slice(axis(axis), start, 1, end.minus(start)), self());
    }

    /** Elements from a position to the end of an axis; a negative position counts from the end. */
    default Expr from(int axis, int start) {
        Dim size = self().shape().dim(axis(axis));
        Dim skipped = start < 0 ? size.minus(Dim.of(-start)) : Dim.of(start);
        return Expr.of(new Slicing.Slice(axis(axis), skipped, 1, size.minus(skipped)), self());
    }

    /** Every step-th element of an axis of known size, from one position up to another, exclusive; the step may be negative. Positions count from the front. */
    default Expr slice(int axis, int from, int to, int step) {
        if (step == 0) {
            throw new ShapeException("a slice needs a step other than 0");
        }
        if (from < 0) {
            throw new ShapeException("a slice with a step counts from the front, and cannot start at " + from);
        }
        int count = Math.max(0, (to - from + step - Integer.signum(step)) / step);
        return Expr.of(new Slicing.Slice(axis(axis), Dim.of(from), step, Dim.of(count)), self());
    }

    /** One position of an axis, which disappears; a negative position counts from the end. */
    default Expr at(int axis, int position) {
        Dim size = self().shape().dim(axis(axis));
        Dim start = position < 0 ? size.minus(Dim.of(-position)) : Dim.of(position);
        return Expr.of(new Slicing.Slice(axis(axis), start, 1, Dim.ONE), self()).squeeze(axis);
    }

    /** The slices along an axis at int32 indices; the index's axes replace the axis. */
    default Expr gather(Expr index, int axis) {
        return Expr.of(new Indexing.Gather(axis(axis)), self(), index);
    }

    /** This with the slices at the given indices replaced; of a repeated index the last one written wins. */
    default Expr scatterSet(Expr index, Expr values, int axis) {
        return Expr.of(new Indexing.ScatterSet(axis(axis)), self(), index, values);
    }

    /** The running sum along an axis. */
    default Expr cumsum(int axis) {
        return Expr.of(new Indexing.CumSum(axis(axis), false), self());
    }

    /** The logarithm of the running sum of exponentials along an axis, without overflow. */
    default Expr logCumSumExp(int axis) {
        return Expr.of(new RunningSoftmax.LogCumSumExp(axis(axis), false), self());
    }

    /** The running product along an axis, exact with zeros; it costs the square of the axis's length. */
    default Expr cumprod(int axis) {
        int at = axis(axis);
        Expr index = Expressions.range(self().shape().dim(at));
        Expr last = self().moveAxis(at, -1);
        Expr within = index.expand(0).le(index.expand(1));
        return Expressions.where(within, last.expand(last.rank() - 1), last.ones())
                .prod(-1)
                .moveAxis(-1, at);
    }
}
