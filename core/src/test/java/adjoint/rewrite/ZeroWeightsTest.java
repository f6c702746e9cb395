package adjoint.rewrite;

import static adjoint.Adjoint.grad;
import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.input;
import static adjoint.expr.Expressions.logAddExp;
import static adjoint.expr.Expressions.where;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights and probabilities that are exactly 0, rows that are masked out, and formulas of constants. */
class ZeroWeightsTest {
    private static final double[] P = {0, 0.5, 0.5};
    private static final double[] B = {-1, 0.5, -2};

    private static double[] densityOverTotal() {
        double total = 0.5 * Math.exp(0.5) + 0.5 * Math.exp(-2);
        return new double[] {Math.exp(-1) / total, Math.exp(0.5) / total, Math.exp(-2) / total};
    }

    private static void gradientByWeights(BinaryOperator<Expr> form, double... wanted) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Expr p = input("p", dtype, 3);
            Expr b = input("b", dtype, 3);
            Tensor found = CompiledFunction.function(p, b)
                    .returning(grad(form.apply(p, b), p))
                    .compile()
                    .call(Tensor.of(P).cast(dtype), Tensor.of(B).cast(dtype));
            close(found, dtype, wanted);
        }
    }

    private static void close(Tensor found, DType dtype, double... wanted) {
        assertThat(found.size()).isEqualTo(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            double unit = dtype == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
            boolean same =
                    found.get(i) == wanted[i] || Math.abs(found.get(i) - wanted[i]) <= 8 * unit * Math.abs(wanted[i]);
            assertThat(same).as("%s instead of %s at %d", found, wanted[i], i).isTrue();
        }
    }

    @Test
    void aWeightOfZeroInLogFormHasAFiniteGradient() {
        double[] wanted = densityOverTotal();
        gradientByWeights((p, b) -> p.log().add(b).logSumExp(), wanted);
        gradientByWeights((p, b) -> b.add(p.log()).exp().sum().log(), wanted);
        gradientByWeights((p, b) -> b.sub(3).add(p.log()).add(3).logSumExp(), wanted);
        gradientByWeights(
                (p, b) -> p.log().expand(1).add(b.expand(1)).logSumExp(0).sum(), wanted);
        gradientByWeights((p, b) -> p.expand(0).log().squeeze(0).add(b).logSumExp(), wanted);
        gradientByWeights((p, b) -> p.sub(1).log1p().add(b).logSumExp(), wanted);
        gradientByWeights((p, b) -> p.mul(b.exp()).sum().log(), wanted);
    }

    @Test
    void sharesOfWeightedTermsHaveFiniteGradients() {
        double[] share = densityOverTotal();
        double second = 0.5 * share[1];
        double[] wanted = {-second * share[0], share[1] - second * share[1], -second * share[2]};
        gradientByWeights((p, b) -> p.log().add(b).softmax().at(0, 1), wanted);
        gradientByWeights((p, b) -> p.mul(b.exp()).div(p.mul(b.exp()).sum()).at(0, 1), wanted);
    }

    @Test
    void twoWeightedTermsHaveFiniteGradients() {
        double first = Math.exp(-1);
        double other = Math.exp(0.5);
        gradientByWeights((p, b) -> logAddExp(p.at(0, 0).log().add(b.at(0, 0)), b.at(0, 1)), first / other, 0, 0);
        gradientByWeights(
                (p, b) -> logAddExp(
                        p.at(0, 0).log().add(b.at(0, 0)),
                        p.at(0, 0).neg().log1p().add(b.at(0, 1))),
                first / other - 1,
                0,
                0);
    }

    @Test
    void aSumOfNothingHasGradientZero() {
        Expr x = input("x", 2);
        for (UnaryOperator<Expr> form : List.<UnaryOperator<Expr>>of(
                v -> v.log().logSumExp(),
                v -> v.log().sub(3).logSumExp(),
                v -> v.log().expand(1).logSumExp(0).sum())) {
            Tensor found = CompiledFunction.function(x)
                    .returning(grad(form.apply(x), x))
                    .compile()
                    .call(Tensor.of(new double[] {0, 0}));
            close(found, DType.FLOAT64, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT64", "FLOAT32"})
    void aMaskedRowLeavesTheOthersAlone(DType dtype) {
        Expr scores = input("s", dtype, 2, 2);
        Expr v = input("v", dtype, 2, 1);
        Expr live = constant(1, 0).expand(1).gt(0);
        Expr masked = where(live, scores, constant(Double.NEGATIVE_INFINITY, dtype));
        Expr e = masked.exp();
        for (Expr p : List.of(
                masked.softmax(1), masked.logSoftmax(1).exp(), e.div(e.sum(1).expand(1)))) {
            Expr loss = p.dot(v).at(0, 0).sum();
            List<Tensor> found = CompiledFunction.function(scores, v)
                    .returning(
                            p, grad(loss, v), grad(loss, scores), grad(p.dot(v).sum(), v))
                    .compile()
                    .callAll(
                            Tensor.of(new double[][] {{1, 1}, {2, 3}}).cast(dtype),
                            Tensor.of(new double[][] {{1}, {2}}).cast(dtype));
            close(found.get(0), dtype, 0.5, 0.5, 0, 0);
            close(found.get(1), dtype, 0.5, 0.5);
            close(found.get(2), dtype, -0.25, 0.25, 0, 0);
            close(found.get(3), dtype, 0.5, 0.5);
        }
    }

    private static double of(Expr root) {
        return CompiledFunction.function().returning(root).compile().call().scalar();
    }

    @Test
    void formulasOfConstantsAreStable() {
        Expr far = constant(1000, 1000);
        assertThat(of(far.exp().sum().log())).isEqualTo(1000.6931471805599);
        assertThat(of(far.exp().div(far.exp().sum()).at(0, 0))).isEqualTo(0.5);
        assertThat(of(constant(1000).sigmoid().rsub(1).log())).isEqualTo(-1000);
        assertThat(of(constant(1e-20).add(1).log())).isEqualTo(1e-20);
        assertThat(of(constant(-50).exp().add(1).log())).isEqualTo(Math.exp(-50));
        assertThat(of(constant(1e-20).exp().sub(1))).isEqualTo(1e-20);
        assertThat(of(constant(1e200, 1e200).square().sum().sqrt()))
                .isCloseTo(Math.sqrt(2) * 1e200, org.assertj.core.data.Percentage.withPercentage(1e-13));
        assertThat(of(constant(900.0).exp().div(constant(901.0).exp()))).isEqualTo(Math.exp(-1));
    }

    @Test
    void aConstantInPlaceOfANodeIsAsGoodAsAnInput() {
        Expr x = input("x", 2);
        Expr h = x.mul(2);
        double found = CompiledFunction.function(x)
                .returning(h.exp().sum().log())
                .given(h, Expressions.constant(1000, 1000))
                .compile()
                .call(Tensor.of(new double[] {1, 2}))
                .scalar();
        assertThat(found).isEqualTo(1000.6931471805599);
    }

    @Test
    void whatStaysUnsafeInConstantsIsReported() {
        Expr c = constant(1000.0);
        Expr risky = c.exp().sub(c.sin().square()).log();
        assertThat(Rewriter.with(Options.DEFAULT).optimised(List.of(risky)).dangers())
                .isNotEmpty();
        assertThat(Rewriter.with(Options.DEFAULT)
                        .optimised(List.of(constant(1000, 1000).exp().sum().log()))
                        .dangers())
                .isEmpty();
    }
}
