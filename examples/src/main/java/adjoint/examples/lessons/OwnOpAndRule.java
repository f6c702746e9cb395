package adjoint.examples.lessons;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.vector;
import static adjoint.rewrite.Rule.rule;

import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.rewrite.Options;
import adjoint.rewrite.Phase;
import adjoint.rewrite.Rule;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;

/** An op and a rule of one's own: log(sinh(x)) without overflow, found wherever somebody writes it out. */
public final class OwnOpAndRule {
    static final ElementwiseOp LOG_SINH = ElementwiseOp.unary(
                    "logSinh",
                    x -> x > 1 ? x + Math.log1p(-Math.exp(-2 * x)) - Math.log(2) : Math.log(Math.sinh(x)),
                    (y, g, x) -> g.div(x.tanh()))
            .on(0.1, 3)
            .meaning(x -> x.sinh().log());

    static final Rule RULE = rule("log-sinh")
            .in(Phase.STABILISE)
            .rewrite(x -> x.sinh().log(), x -> LOG_SINH.of(x))
            .on(0.1, 3)
            .breaksAt(1000)
            .because("sinh overflows above 710");

    private OwnOpAndRule() {}

    public static void main(String[] args) {
        Expr x = vector("x", 3);
        Options rules = Options.DEFAULT.plus(RULE);
        CompiledFunction f =
                function(x).returning(x.sinh().log()).rewriting(rules).compile();
        System.out.println(f.call(Tensor.of(new double[] {1000, 1, 2})));
        System.out.print(f.rewrites());
    }
}
