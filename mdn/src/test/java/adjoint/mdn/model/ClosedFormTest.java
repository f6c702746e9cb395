package adjoint.mdn.model;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.MixtureMultivariateNormalDistribution;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The likelihood and its gradients against formulas written out by hand, and against Commons Math's mixtures. */
class ClosedFormTest {
    private static final int N = 5;

    /** Logits, means and raw variances as leaves, so that gradients with respect to them can be asked for. */
    private static final class Sample {
        final int d;
        final int k;
        final boolean isotropic;
        final double[] logits;
        final double[] means;
        final double[] raw;
        final double[] targets;

        Sample(int d, int k, boolean isotropic) {
            this.d = d;
            this.k = k;
            this.isotropic = isotropic;
            SplittableRandom random = new SplittableRandom(d * 100 + k);
            logits = gaussians(random, N * k);
            means = gaussians(random, N * d * k);
            raw = gaussians(random, N * k * (isotropic ? 1 : d));
            targets = gaussians(random, N * d);
        }

        private static double[] gaussians(SplittableRandom random, int count) {
            return IntStream.range(0, count)
                    .mapToDouble(i -> random.nextGaussian())
                    .toArray();
        }

        double mean(int n, int i, int c) {
            return means[(n * d + i) * k + c];
        }

        int rawAt(int n, int i, int c) {
            return isotropic ? n * k + c : (n * d + i) * k + c;
        }

        double variance(int n, int i, int c) {
            return Math.log1p(Math.exp(raw[rawAt(n, i, c)]));
        }

        double pi(int n, int c) {
            double total = IntStream.range(0, k)
                    .mapToDouble(j -> Math.exp(logits[n * k + j]))
                    .sum();
            return Math.exp(logits[n * k + c]) / total;
        }

        MixtureMultivariateNormalDistribution oracle(int n) {
            double[] weights = IntStream.range(0, k).mapToDouble(c -> pi(n, c)).toArray();
            double[][] centres = new double[k][d];
            double[][][] covariances = new double[k][d][d];
            for (int c = 0; c < k; c++) {
                for (int i = 0; i < d; i++) {
                    centres[c][i] = mean(n, i, c);
                    covariances[c][i][i] = variance(n, i, c);
                }
            }
            return new MixtureMultivariateNormalDistribution(weights, centres, covariances);
        }

        double[] target(int n) {
            return java.util.Arrays.copyOfRange(targets, n * d, (n + 1) * d);
        }

        double responsibility(int n, int c) {
            var parts = oracle(n).getComponents();
            double total = parts.stream()
                    .mapToDouble(p -> p.getFirst() * p.getSecond().density(target(n)))
                    .sum();
            return parts.get(c).getFirst() * parts.get(c).getSecond().density(target(n)) / total;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,true", "1,3,true", "2,3,true", "3,4,true", "1,3,false", "2,3,false", "3,2,false"})
    void likelihoodAndGradients(int d, int k, boolean isotropic) {
        Sample s = new Sample(d, k, isotropic);
        Expr l = Expressions.input("l", "n", k);
        Expr mu = Expressions.input("mu", "n", d, k);
        Expr a = Expressions.input("a", "n", isotropic ? 1 : d, k);
        Expr y = Expressions.input("y", "n", d);
        MixtureExpr mixture = new MixtureExpr(l.logSoftmax(1), mu, a.softplus());
        Expr nll = mixture.negativeLogLikelihood(y);
        List<Expr> grads = grad(nll.mean(), List.of(l, mu, a)).all();
        List<Tensor> out = function(l, mu, a, y)
                .returning(nll, grads.get(0), grads.get(1), grads.get(2), mixture.responsibilities(y), mixture.mean())
                .compile()
                .callAll(
                        Tensor.over(s.logits, N, k),
                        Tensor.over(s.means, N, d, k),
                        Tensor.over(s.raw, N, isotropic ? 1 : d, k),
                        Tensor.over(s.targets, N, d));
        for (int n = 0; n < N; n++) {
            assertThat(out.get(0).at(n)).isCloseTo(-FastMath.log(s.oracle(n).density(s.target(n))), within(1e-12));
            for (int c = 0; c < k; c++) {
                double gamma = s.responsibility(n, c);
                assertThat(out.get(4).at(n, c)).isCloseTo(gamma, within(1e-13));
                assertThat(out.get(1).at(n, c)).isCloseTo((s.pi(n, c) - gamma) / N, within(1e-13));
                double slope = 0;
                for (int i = 0; i < d; i++) {
                    double v = s.variance(n, i, c);
                    double r = s.mean(n, i, c) - s.target(n)[i];
                    assertThat(out.get(2).at(n, i, c)).isCloseTo(gamma * r / (v * N), within(1e-13));
                    double sigmoid = 1 / (1 + Math.exp(-s.raw[s.rawAt(n, i, c)]));
                    double own = gamma * (1 / (2 * v) - r * r / (2 * v * v)) * sigmoid / N;
                    slope += own;
                    if (!isotropic) {
                        assertThat(out.get(3).at(n, i, c)).isCloseTo(own, within(1e-13));
                    }
                }
                if (isotropic) {
                    assertThat(out.get(3).at(n, 0, c)).isCloseTo(slope, within(1e-13));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ISOTROPIC,FLOAT64,1e-11", "DIAGONAL,FLOAT64,1e-11", "ISOTROPIC,FLOAT32,2e-5", "DIAGONAL,FLOAT32,2e-5"})
    void aNetworksLikelihoodIsThatOfThePredictedMixtures(Covariance covariance, DType dtype, double tolerance) {
        Architecture architecture = new Architecture(4, List.of(6, 5), 2, Activation.TANH, dtype);
        var network = new MixtureDensityNetwork(architecture, new Head(3, covariance, 0.01), 7);
        Tensor x = Tensor.zeros(dtype, N, 4);
        Tensor y = Tensor.zeros(dtype, N, 2);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, random.nextGaussian());
        }
        for (int i = 0; i < y.size(); i++) {
            y.set(i, 2 * random.nextGaussian());
        }
        Tensor nll = function(network.input(), network.target())
                .returning(network.negativeLogLikelihood())
                .compile()
                .call(x, y);
        Tensor means = function(network.input())
                .returning(network.mixture().mean())
                .compile()
                .call(x);
        Tensor variances = function(network.input())
                .returning(network.mixture().variance())
                .compile()
                .call(x);
        var mixtures = new Predictor(network).predict(x);
        for (int n = 0; n < N; n++) {
            double[] target = {y.at(n, 0), y.at(n, 1)};
            assertThat(nll.at(n)).isCloseTo(-mixtures.get(n).logDensity(target), within(tolerance));
            for (int i = 0; i < 2; i++) {
                assertThat(means.at(n, i)).isCloseTo(mixtures.get(n).mean()[i], within(tolerance));
                assertThat(variances.at(n, i)).isCloseTo(mixtures.get(n).covariance()[i][i], within(tolerance));
            }
        }
    }
}
