package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Layout;
import adjoint.expr.Rows;
import adjoint.expr.Slicing;
import adjoint.tensor.Axes;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How an instruction reads an operand: the node whose array it reads, and the absorbed layout ops in between, which become
 * strides instead of copies.
 *
 * @param base the node that is read
 * @param path the layout ops from the base up to the operand
 */
record Access(Node base, List<Node> path) {
    static Access of(Node operand) {
        if (!operand.absorbed) {
            return new Access(operand, List.of());
        }
        List<Node> path = new ArrayList<>();
        Node node = operand;
        while (node.absorbed) {
            path.add(0, node);
            node = node.in[0];
        }
        return new Access(node, List.copyOf(path));
    }

    /** The node whose array is read. */
    Node storage() {
        return base.storage();
    }

    /** Whether elements are read in the place they have in a result of the operand's own shape. */
    boolean isWhole() {
        return path.isEmpty();
    }

    /** Element (i, j, ...) lies at {@code offset + i strides[0] + j strides[1] + ...}. */
    record Strides(int offset, int[] strides, int[] dims) {}

    /** The operand's strides, broadcast to a shape. */
    Strides resolve(Map<String, Integer> sizes, int[] to) {
        int[] dims = base.expr.shape().evaluate(sizes);
        Strides at = new Strides(0, Tensor.strides(dims), dims);
        for (Node node : path) {
            at = apply(node, at, node.expr.shape().evaluate(sizes), sizes);
        }
        return broadcast(at, to);
    }

    /** Whether each row of the operand, broadcast to a shape, lies within the same row of the base. */
    boolean keepsRows(Map<String, Integer> sizes, int[] to) {
        int[] dims = base.expr.shape().evaluate(sizes);
        int count = Rows.count(to);
        if (count < 2 || Rows.count(dims) != count) {
            return false;
        }
        Strides at = resolve(sizes, to);
        int row = Tensor.sizeOf(dims) / count;
        int first = at.offset;
        int last = at.offset;
        for (int axis = 0; axis < to.length; axis++) {
            int reach = axis == Rows.axis(to) ? 0 : (to[axis] - 1) * at.strides[axis];
            first += Math.min(reach, 0);
            last += Math.max(reach, 0);
        }
        return at.strides[Rows.axis(to)] == row && first >= 0 && last < row;
    }

    private static Strides apply(Node node, Strides in, int[] dims, Map<String, Integer> sizes) {
        if (node.op() instanceof Layout.BroadcastTo) {
            return broadcast(in, dims);
        }
        int[] strides = new int[dims.length];
        if (node.op() instanceof Layout.Transpose transpose) {
            for (int axis = 0; axis < dims.length; axis++) {
                strides[axis] = in.strides[transpose.order().get(axis)];
            }
            return new Strides(in.offset, strides, dims);
        }
        if (node.op().resolve(sizes) instanceof Slicing.Slice slice) {
            int axis = slice.axis();
            int first = slice.first(in.dims[axis], dims[axis]);
            System.arraycopy(in.strides, 0, strides, 0, dims.length);
            strides[axis] *= slice.step();
            return new Strides(in.offset + first * in.strides[axis], strides, dims);
        }
        if (node.op() instanceof Layout.Expand expand) {
            return new Strides(in.offset, expanded(in.strides, expand.axes(), dims.length), dims);
        }
        if (node.op() instanceof Layout.Squeeze squeeze) {
            for (int axis = 0, to = 0; axis < in.dims.length; axis++) {
                if (!squeeze.axes().contains(axis)) {
                    strides[to++] = in.strides[axis];
                }
            }
            return new Strides(in.offset, strides, dims);
        }
        return in;
    }

    private static int[] expanded(int[] strides, Axes axes, int rank) {
        int[] result = new int[rank];
        for (int axis = 0, from = 0; axis < rank; axis++) {
            result[axis] = axes.contains(axis) ? 0 : strides[from++];
        }
        return result;
    }

    private static Strides broadcast(Strides in, int[] to) {
        int[] strides = new int[to.length];
        int shift = to.length - in.dims.length;
        for (int axis = 0; axis < in.dims.length; axis++) {
            strides[axis + shift] = in.dims[axis] == 1 ? 0 : in.strides[axis];
        }
        return new Strides(in.offset, strides, to);
    }

    /** Whether a node only rearranges in a way that strides can express. */
    static boolean isStrided(Node node) {
        return node.op() instanceof Layout.BroadcastTo
                || node.op() instanceof Layout.Transpose
                || node.op() instanceof Slicing.Slice
                || node.op() instanceof Layout.Expand
                || node.op() instanceof Layout.Squeeze;
    }

    /** Marks the nodes that all their users read through; users come after what they use, so the walk goes backwards. */
    static void absorb(List<Node> nodes) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            node.absorbed = isStrided(node)
                    && !node.root
                    && !node.users.isEmpty()
                    && node.users.stream().allMatch(user -> user.absorbed || user.op() instanceof Elementwise);
        }
    }
}
