package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of the merged graph: what structurally equal expressions become. Its number is its place in creation order. */
final class Node {
    final int id;
    final Expr expr;
    final Node[] in;

    /** The nodes that read this one, one entry an input; in order of number. */
    final List<Node> users = new ArrayList<>(2);

    /** Whether this is an output or the new value of a shared variable. */
    boolean root;

    /** Whether users read through this node from its input, with strides of their own. */
    boolean absorbed;

    /** What computes this node; null for leaves, and where the value is another node's array. */
    Instruction by;

    /** The shared variable in whose array this node is computed, or null. */
    Leaf.State target;

    /** Whether this node stands for a copy of its only input, whatever its expression says. */
    private final boolean copy;

    private Node(int id, Expr expr, Node[] in, boolean copy) {
        this.id = id;
        this.expr = expr;
        this.in = in;
        this.copy = copy;
    }

    /** A new node that holds a copy of another's value. */
    static Node copyOf(Node node, int id) {
        return new Node(id, node.expr, new Node[] {node}, true);
    }

    Op op() {
        return expr.op();
    }

    boolean isLeaf() {
        return !copy && op() instanceof Leaf;
    }

    boolean isElementwise() {
        return op() instanceof Elementwise;
    }

    /** Whether the value has the elements of the input in the input's order, so that both can share one array. */
    boolean isAlias() {
        return !copy && (op() instanceof Layout.View || op() instanceof Hook);
    }

    /** The node whose array holds this node's value. */
    Node storage() {
        Node node = this;
        while (node.isAlias()) {
            node = node.in[0];
        }
        return node;
    }

    /** Whether the two have one shape for every meaning of the named sizes. */
    boolean sameShape(Node other) {
        return expr.shape().equals(other.expr.shape());
    }

    /** For example {@code %12}. */
    @Override
    public String toString() {
        return "%" + id;
    }

    /** The merged graph under some roots. */
    record Merged(List<Node> nodes, List<Node> roots) {}

    private record Key(Op op, List<Integer> inputs) {}

    /** Merges structurally equal nodes; every node of the result stands after its inputs. */
    static Merged merge(List<Expr> roots) {
        Map<Key, Node> known = new HashMap<>();
        ExprMap<Node> nodeOf = new ExprMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Expr expr : Graph.topological(roots)) {
            Node[] in = new Node[expr.inputs().size()];
            Integer[] ids = new Integer[in.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = nodeOf.get(expr.input(i));
                ids[i] = in[i].id;
            }
            if (expr.op().commutative() && ids.length > 1 && ids[0] > ids[1]) {
                Integer first = ids[0];
                ids[0] = ids[1];
                ids[1] = first;
            }
            Node node = known.computeIfAbsent(new Key(expr.op(), Arrays.asList(ids)), key -> {
                Node made = new Node(nodes.size(), expr, in, false);
                nodes.add(made);
                for (Node input : in) {
                    input.users.add(made);
                }
                return made;
            });
            nodeOf.put(expr, node);
        }
        List<Node> rootNodes = new ArrayList<>();
        for (Expr root : roots) {
            Node node = nodeOf.get(root);
            node.root = true;
            rootNodes.add(node);
        }
        return new Merged(nodes, rootNodes);
    }
}
