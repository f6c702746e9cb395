package adjoint.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.inspect.written.Model;
import adjoint.rewrite.Options;
import adjoint.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RescuesTest {
    private final Expr x = Expressions.matrix("x", "batch", 2);

    @Test
    void namesTheRowsOfLogSumExpThatFailAndTheRuleThatSavedThem() {
        Expr loss = x.exp().sum(1).log().mean();
        Tensor rows = Tensor.of(new double[][] {{1000, 999}, {0, 1}, {-1000, -1000}});
        Rescues found = Precision.of(loss).given(x, rows).rescued(10);
        assertThat(found.values()).isEqualTo(3);
        assertThat(found.lost()).isZero();
        assertThat(found.rows()).extracting(Rescues.Row::element).containsExactly(0, 2);
        assertThat(found.rows())
                .extracting(Rescues.Row::written)
                .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(found.rows().get(1).rewritten()).isEqualTo(-1000 + Math.log(2));
        assertThat(found.rows().get(1).exact().toDouble()).isEqualTo(-1000 + Math.log(2));
        assertThat(found.rows()).allMatch(row -> row.savedBy().equals("log-sum-exp"));
        assertThat(found.summary())
                .isEqualTo(
                        "2 of 3 values on this data would fail without rewriting (2 infinite), saved by log-sum-exp (2)");
        assertThat(found.toString()).contains("1000.31326169", "saved by");
    }

    @Test
    void rowsThatAreOnlyWrongCountByTheirBits() {
        Expr softplus = x.exp().add(1).log();
        Precision precision = Precision.of(softplus).given(x, Tensor.of(new double[][] {{800, 0}, {-20, -40}}));
        assertThat(precision.rescued(10).rows())
                .extracting(Rescues.Row::element)
                .containsExactly(0, 2, 3);
        assertThat(precision.rescued(40).rows())
                .extracting(Rescues.Row::element)
                .containsExactly(0, 3);
        assertThat(precision.rescued(10).summary()).contains("1 infinite", "2 wrong by more than 10 bits");
        for (Rescues.Row row : precision.rescued(10).rows()) {
            Options fewer = Options.DEFAULT
                    .without(row.rules().toArray(String[]::new))
                    .without(row.substitutes().toArray(String[]::new));
            assertThat(precision.with(fewer).rescued(10).rows())
                    .as("without " + row.savedBy())
                    .noneMatch(other -> other.element() == row.element());
        }
    }

    @Test
    void aSubstituteIsARuleThatWouldSaveItToo() {
        Options none = Options.DEFAULT.only("log-sum-exp");
        Expr sum = x.exp().sum(1).log();
        Tensor rows = Tensor.of(new double[][] {{1000, 999}});
        assertThat(Precision.of(sum).with(none).given(x, rows).rescued(10).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.each()).isTrue());
        assertThat(Precision.of(sum).given(x, rows).rescued(10).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.substitutes()).isNotEmpty());
        assertThat(Precision.of(sum)
                        .with(Options.DEFAULT.without("stabilise"))
                        .given(x, rows)
                        .rescued(10)
                        .lost())
                .isEqualTo(1);
    }

    @Test
    void theNaiveMixtureIsSavedRowByRow() {
        Expr y = Expressions.matrix("y", "batch", 1), mean = Expressions.matrix("mean", "batch", 3);
        Expr loss = Model.naiveMixture(y, mean, Expressions.matrix("variance", "batch", 3));
        Expr variance = Graph.topological(loss).stream()
                .filter(node -> "variance".equals(node.name()))
                .findFirst()
                .orElseThrow();
        Tensor means = Tensor.of(new double[][] {{0, 1, 2}, {60, 61, 62}, {-80, -90, -70}});
        Rescues found = Precision.of(loss)
                .given(y, Tensor.of(new double[][] {{0}, {0}, {0}}))
                .given(mean, means)
                .given(variance, Tensor.of(new double[][] {{1, 1, 1}, {1, 2, 1}, {1, 1, 1}}))
                .rescued(10);
        assertThat(found.values()).isEqualTo(3);
        assertThat(found.rows()).extracting(Rescues.Row::element).containsExactly(1, 2);
        assertThat(found.rows()).allMatch(row -> !row.rules().isEmpty() && Double.isInfinite(row.written()));
    }

    @Test
    void explanationsSayItOnceDataIsGiven() {
        Expr loss = x.exp().sum(1).log().mean();
        assertThat(Explanation.of(loss).toText()).doesNotContain("would fail without rewriting");
        Explanation given = Explanation.of(loss).given(x, Tensor.of(new double[][] {{1000, 999}, {0, 1}}));
        assertThat(given.toText())
                .contains(
                        "1 of 2 values on this data would fail without rewriting (1 infinite), saved by log-sum-exp (1)");
        assertThat(given.toHtml()).contains("1 of 2 values on this data would fail without rewriting");
        Expr tidy = x.add(0).sum();
        assertThat(Explanation.of(tidy)
                        .given(x, Tensor.of(new double[][] {{1, 2}}))
                        .toText())
                .contains("rewriting saved none");
    }
}
