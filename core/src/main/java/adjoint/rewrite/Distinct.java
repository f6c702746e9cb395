package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.ExprMap;

/** A set of nodes of which no two have equal ops on the same inputs. */
final class Distinct {
    /** A node is the key of itself; at most half of the places are used. */
    private Expr[] table = new Expr[64];

    private int size;

    /** The node here with an op equal to the given node's on what a map has for its inputs, or null. */
    Expr find(Expr node, ExprMap<Expr> inputs) {
        int arity = node.inputs().size();
        int hash = node.op().hashCode();
        for (int i = 0; i < arity; i++) {
            hash = with(hash, i, inputs.get(node.input(i)));
        }
        for (int at = place(hash); table[at] != null; at = at + 1 & table.length - 1) {
            if (matches(table[at], node, inputs)) {
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
            Expr[] before = table;
            table = new Expr[2 * before.length];
            for (Expr known : before) {
                if (known != null) {
                    insert(known);
                }
            }
        }
        insert(node);
    }

    private void insert(Expr node) {
        int hash = node.op().hashCode();
        for (int i = 0; i < node.inputs().size(); i++) {
            hash = with(hash, i, node.input(i));
        }
        int at = place(hash);
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = node;
    }

    /** Ops of one kind on inputs that were made one after the other have neighbouring hashes. */
    private static int with(int hash, int index, Expr input) {
        return hash + (index == 0 ? input.serial() : (index + 1) * 0x9E3779B1 * input.serial());
    }

    private int place(int hash) {
        return ExprMap.spread(hash) & table.length - 1;
    }
}
