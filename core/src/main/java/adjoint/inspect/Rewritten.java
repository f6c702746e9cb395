package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import java.util.List;

/** Some expressions at each stage of rewriting. */
record Rewritten(List<Stage> stages, Rewriter.Result result) {
    static Rewritten of(List<Expr> roots, Options options) {
        Rewriter rewriter = Rewriter.with(options);
        Rewriter.Result result = rewriter.optimised(roots);
        return new Rewritten(
                List.of(
                        new Stage("As written", roots),
                        new Stage("Stabilised", rewriter.stabilised(roots).roots()),
                        new Stage("Rewritten", result.roots())),
                result);
    }

    /** How the expressions are computed: by a plan that is there already, or by one of their own. */
    PlanView plan(Explanation.Subject subject, Data data) {
        return subject.plan() == null
                ? PlanView.of(result.roots(), data.sizes())
                : new PlanView(subject.plan(), result.roots(), data.sizes());
    }
}
