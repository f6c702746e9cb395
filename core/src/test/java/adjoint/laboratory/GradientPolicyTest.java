package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static adjoint.autodiff.GradientEdit.clip;
import static adjoint.autodiff.GradientEdit.clipNorm;
import static adjoint.autodiff.GradientEdit.noise;
import static adjoint.autodiff.GradientEdit.replace;
import static adjoint.autodiff.GradientEdit.reverse;
import static adjoint.autodiff.GradientEdit.scale;
import static adjoint.autodiff.GradientEdit.stop;
import static adjoint.autodiff.GradientEdit.straightThrough;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Each policy on small losses whose gradients can be worked out in the head. */
class GradientPolicyTest {
    private static final Offset<Double> CLOSELY = Offset.offset(1e-14);

    private final Shared a = shared("a", Tensor.of(new double[] {1, -2, 3}));
    private final Shared b = shared("b", Tensor.of(new double[] {2, 2, 2}));
    private final Expr product = a.mul(b).named("product");
    /** Gradient by the product: 2 product = 4, -8, 12. */
    private final Expr loss = product.square().sum();

    private double[] gradient(Expr of, Expr wrt, GradientPolicy policy) {
        Expr gradient = grad(of, List.of(wrt), policy).of(wrt);
        double[] plain = Interpreter.evaluate(gradient, List.of()).toDoubles();
        double[] compiled = function().returning(gradient).compile().call().toDoubles();
        assertThat(compiled).containsExactly(plain, CLOSELY);
        return plain;
    }

    private void assertGradient(GradientPolicy policy, double... byA) {
        assertThat(gradient(loss, a, policy)).containsExactly(byA, CLOSELY);
    }

    @Test
    void theExactPolicyChangesNothing() {
        assertGradient(exact(), 8, -16, 24);
    }

    @Test
    void aNodeIsChosenByItselfByNameOrByPredicate() {
        double[] expected = {-8, 16, -24};
        assertGradient(exact().at(product, reverse()), expected);
        assertGradient(exact().at("product", reverse()), expected);
        assertGradient(exact().at(node -> node == product, reverse()), expected);
    }

    @Test
    void scalesByAnyExpressionAndByANumber() {
        assertGradient(exact().at(product, scale(a)), 8, 32, 72);
        assertGradient(exact().at(product, scale(0.5)), 4, -8, 12);
        assertGradient(exact().at(product, g -> g.mul(a).add(1)), 10, 34, 74);
    }

    @Test
    void clipsByValue() {
        assertGradient(exact().at(product, clip(-5, 5)), 8, -10, 10);
    }

    @Test
    void clipsByNormOfAllEntriesOrAlongAxes() {
        double norm = Math.sqrt(16 + 64 + 144);
        assertGradient(exact().at(product, clipNorm(norm / 2)), 4, -8, 12);
        assertGradient(exact().at(product, clipNorm(norm * 1.01)), 8, -16, 24);
        assertGradient(exact().at(product, clipNorm(5, 0)), 8 * 5 / norm, -16 * 5 / norm, 24 * 5 / norm);
        Expr matrix = product.reshape(3, 1).named("matrix");
        double[] rows = gradient(matrix.square().sum(), product, exact().at("matrix", clipNorm(5, 1)));
        assertThat(rows).containsExactly(new double[] {4, -5, 5}, CLOSELY);
    }

    @Test
    void clippingLeavesAZeroAdjointZero() {
        assertThat(gradient(product.mul(0).square().sum(), a, exact().at(product, clipNorm(1))))
                .containsExactly(new double[3], CLOSELY);
    }

    @Test
    void clipsTheGlobalNorm() {
        double[] byA = {8, -16, 24};
        double[] byB = {4, 16, 36};
        double norm = Math.sqrt(
                java.util.stream.DoubleStream.concat(java.util.Arrays.stream(byA), java.util.Arrays.stream(byB))
                        .map(g -> g * g)
                        .sum());
        List<Expr> clipped =
                grad(loss, List.of(a, b), exact().clipGlobalNorm(3)).all();
        List<Tensor> values = Interpreter.evaluate(clipped, List.of());
        for (int i = 0; i < 3; i++) {
            assertThat(values.get(0).get(i)).isCloseTo(byA[i] * 3 / norm, Offset.offset(1e-14));
            assertThat(values.get(1).get(i)).isCloseTo(byB[i] * 3 / norm, Offset.offset(1e-14));
        }
        assertGradient(exact().clipGlobalNorm(1e3), byA);
    }

    @Test
    void aStoppedPathGivesZeroAndOtherPathsCount() {
        assertGradient(exact().at(product, stop()), 0, 0, 0);
        double[] other = gradient(loss.add(a.sum()), a, exact().at(product, stop()));
        assertThat(other).containsExactly(1, 1, 1);
    }

    @Test
    void aStoppedPathStaysZeroWhereTheDerivativeBelowIsInfinite() {
        Expr root = a.mul(0).sqrt().named("root");
        assertThat(gradient(root.sum(), a, exact().at(root, stop()))).containsExactly(0, 0, 0);
    }

    @Test
    void replacesTheAdjoint() {
        assertGradient(exact().at(product, replace(constant(1))), 2, 2, 2);
        assertGradient(exact().at(product, replace(b)), 4, 4, 4);
    }

    @Test
    void noiseIsSeededNewAtEachStepAndAtEachNode() {
        Shared step = shared("step", Tensor.of(0));
        GradientPolicy policy = exact().at(node -> node == a || node == b, noise(constant(0.1), 5, step));
        List<Expr> gradients = grad(loss, List.of(a, b), policy).all();
        List<Tensor> first = Interpreter.evaluate(gradients, List.of());
        assertThat(Interpreter.evaluate(gradients, List.of())).isEqualTo(first);
        assertThat(first.get(0).get(0) - 8)
                .isNotEqualTo(first.get(1).get(0) - 4)
                .isNotZero();
        step.set(Tensor.of(1));
        assertThat(Interpreter.evaluate(gradients, List.of()).get(0)).isNotEqualTo(first.get(0));
    }

    @Test
    void noiseIsNormal() {
        Expr wide = input("wide", 20_000);
        Expr noisy = grad(wide.sum(), List.of(wide), exact().at(wide, noise(constant(3), 11, constant(1))))
                .of(wide)
                .sub(1);
        double[] values = Interpreter.evaluate(noisy, List.of(wide), Tensor.zeros(adjoint.tensor.DType.FLOAT64, 20_000))
                .toDoubles();
        var statistics = new org.apache.commons.math3.stat.descriptive.DescriptiveStatistics(values);
        assertThat(statistics.getMean()).isCloseTo(0, Offset.offset(4 * 3 / Math.sqrt(20_000)));
        assertThat(statistics.getVariance()).isCloseTo(9, Offset.offset(4 * 9 * Math.sqrt(2.0 / 20_000)));
        double distance = new org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest()
                .kolmogorovSmirnovStatistic(new org.apache.commons.math3.distribution.NormalDistribution(0, 3), values);
        assertThat(distance).isLessThan(1.95 / Math.sqrt(20_000));
    }

    @Test
    void straightThroughTreatsAStepAsTheIdentity() {
        Expr rounded = a.mul(0.4).round().named("rounded");
        Expr target = rounded.mul(b).sum();
        assertThat(gradient(target, a, exact())).containsExactly(0, 0, 0);
        assertThat(gradient(target, a, exact().at(rounded, straightThrough())))
                .containsExactly(new double[] {0.8, 0.8, 0.8}, CLOSELY);
        assertThatThrownBy(() -> grad(loss, List.of(a), exact().at(product, straightThrough())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("one input")
                .hasMessageContaining("customGradient");
    }

    @Test
    void editsOfOneNodeApplyInTheOrderWritten() {
        assertGradient(exact().at(product, clip(-5, 5)).at(product, scale(2)), 16, -20, 20);
        assertGradient(exact().at(product, scale(2)).at(product, clip(-5, 5)), 10, -10, 10);
        assertGradient(exact().at(product, scale(2)).and(exact().at(product, clip(-5, 5))), 10, -10, 10);
    }

    @Test
    void anEditSeesTheSumOfWhatArrives() {
        Expr twice = product.sum().add(product.square().sum());
        assertThat(gradient(twice, product, exact().at(product, clip(-3, 3)))).containsExactly(3, -3, 3);
        Expr leafTwice = a.sum().add(a.square().sum());
        assertThat(gradient(leafTwice, a, exact().at(a, clip(-3, 3)))).containsExactly(3, -3, 3);
    }

    @Test
    void aScopeLimitsAPolicyToSomeVariables() {
        GradientPolicy policy = exact().at(product, reverse()).onlyFor(b);
        assertGradient(policy, 8, -16, 24);
        assertThat(gradient(loss, b, policy)).containsExactly(-4, -16, -36);
        GradientPolicy global = exact().clipGlobalNorm(1).onlyFor(b);
        assertGradient(global, 8, -16, 24);
        double norm = Math.sqrt(16 + 256 + 36 * 36);
        assertThat(gradient(loss, b, global)).containsExactly(new double[] {4 / norm, 16 / norm, 36 / norm}, CLOSELY);
    }

    @Test
    void theLossIsLeftAloneAndTheGradientIsAnOrdinaryGraph() {
        String before = loss.toString();
        Expr edited = grad(loss, List.of(a), exact().at(product, scale(3))).of(a);
        assertThat(loss.toString()).isEqualTo(before);
        assertThat(Graph.topological(edited)).noneMatch(node -> node.op() instanceof adjoint.expr.Hook);
        // 3 * 2 a b^2 differentiates to 6 b^2: the policy holds for one differentiation.
        assertThat(gradient(edited.sum(), a, exact())).containsExactly(24, 24, 24);
    }

    @Test
    void printsWhatItDoes() {
        GradientPolicy policy = exact().at(product, GradientEdit.scale(b))
                .onlyFor(a)
                .at("product", clip(-1, 1))
                .clipGlobalNorm(5);
        assertThat(policy.toString().split("\n"))
                .containsExactly(
                        "at product: scale by b, only for a",
                        "at 'product': clip to [-1.0, 1.0]",
                        "on all gradients: clip the global norm to 5.0");
        assertThat(exact()).hasToString("exact");
    }

    @Test
    void aPolicyThatMissesIsAnError() {
        assertThatThrownBy(() -> grad(loss, List.of(a), exact().at("produkt", reverse())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("'produkt'")
                .hasMessageContaining("GradientPolicyTest.java");
        assertThatThrownBy(() -> grad(loss, List.of(a), exact().at(a.exp(), reverse())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("exp(a)");
    }

    @Test
    void anEditMustKeepTheType() {
        assertThatThrownBy(() -> grad(
                        loss, List.of(a), exact().at(product, g -> g.expand(0).add(input("m", 4, 1)))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("keeps its node's type");
        assertThatThrownBy(() -> grad(
                        loss,
                        List.of(a),
                        exact().overall("sum", all -> List.of(all.get(0).sum()))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("'sum'");
    }
}
