package adjoint.rewrite;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.vector;
import static adjoint.rewrite.Rule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewriterTest {
    private static Expr stable(Expr root) {
        return Rewriter.stabilise(List.of(root)).get(0);
    }

    @Test
    void equalNodesAreMerged() {
        Expr x = vector("x", "n");
        Expr two = x.tanh().mul(x.sin()).sub(x.sin().mul(3).mul(x.tanh()));
        long tanhs = Graph.topological(stable(two)).stream()
                .filter(node -> node.op().name().equals("tanh"))
                .count();
        assertThat(tanhs).isEqualTo(1);
    }

    @Test
    void sixtyDoublingsBecomeOneFactor() {
        Expr t = scalar("t");
        Expr sum = t;
        for (int i = 0; i < 60; i++) {
            sum = sum.add(sum);
        }
        // Not a constant: the compiler would print it by the rules of its own JDK, not of the one that runs the test.
        assertThat(stable(sum)).hasToString("t * " + Math.scalb(1.0, 60));
    }

    @Test
    void rulesDoNotLookThroughHooks() {
        Expr x = scalar("x");
        Expr hidden = Expr.of(new Hook.Constant(), x.exp()).log();
        assertThat(stable(hidden).op().name()).isEqualTo("log");
        assertThat(Rewriter.optimise(List.of(hidden)).get(0)).isSameAs(x);
    }

    @Test
    void namesAndLinesFollowReplacements() {
        Expr x = vector("x", 3);
        Expr naive = x.exp().sum().log().named("evidence");
        Expr stable = stable(naive);
        assertThat(stable.name()).isEqualTo("evidence");
        assertThat(stable.site()).isEqualTo(naive.site());
    }

    @Test
    void theLogTellsWhatWasDoneAndWhere() {
        Expr x = vector("x", 3);
        Expr naive = x.exp().sum().log();
        RewriteLog log =
                Rewriter.with(Options.DEFAULT).stabilised(List.of(naive)).log();
        assertThat(log.firings()).singleElement().satisfies(firing -> {
            assertThat(firing.rule().name()).isEqualTo("log-sum-exp");
            assertThat(firing.before()).isEqualTo("log(sum[axis=0](exp(x)))");
            assertThat(firing.after()).isEqualTo("logSumExp[axis=0](x)");
            assertThat(firing.site()).isSameAs(naive.site());
        });
        assertThat(log.toString()).contains("stabilise log-sum-exp").contains("1 hits");
    }

    @Test
    void strictLeavesOutWhatChangesNaN() {
        Expr x = vector("x", 2);
        Expr zero = x.sub(x);
        CompiledFunction strict = function(x)
                .returning(zero)
                .rewriting(Options.DEFAULT.asStrict())
                .compile();
        CompiledFunction usual = function(x).returning(zero).compile();
        Tensor infinite = Tensor.of(new double[] {1, Double.POSITIVE_INFINITY});
        assertThat(strict.call(infinite).toDoubles()).containsExactly(0, Double.NaN);
        assertThat(usual.call(infinite).toDoubles()).containsExactly(0, 0);
        assertThat(strict.rewrites().firings()).isEmpty();
    }

    @Test
    void rulesAreChosenByNameAndTag() {
        Expr x = vector("x", 2);
        Expr y = x.exp().sum().log().add(x.mul(2).mul(3).sum());
        assertThat(names(y, Options.DEFAULT)).contains("log-sum-exp", "gather-factors");
        assertThat(names(y, Options.DEFAULT.without("log-sum-exp"))).doesNotContain("log-sum-exp");
        assertThat(names(y, Options.DEFAULT.without("constants"))).doesNotContain("gather-factors");
        assertThat(names(y, Options.DEFAULT.only("log-sum-exp"))).containsExactly("log-sum-exp");
    }

    @Test
    void phasesAreChosenToo() {
        Expr x = vector("x", 2);
        Expr y = x.exp().sum().log().add(x.square().sum());
        assertThat(names(y, Options.DEFAULT.without("specialise")))
                .contains("log-sum-exp")
                .doesNotContain("square-as-product");
        assertThat(names(y, Options.DEFAULT.only("specialise"))).containsExactly("square-as-product");
    }

    @Test
    void aMisspeltNameIsAnError() {
        Rewriter rewriter = Rewriter.with(Options.DEFAULT.without("log-sumexp"));
        assertThatThrownBy(() -> rewriter.stabilised(List.of(scalar("x"))))
                .hasMessageContaining("no rule has the name, tag or phase log-sumexp")
                .hasMessageContaining("log-sum-exp");
    }

    @Test
    void aPowerOfAPowerPrintsWithBrackets() {
        assertThat(scalar("x").pow(2).pow(3)).hasToString("(x^2)^3");
    }

    private static List<String> names(Expr root, Options options) {
        return Rewriter.with(options).optimised(List.of(root)).log().firings().stream()
                .map(firing -> firing.rule().name())
                .toList();
    }

    @Test
    void rulesOfTheUsersOwnComeFirst() {
        Expr x = scalar("x");
        Rule own = rule("own").rewrite(v -> v.exp().log(), v -> v.mul(1.0)).because("a test");
        assertThat(names(x.exp().log(), Options.DEFAULT.plus(own))).startsWith("own");
    }

    @Test
    void whatNoRuleReachesIsReportedWithItsLine() {
        Expr x = matrix("x", 2, 3);
        Expr w = matrix("w", 3, 2);
        Expr risky = x.exp().dot(w).log();
        List<StabilityReport.Finding> found =
                Rewriter.with(Options.DEFAULT).optimised(List.of(risky)).dangers();
        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.danger()).contains("matrix product of exponentials");
            assertThat(finding.site()).isSameAs(risky.site());
        });
        Expr safe = x.exp().sum(1).log();
        assertThat(Rewriter.with(Options.DEFAULT).optimised(List.of(safe)).dangers())
                .isEmpty();
        Expr leftAlone = Rewriter.untouched(List.of(safe)).root();
        assertThat(StabilityReport.of(List.of(leftAlone))).hasSize(1);
    }

    @Test
    void theReportNamesTheRuleAndWhatItWouldNeed() {
        Expr x = matrix("x", 2, 3);
        Expr y = matrix("y", 2, 3);
        Map<Expr, String> wanting = Map.of(
                x.exp().add(y).log(), "log-add-exp would need y to be known to be positive",
                x.exp().sub(y).log(), "log-diff-exp would need y to be known to be positive",
                x.exp().add(y).sum(1).log(),
                        "weighted-log-sum-exp would need every term to be a product with an exponential among its factors, not exp(x) + y",
                x.exp().div(y.exp().sum(1).expand(1)), "shares would need the sum of exp(x)",
                x.exp().mul(y.erfc()), "exp-times-exp would need erfc(y) as the exponential of its logarithm",
                x.square().add(y.square()).div(2).sqrt(), "norm would need one array squared and summed along axes",
                x.square().rsub(1).sqrt(), "write x.rsub(1).mul(x.add(1)).sqrt()");
        wanting.forEach((risky, need) -> {
            List<StabilityReport.Finding> found =
                    Rewriter.with(Options.DEFAULT).optimised(List.of(risky)).dangers();
            assertThat(found)
                    .as(risky.toString())
                    .anySatisfy(finding -> assertThat(finding.toString()).contains(need));
        });
    }

    /** A stack overflow or a quadratic pass would show; time is for the benchmark. */
    @Test
    void longChainsAreRewrittenWithoutRecursion() {
        Expr x = scalar("x");
        Expr a = scalar("a");
        Expr y = x;
        for (int i = 0; i < 30_000; i++) {
            y = y.mul(a).add(0.5).tanh();
        }
        List<Expr> roots = List.of(y, grad(y, x));
        long nodes = Graph.topological(roots).size();
        Rewriter.Result result = Rewriter.with(Options.DEFAULT).optimised(roots);
        assertThat(result.log().visited()).isLessThan(4 * nodes);
    }
}
