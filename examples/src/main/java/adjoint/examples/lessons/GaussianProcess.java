package adjoint.examples.lessons;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.shared;
import static adjoint.Adjoint.vector;

import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.optimise.Adam;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A Gaussian process whose length scale, amplitude and noise are learnt from data by the gradient of the marginal likelihood
 * (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and 5). Written as in the book: one
 * Cholesky factor gives the likelihood and the prediction, and the gradient passes through both.
 */
public final class GaussianProcess {
    private final Expr x = vector("x", "n");
    private final Expr y = vector("y", "n");
    private final Expr at = vector("at", "m");
    private final Shared length = shared("log length", Tensor.of(0));
    private final Shared amplitude = shared("log amplitude", Tensor.of(0));
    private final Shared noise = shared("log noise", Tensor.of(0));

    /** The covariance of the function's values at two sets of points: [n, m]. */
    private Expr covariance(Expr a, Expr b) {
        Expr distance = a.expand(1).sub(b).div(length.exp());
        return distance.square().mul(-0.5).exp().mul(amplitude.mul(2).exp());
    }

    /** The lower factor of the covariance of the noisy data. */
    private Expr factor() {
        return covariance(x, x)
                .add(x.ones().broadcastTo(x.shape()).mul(noise.mul(2).exp()).fromDiagonal())
                .cholesky();
    }

    /** The negative logarithm of the density of y, all hyper-parameters given. */
    Expr loss() {
        Expr factor = factor();
        Expr white = factor.solveLower(y.expand(1), false);
        Expr count = adjoint.Adjoint.size(x.shape().dim(0), DType.FLOAT64);
        return white.square()
                .sum()
                .mul(0.5)
                .add(factor.diagonal().log().sum())
                .add(count.mul(0.5 * Math.log(2 * Math.PI)));
    }

    /** The mean of the function at other points, given the data. */
    Expr mean() {
        Expr factor = factor();
        Expr weights = factor.solveLower(factor.solveLower(y.expand(1), false), true);
        return covariance(at, x).dot(weights).squeeze(1);
    }

    /** The variance of the function at other points, given the data. */
    Expr variance() {
        Expr white = factor().solveLower(covariance(x, at), false);
        return amplitude.mul(2).exp().sub(white.square().sum(0));
    }

    List<Shared> parameters() {
        return List.of(length, amplitude, noise);
    }

    List<Expr> inputs() {
        return List.of(x, y, at);
    }

    /** Learns the hyper-parameters, and returns the loss before the last step. */
    double fit(Tensor xs, Tensor ys, int steps) {
        Expr loss = loss();
        Grads gradients = grad(loss, parameters());
        CompiledFunction step = function(x, y)
                .returning(loss)
                .updating(new Adam().updates(parameters(), gradients.all(), constant(0.05)))
                .compile();
        double last = 0;
        for (int i = 0; i < steps; i++) {
            last = step.call(xs, ys).scalar();
        }
        return last;
    }

    public static void main(String[] args) {
        Random random = new Random(1);
        double[] xs = random.doubles(60, 0, 10).toArray();
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            ys[i] = 2 * Math.sin(xs[i]) + 0.3 * random.nextGaussian();
        }
        GaussianProcess process = new GaussianProcess();
        double loss = process.fit(Tensor.of(xs), Tensor.of(ys), 300);
        System.out.printf(Locale.ROOT, "negative log likelihood %.2f%n", loss);
        for (Shared parameter : process.parameters()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s %.2f%n",
                    parameter.name().substring(4),
                    Math.exp(parameter.get().scalar()));
        }
        CompiledFunction predict = function(process.x, process.y, process.at)
                .returning(process.mean(), process.variance().sqrt())
                .compile();
        List<Tensor> found = predict.callAll(Tensor.of(xs), Tensor.of(ys), Tensor.of(new double[] {2, 5, 20}));
        System.out.println("means " + found.get(0));
        System.out.println("deviations " + found.get(1));
    }
}
