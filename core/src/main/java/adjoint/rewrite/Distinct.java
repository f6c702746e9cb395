package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;

/** A set of nodes of which no two have equal ops on the same inputs. */
final class Distinct {
    /** A node is the key of itself; at most half of the places are used. */
    private Expr[] table = new Expr[64];

    /** The hash of each node in the table, so that others need not be looked at. */
    private int[] hashes = new int[64];

    private int size;

    /** The node here with an op equal to the given node's on what a map has for its inputs, or null. */
    Expr find(Expr node, ExprMap<Expr> inputs) {
        int hash = node.op().hashCode();
        for (int i = 0; i < node.inputs().size(); i++) {
            hash = ExprMap.with(hash, i, inputs.get(node.input(i)).serial());
        }
        for (int at = place(hash); table[at] != null; at = at + 1 & table.length - 1) {
            if (hashes[at] == hash && matches(table[at], node, inputs)) {
                return table[at];
            }
        }
        return null;
    }

    private static boolean matches(Expr known, Expr node, ExprMap<Expr> inputs) {
        if (known.inputs().size() != node.inputs().size()) {
            return false;
        }
        for (int i = 0; i < known.inputs().size(); i++) {
            if (known.input(i) != inputs.get(node.input(i))) {
                return false;
            }
        }
        return known.op().equals(node.op());
    }

    /** Adds a node, of which there is no like here. */
    void add(Expr node) {
        if (2 * ++size > table.length) {
            grow();
        }
        int hash = node.op().hashCode();
        for (int i = 0; i < node.inputs().size(); i++) {
            hash = ExprMap.with(hash, i, node.input(i).serial());
        }
        insert(node, hash);
    }

    private void grow() {
        Expr[] nodes = table;
        int[] known = hashes;
        table = new Expr[2 * nodes.length];
        hashes = new int[table.length];
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] != null) {
                insert(nodes[i], known[i]);
            }
        }
    }

    private void insert(Expr node, int hash) {
        int at = place(hash);
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = node;
        hashes[at] = hash;
    }

    private int place(int hash) {
        return ExprMap.spread(hash) & table.length - 1;
    }
}
