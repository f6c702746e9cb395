package adjoint.mdn.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;
import org.junit.jupiter.api.Test;

class CommonsMathLossTest {
    private static PointValuePair minimise(CommonsMathLoss loss, int steps) {
        return new NonLinearConjugateGradientOptimizer(
                        Formula.POLAK_RIBIERE, new SimpleValueChecker(1e-10, 1e-10, steps))
                .optimize(loss.objective(), loss.gradient(), GoalType.MINIMIZE, loss.start(), new MaxEval(20_000));
    }

    @Test
    void aQuadraticIsSolvedAcrossParameters() {
        Shared a = Expressions.shared("a", Tensor.of(new double[][] {{5, 5}}));
        Shared b = Expressions.shared("b", Tensor.of(-4));
        Expr x = Expressions.scalar("x");
        Expr loss = a.sub(Expressions.constant(1, 2))
                .square()
                .sum()
                .add(b.sub(x).square().mul(3));
        CommonsMathLoss objective = new CommonsMathLoss(loss, List.of(a, b), List.of(x), Tensor.of(7));
        PointValuePair best = minimise(objective, 100);
        objective.assign(best.getPoint());
        assertThat(a.get().at(0, 0)).isCloseTo(1, within(1e-4));
        assertThat(a.get().at(0, 1)).isCloseTo(2, within(1e-4));
        assertThat(b.get().scalar()).isCloseTo(7, within(1e-4));
        assertThatThrownBy(() -> objective.assign(new double[2])).hasMessageContaining("too short");
        assertThatThrownBy(() -> objective.assign(new double[4])).hasMessageContaining("which have 3");
    }

    @Test
    void conjugateGradientsTrainASmallMixture() {
        SplittableRandom random = new SplittableRandom(1);
        Tensor x = Tensor.zeros(DType.FLOAT64, 150, 1);
        Tensor y = Tensor.zeros(DType.FLOAT64, 150, 1);
        for (int i = 0; i < 150; i++) {
            x.set(i, 1 + random.nextDouble());
            y.set(i, (random.nextBoolean() ? 1 : -1) * x.get(i) + 0.2 * random.nextGaussian());
        }
        var network = new MixtureDensityNetwork(
                new Architecture(1, List.of(4), 1, Activation.TANH, DType.FLOAT64),
                new Head(2, Covariance.ISOTROPIC, 1e-4),
                2);
        CommonsMathLoss loss = new CommonsMathLoss(
                network.loss(), network.parameters(), List.of(network.input(), network.target()), x, y);
        double truth = Math.log(2) + 0.5 * Math.log(2 * Math.PI * Math.E * 0.04);
        assertThat(loss.objective().getObjectiveFunction().value(loss.start().getInitialGuess()))
                .isGreaterThan(truth + 0.5);
        assertThat(minimise(loss, 200).getValue()).isCloseTo(truth, within(0.15));
    }
}
