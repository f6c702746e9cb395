package adjoint.autodiff;

import adjoint.expr.Dot;
import adjoint.expr.Hook;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.LinearAlgebra;
import adjoint.expr.Norm;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Reduction;
import adjoint.expr.Slicing;
import adjoint.expr.WeightedLogSumExp;
import adjoint.expr.WeightedShares;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** For each op, the op that does the same to every array of a stack along a new first axis. */
final class StackedOps {
    private static final Map<Class<?>, BiFunction<Op, Dim, Op>> BY_CLASS = new HashMap<>();

    static {
        add(Reduction.Sum.class, (op, n) -> new Reduction.Sum(behind(op.axes())));
        add(Reduction.Prod.class, (op, n) -> new Reduction.Prod(behind(op.axes())));
        add(Reduction.Max.class, (op, n) -> new Reduction.Max(behind(op.axes())));
        add(Reduction.Min.class, (op, n) -> new Reduction.Min(behind(op.axes())));
        add(Reduction.ArgMax.class, (op, n) -> new Reduction.ArgMax(behind(op.axes())));
        add(Reduction.LogSumExp.class, (op, n) -> new Reduction.LogSumExp(behind(op.axes())));
        add(Norm.class, (op, n) -> new Norm(behind(op.axes())));
        add(WeightedLogSumExp.class, (op, n) -> new WeightedLogSumExp(behind(op.axes())));
        add(WeightedShares.class, (op, n) -> new WeightedShares(behind(op.axes())));
        add(Normalisation.Softmax.class, (op, n) -> new Normalisation.Softmax(behind(op.axes())));
        add(Normalisation.LogSoftmax.class, (op, n) -> new Normalisation.LogSoftmax(behind(op.axes())));
        add(Layout.Reshape.class, (op, n) -> new Layout.Reshape(behind(n, op.to())));
        add(Layout.Expand.class, (op, n) -> new Layout.Expand(behind(op.axes())));
        add(Layout.Squeeze.class, (op, n) -> new Layout.Squeeze(behind(op.axes())));
        add(
                Layout.Transpose.class,
                (op, n) -> new Layout.Transpose(
                        Stream.concat(Stream.of(0), op.order().stream().map(axis -> axis + 1))
                                .toList()));
        add(Slicing.Concat.class, (op, n) -> new Slicing.Concat(op.axis() + 1));
        add(Slicing.Slice.class, (op, n) -> new Slicing.Slice(op.axis() + 1, op.start(), op.step(), op.count()));
        add(Slicing.Unslice.class, (op, n) -> new Slicing.Unslice(op.axis() + 1, op.start(), op.step(), op.size()));
        add(Indexing.Gather.class, (op, n) -> new Indexing.Gather(op.axis() + 1));
        add(Indexing.ScatterAdd.class, (op, n) -> new Indexing.ScatterAdd(op.axis() + 1, op.size()));
        add(Indexing.ScatterSet.class, (op, n) -> new Indexing.ScatterSet(op.axis() + 1));
        add(Indexing.CumSum.class, (op, n) -> new Indexing.CumSum(op.axis() + 1, op.reversed()));
        add(Dot.class, (op, n) -> op);
        add(LinearAlgebra.Cholesky.class, (op, n) -> op);
        add(LinearAlgebra.Lq.class, (op, n) -> op);
        add(LinearAlgebra.TriangularSolve.class, (op, n) -> op);
        add(Hook.Constant.class, (op, n) -> op);
        add(Recompute.class, (op, n) -> op);
    }

    private StackedOps() {}

    private static <O extends Op> void add(Class<O> type, BiFunction<O, Dim, Op> form) {
        BY_CLASS.put(type, (op, count) -> form.apply(type.cast(op), count));
    }

    /**
     * The form of an op for stacks.
     *
     * @param count how many arrays a stack holds
     */
    static Op of(Op op, Dim count) {
        BiFunction<Op, Dim, Op> form = BY_CLASS.get(op.getClass());
        if (form == null) {
            throw unsupported(op);
        }
        return form.apply(op, count);
    }

    static ShapeException unsupported(Op op) {
        return new ShapeException("no way is known to compute " + op.label() + " for a whole stack of arrays at once;"
                + " take the derivative row by row, or for one example after the other");
    }

    private static Axes behind(Axes axes) {
        return Axes.at(IntStream.of(axes.toArray()).map(axis -> axis + 1).toArray());
    }

    static Shape behind(Dim count, Shape shape) {
        return new Shape(Stream.concat(Stream.of(count), shape.dims().stream()).toList());
    }
}
