package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * A model whose covariances are multiplied by one factor, which examples choose that the model was not trained on. A network
 * that has seen few sequences is surer of itself than it should be; on others it says so.
 */
public final class Calibrated implements DensityModel {
    /** Held-out examples that the factor is fitted to, at most; spread evenly. */
    private static final int SAMPLE = 10_000;

    /** Bounds of the logarithm of the factor. */
    private static final double BOUND = Math.log(100);

    private static final double TOLERANCE = 1e-4;
    private static final int MOST_TRIALS = 200;

    private final DensityModel inner;
    private final Shared factor;
    private final MixtureExpr mixture;

    /** Starts with a factor of 1. */
    public Calibrated(DensityModel inner) {
        this.inner = inner;
        this.factor = Expressions.shared(
                "calibration.factor", Tensor.scalar(inner.architecture().dtype(), 1));
        this.mixture = inner.mixture().widened(factor);
    }

    /** Sets the factor to the one that makes examples likeliest which the model was not trained on. */
    public void calibrate(Examples heldOut) {
        int count = Math.min(SAMPLE, heldOut.size());
        Tensor x = Tensor.zeros(inner.architecture().dtype(), count, heldOut.inputs());
        Tensor y = Tensor.zeros(inner.architecture().dtype(), count, heldOut.targets());
        for (int i = 0; i < count; i++) {
            heldOut.copy((int) ((long) i * heldOut.size() / count), x, y, i);
        }
        List<Mixture> predicted = new Predictor(inner).predict(x);
        double[][] observed = new double[count][heldOut.targets()];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < heldOut.targets(); d++) {
                observed[i][d] = y.at(i, d);
            }
        }
        double best = new BrentOptimizer(TOLERANCE, TOLERANCE)
                .optimize(
                        GoalType.MAXIMIZE,
                        new MaxEval(MOST_TRIALS),
                        new SearchInterval(-BOUND, BOUND, 0),
                        new UnivariateObjectiveFunction(log -> IntStream.range(0, count)
                                .mapToDouble(i ->
                                        predicted.get(i).widened(Math.exp(log)).logDensity(observed[i]))
                                .sum()))
                .getPoint();
        factor.set(Tensor.scalar(factor.dtype(), Math.exp(best)));
    }

    /** What the covariances are multiplied by. */
    public double factor() {
        return factor.get().scalar();
    }

    /** The model as it was trained. */
    public DensityModel inner() {
        return inner;
    }

    @Override
    public Architecture architecture() {
        return inner.architecture();
    }

    @Override
    public MixtureExpr mixture() {
        return mixture;
    }

    @Override
    public Expr input() {
        return inner.input();
    }

    @Override
    public Expr target() {
        return inner.target();
    }

    /** The inner model's loss, which the factor does not touch. */
    @Override
    public Expr loss() {
        return inner.loss();
    }

    @Override
    public List<Shared> parameters() {
        return inner.parameters();
    }

    /** Those of the inner model and the factor. */
    @Override
    public List<Shared> variables() {
        return Stream.concat(inner.variables().stream(), Stream.of(factor)).toList();
    }

    @Override
    public void afterEpoch(Examples training) {
        inner.afterEpoch(training);
    }

    @Override
    public void afterTraining(Examples training) {
        inner.afterTraining(training);
    }
}
