package adjoint.autodiff;

import adjoint.expr.Dot;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.T;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns a graph that computes one result from some inputs into a graph that computes a stack of results from stacks of those
 * inputs, all along a new first axis. Each op is replaced by its {@linkplain StackedOps form with one more axis}; what does
 * not depend on the stacked inputs stays as it is and is computed once.
 */
final class Stacking {
    private final Map<Expr, Expr> stacks;
    private final Dim count;
    private final Map<Expr, Expr> done = new IdentityHashMap<>();

    private Stacking(Map<Expr, Expr> stacks, Dim count) {
        this.stacks = stacks;
        this.count = count;
    }

    /** Prepares to put a stack of values in the place of each of some inputs; all stacks are equally high. */
    static Stacking of(Map<Expr, Expr> stacks) {
        Dim count = null;
        for (Map.Entry<Expr, Expr> stack : stacks.entrySet()) {
            Dim height = stack.getValue().shape().dim(0);
            if (count != null && !count.equals(height)) {
                throw new ShapeException(
                        "all arrays must have one number of examples, not " + count + " and " + height);
            }
            count = height;
        }
        return new Stacking(stacks, count);
    }

    /** The stack of results. */
    Expr apply(Expr root) {
        for (Expr node : Graph.topological(root)) {
            if (!done.containsKey(node)) {
                Expr stacked = node.site().during(() -> stacked(node));
                if (stacked != null) {
                    done.put(node, stacked);
                }
            }
        }
        Expr result = done.get(root);
        return result != null ? result : spread(root);
    }

    /** The node's stack, or null where the node does not depend on the stacked inputs. */
    private Expr stacked(Expr node) {
        if (stacks.containsKey(node)) {
            return stacks.get(node);
        }
        if (node.inputs().stream().noneMatch(done::containsKey)) {
            return null;
        }
        if (node.op() instanceof Elementwise) {
            return elementwise(node);
        }
        if (node.op() instanceof Layout.BroadcastTo broadcast) {
            return aligned(node.input(0), node.rank()).broadcastTo(higher(broadcast.to()));
        }
        if (node.op() instanceof Dot dot && canFold(dot, node)) {
            return folded(dot, node);
        }
        if (node.op() instanceof Indexing indexing && done.containsKey(indexOf(node))) {
            return indexed(indexing, node);
        }
        List<Expr> in = node.inputs().stream().map(this::stack).toList();
        boolean keepsIndex = node.op() instanceof Indexing && node.inputs().size() > 1;
        if (keepsIndex) {
            List<Expr> withIndex = new ArrayList<>(in);
            withIndex.set(1, node.input(1));
            in = withIndex;
        }
        return Expr.of(StackedOps.of(node.op(), count), in);
    }

    private static Expr indexOf(Expr node) {
        return node.inputs().size() > 1 ? node.input(1) : null;
    }

    private Expr stack(Expr input) {
        Expr stacked = done.get(input);
        return stacked != null ? stacked : spread(input);
    }

    private Expr spread(Expr single) {
        return single.expand(0).broadcastTo(higher(single.shape()));
    }

    private Shape higher(Shape shape) {
        return StackedOps.behind(count, shape);
    }

    /** The op on stacks of one rank; what is not stacked broadcasts by itself. */
    private Expr elementwise(Expr node) {
        return Expr.of(
                node.op(),
                node.inputs().stream()
                        .map(input -> done.containsKey(input) ? aligned(input, node.rank()) : input)
                        .toList());
    }

    /** A stack with axes of size 1 behind the new axis, so that it broadcasts to stacks of arrays of the given rank. */
    private Expr aligned(Expr input, int rank) {
        return done.get(input)
                .expand(IntStream.rangeClosed(1, rank - input.rank()).toArray());
    }

    /** Whether a stack of matrices is multiplied by one matrix from the right. */
    private boolean canFold(Dot dot, Expr node) {
        return !dot.ta() && node.rank() == 2 && done.containsKey(node.input(0)) && !done.containsKey(node.input(1));
    }

    /** One product of all rows, instead of one for each matrix of the stack. */
    private Expr folded(Dot dot, Expr node) {
        Expr a = done.get(node.input(0));
        Expr rows = a.reshape(count.times(a.shape().dim(1)), a.shape().dim(2));
        return Expr.of(dot, rows, node.input(1)).reshape(higher(node.shape()));
    }

    /** Gathering and scattering with an index of each array's own: the stack is laid out as one long axis. */
    private Expr indexed(Indexing op, Expr node) {
        Expr index = done.get(node.input(1));
        int rank = node.input(1).rank();
        int axis = op.axis();
        Dim size = op instanceof Indexing.ScatterAdd scatter
                ? scatter.size()
                : node.input(0).shape().dim(axis);
        int[] trailing = IntStream.rangeClosed(1, rank).toArray();
        Expr offset = T.range(count).mul(T.size(size, DType.INT32)).expand(trailing);
        Expr absolute = index.add(offset);
        if (op instanceof Indexing.Gather) {
            Expr x = stack(node.input(0)).moveAxis(axis + 1, 1);
            Expr all = x.reshape(joined(x.shape())).gather(absolute, 0);
            // [count, index..., others...] to [count, before..., index..., after...]
            return all.transpose(order(1 + rank, axis, rank, all.rank(), false));
        }
        if (op instanceof Indexing.ScatterAdd) {
            Expr g = stack(node.input(0));
            Expr front = g.transpose(order(1, axis, rank, g.rank(), true));
            Expr flat = Expr.of(new Indexing.ScatterAdd(0, count.times(size)), front, absolute);
            List<Dim> dims = new ArrayList<>(List.of(count, size));
            dims.addAll(flat.shape().dims().subList(1, flat.rank()));
            return flat.reshape(new Shape(dims)).moveAxis(1, axis + 1);
        }
        throw StackedOps.unsupported(node.op());
    }

    private static Shape joined(Shape shape) {
        List<Dim> dims = new ArrayList<>(List.of(shape.dim(0).times(shape.dim(1))));
        dims.addAll(shape.dims().subList(2, shape.rank()));
        return new Shape(dims);
    }

    /** The order that moves a run of index axes behind the first {@code axis} others, or back to the front. */
    private static int[] order(int from, int axis, int run, int rank, boolean toFront) {
        int[] indexAxes = IntStream.range(toFront ? 1 + axis : 1, (toFront ? 1 + axis : 1) + run)
                .toArray();
        int[] before = IntStream.range(from, from + axis).toArray();
        int[] after = IntStream.range(1 + axis + run, rank).toArray();
        IntStream middle = toFront
                ? IntStream.concat(IntStream.of(indexAxes), IntStream.of(before))
                : IntStream.concat(IntStream.of(before), IntStream.of(indexAxes));
        return IntStream.concat(IntStream.concat(IntStream.of(0), middle), IntStream.of(after))
                .toArray();
    }
}
