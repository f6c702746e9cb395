package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Rows;
import adjoint.expr.Strides;
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
record StridedOperand(Node base, List<Node> path) {
    static StridedOperand of(Node operand) {
        if (!operand.absorbed) {
            return new StridedOperand(operand, List.of());
        }
        List<Node> path = new ArrayList<>();
        Node node = operand;
        while (node.absorbed) {
            path.add(0, node);
            node = node.in[0];
        }
        return new StridedOperand(node, List.copyOf(path));
    }

    /** The node whose array is read. */
    Node storage() {
        return base.storage();
    }

    /** Whether elements are read in the place they have in a result of the operand's own shape. */
    boolean isWhole() {
        return path.isEmpty();
    }

    /** The operand's strides, broadcast to a shape. */
    Strides resolve(Map<String, Integer> sizes, int[] to) {
        int[] dims = base.expr.shape().evaluate(sizes);
        Strides at = Strides.of(dims);
        for (Node node : path) {
            Strides.View view = node.op().resolve(sizes).strides().orElseThrow();
            at = view.of(at, node.expr.shape().evaluate(sizes));
        }
        return at.broadcast(to);
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
        int first = at.offset();
        int last = at.offset();
        for (int axis = 0; axis < to.length; axis++) {
            int reach = axis == Rows.axis(to) ? 0 : (to[axis] - 1) * at.strides()[axis];
            first += Math.min(reach, 0);
            last += Math.max(reach, 0);
        }
        return at.strides()[Rows.axis(to)] == row && first >= 0 && last < row;
    }

    /** Marks the nodes that all their users read through; users come after what they use, so the walk goes backwards. */
    static void absorb(List<Node> nodes) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            node.absorbed = node.op().strides().isPresent()
                    && !node.root
                    && !node.users.isEmpty()
                    && node.users.stream().allMatch(user -> user.absorbed || user.op() instanceof Elementwise);
        }
    }
}
