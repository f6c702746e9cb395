package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What all reductions share: they compute one element from each group of elements along some axes. */
interface GroupOp extends Op {
    /** From so many columns on, pieces of rows are worth having. */
    int WIDE = 64;

    /** The axes that are reduced, counted from the front. */
    Axes axes();

    @Override
    default String label() {
        return name() + "[axis=" + axes() + "]";
    }

    @Override
    default Type infer(List<Type> in) {
        Type x = checked(in);
        return x.with(x.shape().without(axes()));
    }

    private Type checked(List<Type> in) {
        Op.takes(1, in);
        Type x = in.get(0);
        for (int axis : axes().toArray()) {
            x.shape().axis(axis);
        }
        boolean allowed = this instanceof Reduction.OfFloats ? x.dtype().isFloat() : x.dtype() != DType.BOOL;
        if (!allowed) {
            throw new ShapeException("does not take " + x.dtype() + "; cast it first, as in x.cast(FLOAT64)");
        }
        return x;
    }

    /** A group's value. */
    double reduce(double[] group);

    /** A group's exact value; empty, the default, leaves it to the op's meaning. */
    default Optional<Exact> exactly(List<Exact> group) {
        return Optional.empty();
    }

    @Override
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        Groups groups = Groups.of(in[0].shape(), axes());
        Exact[] out = new Exact[groups.starts().length];
        for (int i = 0; i < out.length; i++) {
            int start = groups.starts()[i];
            Optional<Exact> value = exactly(IntStream.of(groups.steps())
                    .mapToObj(step -> in[0].get(start + step))
                    .toList());
            if (value.isEmpty()) {
                return Op.super.exact(in, shape);
            }
            out[i] = value.get();
        }
        return out;
    }

    @Override
    default Work work() {
        return Work.REDUCTION;
    }

    @Override
    default int cost() {
        return 2;
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes());
        if (groups.steps().length == 0 && this instanceof Reduction.OfSome) {
            throw new ShapeException(label() + " of nothing: shape " + Arrays.toString(in[0].shape())
                    + " has no elements along axis " + axes());
        }
        for (int i = 0; i < groups.starts().length; i++) {
            out.set(i, reduce(groups.read(in[0], i)));
        }
    }

    /** The kernel over the r elements of each group, which lie {@code inner} apart. */
    Groups.Kernel kernel(Object in, int r, int inner, Object out);

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes());
        if (!isCompiled(in[0], blocks)) {
            return () -> eval(in, out);
        }
        if (blocks.order() == null) {
            return blocks.all(kernel(in[0].array(), blocks.r(), blocks.inner(), out.array()));
        }
        Object moved = in[0].dtype().newArray(in[0].size());
        Runnable compute = blocks.all(kernel(moved, blocks.r(), 1, out.array()));
        return () -> {
            blocks.order().copy(in[0].array(), 0, moved);
            compute.run();
        };
    }

    @Override
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes());
        // Short rows of columns are summed several at a time, which pieces of them could not be.
        boolean apart = blocks.order() != null || blocks.outer() == 1 && blocks.inner() < WIDE;
        return apart || !isCompiled(in[0], blocks)
                ? Optional.empty()
                : blocks.rows(kernel(in[0].array(), blocks.r(), blocks.inner(), out.array()), in, out);
    }

    private boolean isCompiled(Tensor in, Blocks blocks) {
        return in.dtype().isFloat() && !(blocks.r() == 0 && this instanceof Reduction.OfSome);
    }
}
