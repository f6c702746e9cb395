package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.ExprMap;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        return !copy && op().keepsOrder();
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

    /** Merges structurally equal nodes; every node of the result stands after its inputs. */
    static Merged merge(List<Expr> roots) {
        List<Expr> order = Graph.topological(roots);
        Known known = new Known(order.size());
        ExprMap<Node> nodeOf = new ExprMap<>(order.size());
        List<Node> nodes = new ArrayList<>(order.size());
        for (Expr expr : order) {
            Node[] in = new Node[expr.inputs().size()];
            for (int i = 0; i < in.length; i++) {
                in[i] = nodeOf.get(expr.input(i));
            }
            Node made = new Node(nodes.size(), expr, in, false);
            Node node = known.orAdd(made);
            if (node == made) {
                nodes.add(made);
                for (Node input : in) {
                    input.users.add(made);
                }
            }
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

    /** The nodes of which no two are equal: a hash table without entries, for graphs can be large. */
    private static final class Known {
        private final Node[] table;

        /** For no more than so many nodes. */
        Known(int nodes) {
            table = new Node[Integer.highestOneBit(Math.max(1, nodes)) * 4];
        }

        /** The node here that computes the same as the given one, which is added where there is none. */
        Node orAdd(Node node) {
            int at = ExprMap.spread(hash(node)) & table.length - 1;
            while (table[at] != null && !areEqual(table[at], node)) {
                at = at + 1 & table.length - 1;
            }
            if (table[at] == null) {
                table[at] = node;
            }
            return table[at];
        }

        private static int hash(Node node) {
            boolean exchanged = node.isSymmetric() && node.in[0].id > node.in[1].id;
            int hash = node.op().hashCode();
            for (int i = 0; i < node.in.length; i++) {
                hash = ExprMap.with(hash, exchanged ? 1 - i : i, node.in[i].id);
            }
            return hash;
        }

        private static boolean areEqual(Node a, Node b) {
            boolean same = Arrays.equals(a.in, b.in)
                    || a.isSymmetric() && b.in.length == 2 && a.in[0] == b.in[1] && a.in[1] == b.in[0];
            return same && a.op().equals(b.op());
        }
    }

    private boolean isSymmetric() {
        return op().commutative() && in.length == 2;
    }
}
