package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import java.util.List;

/** Forms that run faster but hide what they mean. */
final class SpecialiseRules {
    private SpecialiseRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("square-as-product")
                        .in(Phase.SPECIALISE)
                        .rewrite(x -> x.square(), x -> x.mul(x))
                        .because("a product in place of a general power"),
                rule("cube-as-product")
                        .in(Phase.SPECIALISE)
                        .rewrite(x -> x.pow(3), x -> x.mul(x).mul(x))
                        .because("products in place of a general power"),
                rule("transpose-into-dot")
                        .in(Phase.SPECIALISE)
                        .function("dot(transpose(x), y) -> dot[T](x, y)", (node, facts) -> intoDot(node), Dot.class)
                        .when("the last two axes are exchanged; for y likewise")
                        .example(2, x -> x[0].transpose().dot(x[1]))
                        .example(2, x -> x[0].dot(x[1].transpose()))
                        .because("the product reads a transposed factor at no cost"));
    }

    private static Expr intoDot(Expr node) {
        Dot dot = (Dot) node.op();
        Expr a = node.input(0);
        Expr b = node.input(1);
        boolean ta = lastTwoExchanged(a);
        boolean tb = lastTwoExchanged(b);
        return ta || tb
                ? Expr.of(new Dot(dot.ta() ^ ta, dot.tb() ^ tb), ta ? a.input(0) : a, tb ? b.input(0) : b)
                : null;
    }

    private static boolean lastTwoExchanged(Expr x) {
        if (!(x.op() instanceof Layout.Transpose transpose)) {
            return false;
        }
        int rank = x.rank();
        for (int axis = 0; axis < rank; axis++) {
            int from = axis == rank - 1 ? rank - 2 : axis == rank - 2 ? rank - 1 : axis;
            if (transpose.order().get(axis) != from) {
                return false;
            }
        }
        return true;
    }
}
