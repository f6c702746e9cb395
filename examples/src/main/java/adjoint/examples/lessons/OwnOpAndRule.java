package adjoint.examples.lessons;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.vector;
import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Expr;
import adjoint.expr.Stanza;
import adjoint.rewrite.Options;
import adjoint.rewrite.Phase;
import adjoint.rewrite.Rule;
import adjoint.run.Function;
import adjoint.tensor.Tensor;

/** An op and a rule of one's own: log(cosh(x)) without overflow, found wherever somebody writes it out. */
public final class OwnOpAndRule {
    static final Stanza LOG_COSH = Stanza.unary(
                    "logCosh",
                    x -> Math.abs(x) + Math.log1p(Math.exp(-2 * Math.abs(x))) - Math.log(2),
                    (y, g, x) -> g.mul(x.tanh()))
            .meaning(x -> x.cosh().log());

    static final Rule RULE = rule("log-cosh")
            .in(Phase.STABILISE)
            .rewrite(x -> x.cosh().log(), x -> LOG_COSH.of(x))
            .breaksAt(1000)
            .because("cosh overflows beyond 710");

    private OwnOpAndRule() {}

    public static void main(String[] args) {
        Expr x = vector("x", 3);
        Options rules = Options.DEFAULT.plus(RULE);
        Function f = function(x).returning(x.cosh().log()).rewriting(rules).compile();
        System.out.println(f.call(Tensor.of(new double[] {-1000, 0, 2})));
        System.out.print(f.rewrites());
    }
}
