package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.GradientCheck;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scaling of the means' adjoints by the deviation (Uria, Murray and Larochelle 2013), in both readings, against a
 * mixture density network differentiated by hand in plain loops.
 */
class RnadeTrickTest {
    private static final int N = 7;
    private static final int IN = 4;
    private static final int H = 5;
    private static final int D = 2;
    private static final int K = 3;

    enum Reading {
        EXACT,
        LOCAL,
        PROPAGATED
    }

    private final Random random = new Random(3);
    private final Expr x = matrix("x", "batch", IN);
    private final Expr y = matrix("y", "batch", D);
    private final Shared w = shared("w", normal(IN, H));
    private final Shared b = shared("b", normal(H));
    private final Shared wMu = shared("wMu", normal(H, D * K));
    private final Shared bMu = shared("bMu", normal(D * K));
    private final Shared wV = shared("wV", normal(H, K));
    private final Shared bV = shared("bV", normal(K));
    private final Shared wPi = shared("wPi", normal(H, K));
    private final Shared bPi = shared("bPi", normal(K));
    private final List<Shared> params = List.of(w, b, wMu, bMu, wV, bV, wPi, bPi);

    private final Expr h = x.dot(w).add(b).tanh();
    private final Expr mu = h.dot(wMu).add(bMu).reshape("batch", D, K).named("mu");
    private final Expr variance = h.dot(wV).add(bV).softplus();
    private final Expr sigma = variance.sqrt().expand(1);
    private final Expr logPi = h.dot(wPi).add(bPi).logSoftmax(1);
    private final Expr squares = y.expand(2).sub(mu).square().sum(1);
    private final Expr logDensity =
            squares.div(variance).add(variance.mul(2 * Math.PI).log().mul(D)).mul(-0.5);
    private final Expr loss = logPi.add(logDensity).logSumExp(1).mean().neg();

    private Tensor normal(int... shape) {
        Tensor values = Tensor.zeros(adjoint.tensor.DType.FLOAT64, shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    private GradientPolicy policy(Reading reading) {
        return switch (reading) {
            case EXACT -> exact();
            case LOCAL -> exact().at(mu, g -> g.mul(sigma)).onlyFor(wMu, bMu);
            case PROPAGATED -> exact().at(mu, g -> g.mul(sigma));
        };
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheClosedFormBeforeAndAfterRewriting(Reading reading) {
        Tensor xs = normal(N, IN);
        Tensor ys = normal(N, D);
        Grads grads = grad(loss, params, policy(reading));
        List<Tensor> plain = Interpreter.evaluate(grads.all(), List.of(x, y), xs, ys);
        List<Tensor> compiled = function(x, y)
                .returning(grads.all().toArray(Expr[]::new))
                .compile()
                .callAll(xs, ys);
        List<double[]> expected = new ByHand(xs, ys).gradients(reading);
        for (int i = 0; i < expected.size(); i++) {
            assertClose(plain.get(i), expected.get(i));
            assertClose(compiled.get(i), expected.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAdjointOfTheMeansIsTheClosedForm(Reading reading) {
        Tensor xs = normal(N, IN);
        Tensor ys = normal(N, D);
        Expr adjoint = grad(loss, List.of(wMu), policy(reading)).adjoint(mu);
        double[] expected = new ByHand(xs, ys).means(reading == Reading.PROPAGATED);
        assertClose(Interpreter.evaluate(adjoint, List.of(x, y), xs, ys), expected);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheExactGradientPassesTheGradientCheck(Reading reading) {
        boolean passed = GradientCheck.of(loss, grad(loss, params, policy(reading)))
                .given(x, normal(N, IN))
                .given(y, normal(N, D))
                .at()
                .passed();
        assertThat(passed).isEqualTo(reading == Reading.EXACT);
    }

    private static void assertClose(Tensor actual, double[] expected) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual.size()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual.get(i) - expected[i])).isLessThanOrEqualTo(1e-12 * largest);
        }
    }

    /** The network and its gradients in loops, one example after the other. */
    private final class ByHand {
        private final Tensor xs;
        private final double[][] hidden = new double[N][H];
        private final double[][] dMu = new double[N][D * K];
        private final double[][] dMuScaled = new double[N][D * K];
        private final double[][] dV = new double[N][K];
        private final double[][] dPi = new double[N][K];

        ByHand(Tensor xs, Tensor ys) {
            this.xs = xs;
            for (int n = 0; n < N; n++) {
                double[] in = row(xs, n);
                double[] pre = affine(in, w, b);
                for (int j = 0; j < H; j++) {
                    hidden[n][j] = Math.tanh(pre[j]);
                }
                example(n, row(ys, n));
            }
        }

        private void example(int n, double[] target) {
            double[] means = affine(hidden[n], wMu, bMu);
            double[] raw = affine(hidden[n], wV, bV);
            double[] logits = affine(hidden[n], wPi, bPi);
            double[] v = new double[K];
            double[] r = new double[K];
            double[] joint = new double[K];
            double sumPi = 0;
            double sumJoint = 0;
            for (int k = 0; k < K; k++) {
                v[k] = Math.log1p(Math.exp(raw[k]));
                for (int d = 0; d < D; d++) {
                    r[k] += Math.pow(target[d] - means[d * K + k], 2);
                }
                sumPi += Math.exp(logits[k]);
                joint[k] = Math.exp(logits[k] - r[k] / (2 * v[k])) / Math.pow(v[k], D / 2.0);
                sumJoint += joint[k];
            }
            for (int k = 0; k < K; k++) {
                double gamma = joint[k] / sumJoint;
                dPi[n][k] = (Math.exp(logits[k]) / sumPi - gamma) / N;
                double slope = 1 / (1 + Math.exp(-raw[k]));
                dV[n][k] = gamma * (D / (2 * v[k]) - r[k] / (2 * v[k] * v[k])) * slope / N;
                for (int d = 0; d < D; d++) {
                    double difference = gamma * (means[d * K + k] - target[d]) / N;
                    dMu[n][d * K + k] = difference / v[k];
                    dMuScaled[n][d * K + k] = difference / Math.sqrt(v[k]);
                }
            }
        }

        double[] means(boolean scaled) {
            return java.util.Arrays.stream(scaled ? dMuScaled : dMu)
                    .flatMapToDouble(java.util.Arrays::stream)
                    .toArray();
        }

        List<double[]> gradients(Reading reading) {
            double[][] head = reading == Reading.EXACT ? dMu : dMuScaled;
            double[][] flowing = reading == Reading.PROPAGATED ? dMuScaled : dMu;
            double[][] trunk = new double[N][H];
            double[][] inputs = new double[N][];
            for (int n = 0; n < N; n++) {
                inputs[n] = row(xs, n);
                for (int j = 0; j < H; j++) {
                    double g = 0;
                    for (int c = 0; c < D * K; c++) {
                        g += flowing[n][c] * wMu.get().at(j, c);
                    }
                    for (int k = 0; k < K; k++) {
                        g += dV[n][k] * wV.get().at(j, k)
                                + dPi[n][k] * wPi.get().at(j, k);
                    }
                    trunk[n][j] = g * (1 - hidden[n][j] * hidden[n][j]);
                }
            }
            return List.of(
                    outer(inputs, trunk),
                    columns(trunk),
                    outer(hidden, head),
                    columns(head),
                    outer(hidden, dV),
                    columns(dV),
                    outer(hidden, dPi),
                    columns(dPi));
        }

        private double[] row(Tensor matrix, int n) {
            double[] row = new double[matrix.dim(1)];
            for (int i = 0; i < row.length; i++) {
                row[i] = matrix.at(n, i);
            }
            return row;
        }

        private double[] affine(double[] in, Shared weights, Shared bias) {
            double[] out = bias.get().toDoubles();
            for (int i = 0; i < in.length; i++) {
                for (int j = 0; j < out.length; j++) {
                    out[j] += in[i] * weights.get().at(i, j);
                }
            }
            return out;
        }

        private double[] outer(double[][] a, double[][] g) {
            int columns = g[0].length;
            double[] sum = new double[a[0].length * columns];
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += a[n][i / columns] * g[n][i % columns];
                }
            }
            return sum;
        }

        private double[] columns(double[][] g) {
            double[][] ones = new double[N][];
            java.util.Arrays.fill(ones, new double[] {1});
            return outer(ones, g);
        }
    }
}
