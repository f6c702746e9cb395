package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.layer.Mlp;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Evaluation;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The baseline: a perceptron trained on the squared error, read as the mean of a normal distribution. Its variance, one for
 * each target dimension and the same for all inputs, is the maximum-likelihood one of the training residuals, so it is fitted
 * on the data the network is trained on and on nothing else.
 */
public final class GaussianMlp implements DensityModel {
    /** LinearResiduals from which the variance is estimated between epochs: enough for 3 % if they are normal and independent. */
    private static final int SAMPLE = 2_000;

    private final Architecture architecture;
    private final Mlp network;
    private final Shared variance;
    private final Expr x;
    private final Expr y;
    private final Expr squaredErrors;
    private final MixtureExpr mixture;
    private final Evaluation residuals;

    /** @param seed for the initial weights */
    public GaussianMlp(Architecture architecture, long seed) {
        this.architecture = architecture;
        this.network = Mlp.of(architecture, architecture.targets(), seed);
        this.variance = Expressions.shared("variance", Tensor.full(architecture.dtype(), 1, architecture.targets()));
        this.x = Expressions.input("x", architecture.dtype(), "batch", architecture.inputs());
        this.y = Expressions.input("y", architecture.dtype(), "batch", architecture.targets());
        Expr mean = network.apply(x).named("mean");
        this.squaredErrors = mean.sub(y).square();
        Expr noLogWeight = Expressions.constant(Tensor.zeros(architecture.dtype(), 1, 1));
        this.mixture = new MixtureExpr(noLogWeight, mean.expand(2), variance.expand(0, 2));
        this.residuals = new Evaluation(x, y, Map.of("squared errors", squaredErrors));
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    /** Mixtures of one component. */
    @Override
    public MixtureExpr mixture() {
        return mixture;
    }

    /** Sets the variance to the mean squared residual of some examples, spread evenly over the given ones. */
    @Override
    public void afterEpoch(Examples training) {
        int count = Math.min(SAMPLE, training.size());
        fitVariance(
                training,
                IntStream.range(0, count)
                        .map(i -> (int) ((long) i * training.size() / count))
                        .toArray());
    }

    /** Sets the variance to the mean squared residual of the given examples. */
    @Override
    public void afterTraining(Examples training) {
        fitVariance(training, IntStream.range(0, training.size()).toArray());
    }

    private void fitVariance(Examples training, int... positions) {
        double[] means = residuals.means(training, positions).get("squared errors");
        variance.set(Tensor.of(means).cast(architecture.dtype()));
    }

    @Override
    public Expr input() {
        return x;
    }

    @Override
    public Expr target() {
        return y;
    }

    /** Half the squared error, summed over target dimensions, averaged over the batch. */
    @Override
    public Expr loss() {
        return squaredErrors.sum(1).mean().mul(0.5);
    }

    @Override
    public List<Shared> parameters() {
        return network.parameters();
    }

    /** The parameters and the variance. */
    @Override
    public List<Shared> variables() {
        return Stream.concat(network.parameters().stream(), Stream.of(variance)).toList();
    }
}
