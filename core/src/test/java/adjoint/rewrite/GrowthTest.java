package adjoint.rewrite;

import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compile.Plan;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The work of the rewriter grows with the graph and no faster, counted and not timed. */
class GrowthTest {
    /** Chains whose gradients, hits and misses differ. */
    enum Chain {
        SCALED_TANH((y, x) -> y.mul(0.5).tanh()),
        AFFINE_TANH((y, x) -> y.mul(x).add(x).tanh()),
        PRODUCT((y, x) -> y.mul(x).sin()),
        DOUBLY_NEGATED((y, x) -> y.neg().neg().exp().add(1).log());

        private final BiFunction<Expr, Expr, Expr> link;

        Chain(BiFunction<Expr, Expr, Expr> link) {
            this.link = link;
        }
    }

    /** What a rewrite of one graph took, for each of its nodes. */
    private record Work(double nodes, double visits, double tries, double firings) {
        static Work of(Chain chain, int links) {
            Expr x = scalar("x");
            Expr y = x;
            for (int i = 0; i < links; i++) {
                y = chain.link.apply(y, x);
            }
            List<Expr> roots = List.of(y, grad(y, x));
            Rewriter.Result result = Rewriter.with(Options.DEFAULT).optimised(roots);
            long tries = result.log().uses().values().stream()
                    .mapToLong(use -> use.hits() + use.misses())
                    .sum();
            assertThat(Plan.compile(List.of((Leaf.Input) x.op()), result.roots(), Map.of())
                            .size())
                    .isPositive();
            return new Work(
                    Graph.topological(roots).size() / (double) links,
                    result.log().visited() / (double) links,
                    tries / (double) links,
                    result.log().firings().size() / (double) links);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHundredTimesTheNodesAreAHundredTimesTheWork(Chain chain) {
        Work small = Work.of(chain, 500);
        for (int links : new int[] {5_000, 50_000}) {
            Work large = Work.of(chain, links);
            assertThat(large.nodes).isLessThanOrEqualTo(1.01 * small.nodes);
            assertThat(large.visits).isLessThanOrEqualTo(1.01 * small.visits);
            assertThat(large.tries).isLessThanOrEqualTo(1.01 * small.tries);
            assertThat(large.firings).isLessThanOrEqualTo(1.01 * small.firings);
        }
    }
}
