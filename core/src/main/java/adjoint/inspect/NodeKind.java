package adjoint.inspect;

import adjoint.expr.Dot;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Hook;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.LinearAlgebra;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Reduction;
import adjoint.expr.WeightedLogSumExp;
import adjoint.expr.WeightedShares;

/** What sort of work a node does, and how pictures colour it. */
enum NodeKind {
    INPUT("input", "#2f7fc1"),
    PARAMETER("parameter", "#2a9a63"),
    CONSTANT("constant", "#8a8a8a"),
    ELEMENTWISE("elementwise", "#8f7d10"),
    REDUCTION("reduction", "#d1602c"),
    PRODUCT("product", "#b0539e"),
    MOVEMENT("movement", "#5b6bbf"),
    HOOK("hook", "#c2405a"),
    OTHER("other", "#6d7f7a");

    /** The word in legends. */
    final String word;
    /** A middle tone, readable on white and on near-black. */
    final String colour;

    NodeKind(String word, String colour) {
        this.word = word;
        this.colour = colour;
    }

    static NodeKind of(Expr node) {
        Op op = node.op();
        if (op instanceof Leaf) {
            return op instanceof Leaf.Input ? INPUT : op instanceof Leaf.State ? PARAMETER : CONSTANT;
        }
        if (op instanceof Hook) {
            return HOOK;
        }
        if (op instanceof Dot || op instanceof LinearAlgebra) {
            return PRODUCT;
        }
        if (op instanceof Reduction
                || op instanceof Normalisation
                || op instanceof WeightedLogSumExp
                || op instanceof WeightedShares) {
            return REDUCTION;
        }
        if (op instanceof Layout || op instanceof Indexing) {
            return MOVEMENT;
        }
        return op instanceof Elementwise ? ELEMENTWISE : OTHER;
    }
}
