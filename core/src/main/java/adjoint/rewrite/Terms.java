package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A sum or product of some terms and a rest, in any order and with any brackets. Which of a node's terms are tried is told
 * by the attempt's number, so that matching need not go back.
 *
 * @param operation what joins the terms
 * @param terms the patterns of those that are not part of the rest
 */
record Terms(Operation operation, List<Term> terms) implements Pattern.Part {
    static final Operation SUM = new Operation(Arithmetic.ADD, Arithmetic.SUB);
    static final Operation PRODUCT = new Operation(Arithmetic.MUL, Arithmetic.DIV);

    /** How many times each operand of a node is taken apart into smaller terms. */
    private static final int SPLITS = 4;

    /** A term's pattern, and whether it is subtracted or divided by. */
    record Term(Pattern.Part pattern, boolean inverted) {}

    /** Addition and subtraction, or multiplication and division. */
    record Operation(Op join, Op inverse) {
        boolean joins(Op op) {
            return op == join || op == inverse;
        }

        /** The term that this one is the negative or the reciprocal of, or null where it is neither. */
        Expr inverted(Expr term) {
            if (this == SUM) {
                return term.op() == Arithmetic.NEG ? term.input(0) : null;
            }
            return term.op() instanceof Power power && power.exponent() == -1 ? term.input(0) : null;
        }

        /** Whether a node is the negative or the reciprocal of its last input. */
        boolean inverts(Expr node) {
            return this == SUM
                    ? node.op() == Arithmetic.NEG
                    : node.op() == inverse && node.input(0).isConstant(1);
        }

        Expr invert(Expr x) {
            return this == SUM ? x.neg() : x.ones().div(x);
        }

        /** Two parts together, either of which may be missing. */
        Expr together(Expr first, Expr second, boolean inverted) {
            if (second == null) {
                return first;
            }
            if (first == null) {
                return inverted ? invert(second) : second;
            }
            return Expr.of(inverted ? inverse : join, first, second);
        }

        /** A rest with more terms. */
        Expr with(Expr rest, Expr node, Expr... more) {
            Expr all = rest;
            for (Expr term : more) {
                Expr inverted = inverted(term);
                all = together(all, inverted == null ? term : inverted, inverted != null);
            }
            return all != null ? all : Expressions.constant(this == SUM ? 0 : 1, node.dtype());
        }
    }

    /** A sum or product while a pattern is built. */
    record Written(Operation operation, String rest) implements Op {
        @Override
        public String name() {
            return operation == SUM ? "terms" : "factors";
        }

        @Override
        public Type infer(List<Type> in) {
            return in.isEmpty() ? PatternVariable.TYPE : in.get(0);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            throw new IllegalStateException("pattern " + name() + " has no value");
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of();
        }

        @Override
        public String print(List<String> in) {
            List<String> parts = new ArrayList<>(List.of(rest + ".."));
            parts.addAll(in);
            return String.join(operation == SUM ? " + " : " * ", parts);
        }
    }

    /**
     * A node taken apart: a leaf; or an operation on smaller parts, of which an inversion has none on the right.
     *
     * @param inverted whether it is subtracted or divided by in all
     * @param second whether it belongs to the second of the root's operands
     */
    private record Tree(Expr node, boolean inverted, boolean second, Tree left, Tree right) {
        boolean isLeaf() {
            return left == null;
        }
    }

    /** The node that was taken apart last: one rule after the other looks at its terms. */
    static final class Taken {
        private Expr node;
        private Tree tree;
        private List<Tree> leaves;

        private Taken of(Terms terms, Expr wanted) {
            if (node != wanted) {
                node = wanted;
                tree = terms.tree(wanted);
                leaves = new ArrayList<>(2 * SPLITS + 2);
                collect(tree, leaves);
            }
            return this;
        }
    }

    @Override
    public boolean mayMatch(Expr node) {
        return operation.joins(Views.opBehind(node));
    }

    @Override
    public boolean inputsMayMatch(Expr node, Taken taken) {
        return operation.joins(node.op()) && allMayMatch(taken.of(this, node).leaves);
    }

    @Override
    public boolean matches(Expr given, Match match) {
        if (!mayMatch(given)) {
            return false;
        }
        Expr node = Views.inside(given);
        Taken taken = match.taken.of(this, node);
        List<Tree> leaves = taken.leaves;
        int ways = 1;
        for (int i = 0; i < terms.size(); i++) {
            ways *= leaves.size();
        }
        match.more = match.attempt + 1 < ways;
        if (!isChoice(leaves, match.attempt)) {
            return false;
        }
        List<Tree> picked = new ArrayList<>(terms.size());
        for (int i = 0; i < terms.size(); i++) {
            picked.add(leaves.get(choice(match.attempt, i, leaves.size())));
            if (!terms.get(i).pattern.matches(picked.get(i).node, match)) {
                return false;
            }
        }
        match.rest = without(taken.tree, picked);
        return true;
    }

    /** The leaf that an attempt takes for a term. */
    private static int choice(int attempt, int term, int leaves) {
        int code = attempt;
        for (int i = 0; i < term; i++) {
            code /= leaves;
        }
        return code % leaves;
    }

    private Tree tree(Expr node) {
        if (operation.inverts(node)) {
            return tree(node, false, false, new int[] {SPLITS + 1});
        }
        Tree first = tree(node.input(0), false, false, new int[] {SPLITS});
        Tree second = tree(node.input(1), node.op() == operation.inverse, true, new int[] {SPLITS});
        return new Tree(node, false, false, first, second);
    }

    /** Bounded by the splits, so it may recur. */
    private Tree tree(Expr node, boolean inverted, boolean second, int[] splits) {
        boolean inverts = operation.inverts(node);
        if (splits[0] == 0 || !inverts && !operation.joins(node.op())) {
            return new Tree(node, inverted, second, null, null);
        }
        splits[0]--;
        if (inverts) {
            Expr inner = node.input(node.inputs().size() - 1);
            return new Tree(node, inverted, second, tree(inner, !inverted, second, splits), null);
        }
        boolean flipped = node.op() == operation.inverse;
        Tree left = tree(node.input(0), inverted, second, splits);
        return new Tree(node, inverted, second, left, tree(node.input(1), inverted ^ flipped, second, splits));
    }

    private static void collect(Tree tree, List<Tree> leaves) {
        if (tree.isLeaf()) {
            leaves.add(tree);
            return;
        }
        collect(tree.left, leaves);
        if (tree.right != null) {
            collect(tree.right, leaves);
        }
    }

    private boolean allMayMatch(List<Tree> leaves) {
        for (int i = 0; i < terms.size(); i++) {
            boolean found = false;
            for (int k = 0; k < leaves.size() && !found; k++) {
                found = mayBe(terms.get(i), leaves.get(k));
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayBe(Term term, Tree leaf) {
        return leaf.inverted == term.inverted && term.pattern.mayMatch(leaf.node);
    }

    /** False where an attempt takes a leaf twice, one of the wrong sign, or all of one side. */
    private boolean isChoice(List<Tree> leaves, int attempt) {
        boolean first = false;
        boolean second = false;
        for (int i = 0; i < terms.size(); i++) {
            int chosen = choice(attempt, i, leaves.size());
            for (int before = 0; before < i; before++) {
                if (choice(attempt, before, leaves.size()) == chosen) {
                    return false;
                }
            }
            Tree leaf = leaves.get(chosen);
            if (!mayBe(terms.get(i), leaf)) {
                return false;
            }
            first |= !leaf.second;
            second |= leaf.second;
        }
        return terms.size() == 1 || first && second;
    }

    /** What is left of a tree, with the brackets that it had; null for nothing. */
    private Expr without(Tree tree, List<Tree> picked) {
        for (Tree leaf : picked) {
            if (leaf == tree) {
                return null;
            }
        }
        if (tree.isLeaf()) {
            return tree.node;
        }
        Expr left = without(tree.left, picked);
        if (tree.right == null) {
            return left == null ? null : left == tree.left.node ? tree.node : operation.invert(left);
        }
        Expr right = without(tree.right, picked);
        return left == tree.left.node && right == tree.right.node
                ? tree.node
                : operation.together(left, right, tree.node.op() == operation.inverse);
    }
}
