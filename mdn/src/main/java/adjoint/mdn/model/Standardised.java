package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Examples;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model that takes inputs and targets on the user's scale and gives densities on it, around one that sees all of them with
 * mean 0 and variance 1. Means and deviations are variables of the model and are saved with it. Likelihoods are computed on
 * the inner scale and then moved, so that float32 keeps its digits where means are large against deviations.
 */
public final class Standardised implements DensityModel {
    private final DensityModel inner;
    private final Scale inputs;
    private final Scale targets;
    private final Expr x;
    private final Expr y;
    private final Expr loss;
    private final Expr likelihood;
    private final MixtureExpr mixture;

    /** Mean and deviation of each column. */
    private record Scale(Shared mean, Shared deviation) {
        static Scale of(String what, int columns, Architecture architecture) {
            return new Scale(
                    Expressions.shared(what + ".mean", Tensor.zeros(architecture.dtype(), columns)),
                    Expressions.shared(what + ".deviation", Tensor.full(architecture.dtype(), 1, columns)));
        }

        Expr standard(Expr values) {
            return values.sub(mean).div(deviation);
        }

        void set(ColumnMoments moments) {
            mean.set(Tensor.of(moments.means()).cast(mean.dtype()));
            deviation.set(Tensor.of(moments.deviations()).cast(mean.dtype()));
        }
    }

    /** Starts with mean 0 and deviation 1; see {@link #scaleTo}. */
    public Standardised(DensityModel inner) {
        Architecture shape = inner.architecture();
        this.inner = inner;
        this.inputs = Scale.of("input", shape.inputs(), shape);
        this.targets = Scale.of("target", shape.targets(), shape);
        this.x = Expressions.input("x", shape.dtype(), "batch", shape.inputs());
        this.y = Expressions.input("y", shape.dtype(), "batch", shape.targets());
        MixtureExpr standard = inner.mixture();
        List<Expr> all = new ArrayList<>(List.of(inner.loss(), inner.negativeLogLikelihood()));
        all.addAll(standard.parts());
        List<Expr> onStandardScale =
                Graph.substitute(all, Map.of(inner.input(), inputs.standard(x), inner.target(), targets.standard(y)));
        this.loss = onStandardScale.get(0);
        this.likelihood = onStandardScale.get(1).add(targets.deviation.log().sum());
        this.mixture = standard.with(onStandardScale.subList(2, onStandardScale.size()))
                .moved(targets.deviation, targets.mean);
    }

    /**
     * Takes means and deviations from the examples. A constant input is only centred; a constant target is an error, since a
     * density could grow without bound on it.
     */
    public void scaleTo(Examples training) {
        ColumnMoments ofInputs = ColumnMoments.ofInputs(training);
        ColumnMoments ofTargets = ColumnMoments.ofTargets(training);
        for (int column = 0; column < training.targets(); column++) {
            if (!(ofTargets.deviations()[column] > 0)) {
                throw new IllegalArgumentException(
                        "target " + column + " is " + ofTargets.means()[column] + " in all " + training.size()
                                + " examples; a density needs a target that varies");
            }
        }
        inputs.set(ofInputs.withoutZeros());
        targets.set(ofTargets);
    }

    /** The examples as the inner model sees them. */
    public Examples standard(Examples examples) {
        return new Rescaled(
                examples,
                new ColumnMoments(
                        inputs.mean.get().toDoubles(), inputs.deviation.get().toDoubles()),
                new ColumnMoments(
                        targets.mean.get().toDoubles(), targets.deviation.get().toDoubles()));
    }

    /** The standard deviation of each input, as {@link #scaleTo} has set it. */
    public double[] inputDeviations() {
        return inputs.deviation.get().toDoubles();
    }

    /** What the negative log-likelihood is above that on the standard scale: the sum of the targets' log-deviations. */
    public double logScale() {
        return Arrays.stream(targets.deviation.get().toDoubles()).map(Math::log).sum();
    }

    /** The model on the standard scale. */
    public DensityModel inner() {
        return inner;
    }

    @Override
    public Architecture architecture() {
        return inner.architecture();
    }

    /** On the user's scale; diagonal where the targets' deviations differ. */
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

    /** The inner model's loss. */
    @Override
    public Expr loss() {
        return loss;
    }

    @Override
    public List<Shared> parameters() {
        return inner.parameters();
    }

    @Override
    public List<Shared> variables() {
        return Stream.concat(
                        inner.variables().stream(),
                        Stream.of(inputs.mean, inputs.deviation, targets.mean, targets.deviation))
                .toList();
    }

    @Override
    public void afterEpoch(Examples training) {
        inner.afterEpoch(standard(training));
    }

    @Override
    public void afterTraining(Examples training) {
        inner.afterTraining(standard(training));
    }
}
