package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model with a connection from the inputs straight to the means, past the hidden layers: what the inner model sees as
 * target is the residual of a linear predictor. So the whole contains the linear predictor, and the network learns only
 * what is not linear, and how uncertain it is. The linear part is solved and then stays as it is; see {@link #startAt}.
 *
 * <p>Where inputs are samples of a signal, the inner model sees them, and the residual, divided by their level, the root of
 * their mean square. What it learns of a loud signal then holds for a soft one too, as it does for the linear part.
 */
public final class SkipConnection implements DensityModel {
    private final DensityModel inner;
    private final int signal;
    private final Shared weights;
    private final Shared bias;
    private final Shared deviation;
    private final Expr x;
    private final Expr y;
    private final MixtureExpr ofResiduals;
    private final MixtureExpr mixture;
    private final Expr loss;
    private final Expr likelihood;

    /**
     * Starts with a linear part of 0 and a deviation of 1.
     *
     * @param inner with isotropic components, or with one target
     * @param signal how many of the inputs, from the first on, are samples of a signal; 0 for none
     */
    public SkipConnection(DensityModel inner, int signal) {
        Architecture shape = inner.architecture();
        if (signal < 0 || signal > shape.inputs()) {
            throw new IllegalArgumentException("of " + shape.inputs() + " inputs, " + signal
                    + " cannot be a signal; choose 0 to " + shape.inputs());
        }
        this.inner = inner;
        this.signal = signal;
        this.weights = Expressions.shared("skip.weights", Tensor.zeros(shape.dtype(), shape.inputs(), shape.targets()));
        this.bias = Expressions.shared("skip.bias", Tensor.zeros(shape.dtype(), shape.targets()));
        this.deviation = Expressions.shared("skip.deviation", Tensor.scalar(shape.dtype(), 1));
        this.x = Expressions.input("x", shape.dtype(), "batch", shape.inputs());
        this.y = Expressions.input("y", shape.dtype(), "batch", shape.targets());
        Expr linear = x.dot(weights).add(bias).named("linear");
        Expr level = level(x).named("level");
        Expr scale = level.mul(deviation);
        List<Expr> all = new ArrayList<>(List.of(inner.loss(), inner.negativeLogLikelihood()));
        all.addAll(inner.mixture().parts());
        List<Expr> standard = Graph.substitute(
                all,
                Map.of(
                        inner.input(),
                        levelled(x, level),
                        inner.target(),
                        y.sub(linear).div(scale)));
        this.loss = standard.get(0);
        this.likelihood = standard.get(1).add(scale.log().squeeze(1).mul(shape.targets()));
        this.ofResiduals = inner.mixture().with(standard.subList(2, standard.size()));
        this.mixture = ofResiduals.moved(scale, linear);
    }

    /** Of shape [batch, 1], or [1, 1] without a signal. */
    private Expr level(Expr inputs) {
        return signal == 0
                ? Expressions.constant(Tensor.full(inputs.dtype(), 1, 1, 1))
                : inputs.slice(1, 0, signal)
                        .square()
                        .mean(1)
                        .add(LinearResiduals.SILENCE)
                        .sqrt()
                        .expand(1);
    }

    private Expr levelled(Expr inputs, Expr level) {
        if (signal == 0) {
            return inputs;
        }
        Expr samples = inputs.slice(1, 0, signal).div(level);
        Shape shape = inputs.shape();
        return shape.dim(1).size() == signal ? samples : Expressions.concat(1, samples, inputs.from(1, signal));
    }

    /**
     * Takes the weights of a linear model, such as least squares, and the deviation that the residuals of examples have from
     * it, so that the inner model sees targets of mean square 1.
     */
    public void startAt(GaussianMlp linear, Examples training) {
        if (!linear.architecture().hidden().isEmpty()) {
            throw new IllegalArgumentException(
                    "a skip connection starts at a linear model, not at one with hidden layers "
                            + linear.architecture().hidden());
        }
        List<Shared> fitted = linear.parameters();
        weights.set(fitted.get(0).get().cast(weights.dtype()));
        bias.set(fitted.get(1).get().cast(bias.dtype()));
        deviation.set(Tensor.scalar(deviation.dtype(), 1));
        deviation.set(Tensor.scalar(deviation.dtype(), residuals(training).rootMeanSquare()));
    }

    /** The examples as the inner model sees them. */
    public LinearResiduals residuals(Examples examples) {
        return new LinearResiduals(
                examples,
                signal,
                weights.get().toDoubles(),
                bias.get().toDoubles(),
                deviation.get().scalar());
    }

    /** The model of the residuals. */
    public DensityModel inner() {
        return inner;
    }

    /** How many of the inputs, from the first on, are samples of a signal. */
    public int signal() {
        return signal;
    }

    /** What the inner model predicts of the residuals, as nodes of this model's loss: those that policies are for. */
    public MixtureExpr ofResiduals() {
        return ofResiduals;
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
    public Expr negativeLogLikelihood() {
        return likelihood;
    }

    @Override
    public Expr input() {
        return x;
    }

    @Override
    public Expr target() {
        return y;
    }

    /** The inner model's loss, on the residuals. */
    @Override
    public Expr loss() {
        return loss;
    }

    /** Those of the inner model. */
    @Override
    public List<Shared> parameters() {
        return inner.parameters();
    }

    @Override
    public List<Shared> variables() {
        return Stream.concat(inner.variables().stream(), Stream.of(weights, bias, deviation))
                .toList();
    }

    @Override
    public void afterEpoch(Examples training) {
        inner.afterEpoch(residuals(training));
    }

    @Override
    public void afterTraining(Examples training) {
        inner.afterTraining(residuals(training));
    }
}
