package adjoint.examples.lessons;

import static adjoint.Adjoint.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientCheck;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
    private static final double[] XS = {0.1, 0.9, 2.2, 3.1, 4.5};
    private static final double[] YS = {0.2, 1.5, 1.4, 0.1, -2.1};

    private static double[][] covariance() {
        double[][] covariance = new double[XS.length][XS.length];
        for (int i = 0; i < XS.length; i++) {
            for (int j = 0; j < XS.length; j++) {
                covariance[i][j] = Math.exp(-0.5 * (XS[i] - XS[j]) * (XS[i] - XS[j])) + (i == j ? 1 : 0);
            }
        }
        return covariance;
    }

    @Test
    void theLossIsThatOfAMultivariateNormal() {
        GaussianProcess process = new GaussianProcess();
        List<Expr> in = process.inputs();
        double found = function(in.get(0), in.get(1))
                .returning(process.loss())
                .compile()
                .call(Tensor.of(XS), Tensor.of(YS))
                .scalar();
        double density = new MultivariateNormalDistribution(new double[XS.length], covariance()).density(YS);
        assertThat(found).isCloseTo(-Math.log(density), within(1e-12));
    }

    @Test
    void gradientsByHyperParametersAreThoseOfDifferences() {
        GaussianProcess process = new GaussianProcess();
        List<Expr> in = process.inputs();
        Expr[] parameters = process.parameters().toArray(Expr[]::new);
        GradientCheck.of(process.loss(), parameters)
                .secondOrder()
                .given(in.get(0), Tensor.of(XS))
                .given(in.get(1), Tensor.of(YS))
                .at(Tensor.of(0.2), Tensor.of(0.4), Tensor.of(-1))
                .orThrow();
    }

    @Test
    void itLearnsTheNoiseAndKnowsWhereItKnowsNothing() {
        Random random = new Random(1);
        double[] xs = random.doubles(60, 0, 10).toArray();
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            ys[i] = 2 * Math.sin(xs[i]) + 0.3 * random.nextGaussian();
        }
        GaussianProcess process = new GaussianProcess();
        process.fit(Tensor.of(xs), Tensor.of(ys), 300);
        List<Double> learnt = process.parameters().stream()
                .map(Shared::get)
                .map(value -> Math.exp(value.scalar()))
                .toList();
        assertThat(learnt.get(2)).isCloseTo(0.3, within(0.06));
        Tensor mean = function(process.inputs().toArray(Expr[]::new))
                .returning(process.mean())
                .compile()
                .call(Tensor.of(xs), Tensor.of(ys), Tensor.of(new double[] {2, 5}));
        assertThat(mean.get(0)).isCloseTo(2 * Math.sin(2), within(0.25));
        assertThat(mean.get(1)).isCloseTo(2 * Math.sin(5), within(0.25));
        Tensor variance = function(process.inputs().toArray(Expr[]::new))
                .returning(process.variance())
                .compile()
                .call(Tensor.of(xs), Tensor.of(ys), Tensor.of(new double[] {5, 100}));
        assertThat(variance.get(0)).isLessThan(0.05);
        assertThat(variance.get(1)).isCloseTo(learnt.get(1) * learnt.get(1), within(1e-9));
    }
}
