package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.RandomNormal;
import adjoint.expr.RandomUniform;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A batch of mixtures of K normal distributions over D dimensions, as expressions. Weights stay in the log domain, so that a
 * component of vanishing weight or density does no harm (Bishop 1994, Mixture Density Networks).
 *
 * @param logWeights of shape [batch, K]; their exponentials sum to 1
 * @param means of shape [batch, D, K]
 * @param spread of the components around their means
 */
public record MixtureExpr(Expr logWeights, Expr means, Spread spread) {
    /** A mixture of components with independent dimensions; see {@link Spread.Variances}. */
    public MixtureExpr(Expr logWeights, Expr means, Expr variances) {
        this(logWeights, means, new Spread.Variances(variances));
    }

    /**
     * The components of several mixtures over the same batch as one mixture.
     *
     * @param weights of the mixtures, with a sum of 1
     */
    public static MixtureExpr of(List<MixtureExpr> mixtures, List<Double> weights) {
        Spread first = mixtures.get(0).spread;
        Expr[] logWeights = new Expr[mixtures.size()];
        Arrays.setAll(logWeights, i -> mixtures.get(i).logWeights.add(Math.log(weights.get(i))));
        return new MixtureExpr(
                Expressions.concat(1, logWeights),
                joined(2, mixtures, MixtureExpr::means),
                first.with(joined(first.componentAxis(), mixtures, mixture -> mixture.spread.expr())));
    }

    private static Expr joined(int axis, List<MixtureExpr> mixtures, Function<MixtureExpr, Expr> part) {
        return Expressions.concat(axis, mixtures.stream().map(part).toArray(Expr[]::new));
    }

    static MixtureExpr of(List<Expr> parts) {
        return new MixtureExpr(parts.get(0), parts.get(1), Spread.of(parts.get(2)));
    }

    /** The number of rows. */
    Dim batch() {
        return means.shape().dim(0);
    }

    /** The number of dimensions, D. */
    public int dimension() {
        return means.shape().dim(1).size();
    }

    /** The number of components, K. */
    public int size() {
        return means.shape().dim(2).size();
    }

    /** The same with parts that have a row for each of the batch, where one row stood for all. */
    MixtureExpr perRow() {
        return with(parts().stream()
                .map(part -> part.broadcastTo(part.shape().with(0, batch())))
                .toList());
    }

    /** The variance of each component in each dimension; of shape [batch, D, K], or [batch, 1, K] where isotropic. */
    public Expr variances() {
        return spread.variances();
    }

    /** All that the mixture consists of: log-weights, means, and the expression of the spread. */
    public List<Expr> parts() {
        return List.of(logWeights, means, spread.expr());
    }

    /** A mixture of the same form of other parts. */
    public MixtureExpr with(List<Expr> parts) {
        return new MixtureExpr(parts.get(0), parts.get(1), spread.with(parts.get(2)));
    }

    /**
     * The distribution of the targets times factors plus offsets, each of shape [D] or [batch, D]; a factor of all dimensions
     * may have size 1 in place of D.
     */
    public MixtureExpr moved(Expr factors, Expr offsets) {
        Expr centres = means.mul(factors.expand(-1)).add(offsets.expand(-1));
        return new MixtureExpr(logWeights, centres, spread.scaled(factors));
    }

    /** The mixture with its weights raised to the power 1 / temperature: sharper below 1, more even above. */
    public MixtureExpr withMixingTemperature(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a temperature is a finite number above 0, not " + temperature + "; 1 changes nothing");
        }
        return new MixtureExpr(logWeights.div(temperature).logSoftmax(1), means, spread);
    }

    /** Refuses points whose dimensions are not those of the mixture; they would broadcast to a density of nothing. */
    private Expr points(Expr points) {
        if (points.rank() != 2 || !points.shape().dim(1).equals(means.shape().dim(1))) {
            throw new ShapeException("a mixture over " + dimension() + " dimensions takes points of shape [batch, "
                    + dimension() + "], not " + points.type() + "; reshape them, or take a marginal");
        }
        return points;
    }

    /** The logarithms of weight times density of each component at targets of shape [batch, D]; of shape [batch, K]. */
    public Expr logJoint(Expr targets) {
        return logWeights.add(spread.logDensity(points(targets).expand(2).sub(means)));
    }

    /** The log-density at targets of shape [batch, D], in nats; of shape [batch]. */
    public Expr logDensity(Expr targets) {
        return logJoint(targets).logSumExp(1);
    }

    /** The negative log-density, one for each example; of shape [batch]. */
    public Expr negativeLogLikelihood(Expr targets) {
        return logDensity(targets).neg();
    }

    /**
     * The same centres with a multiple of the covariances.
     *
     * @param factor of the covariances, a scalar above 0
     */
    public MixtureExpr widened(Expr factor) {
        return new MixtureExpr(logWeights, means, spread.scaled(factor.sqrt().expand(0)));
    }

    /** The probability that each component made the targets of shape [batch, D]; of shape [batch, K]. */
    public Expr responsibilities(Expr targets) {
        return logJoint(targets).softmax(1);
    }

    /** The weights; of shape [batch, K]. */
    public Expr weights() {
        return logWeights.exp();
    }

    /** The mean of the whole mixture; of shape [batch, D]. */
    public Expr mean() {
        return weights().expand(1).mul(means).sum(2);
    }

    /** The variance of the whole mixture in each dimension: within the components and between them; of shape [batch, D]. */
    public Expr variance() {
        Expr between = means.sub(mean().expand(2)).square();
        return weights().expand(1).mul(variances().add(between)).sum(2);
    }

    /** The covariance matrix of the whole mixture: within the components and between them; of shape [batch, D, D]. */
    public Expr covariance() {
        Expr centred = means.sub(mean().expand(2));
        Expr between = centred.expand(2).mul(centred.expand(1));
        return weights()
                .expand(1, 2)
                .mul(spread.covariances(dimension()).add(between))
                .sum(3);
    }

    /**
     * The probability of a value not above each target of shape [batch, D], in each dimension by itself: the targets' PIT
     * values; of shape [batch, D].
     */
    public Expr cumulative(Expr targets) {
        return ScalarsExpr.of(this).tail(points(targets), 1);
    }

    /** The probability of a value above each target of shape [batch, D], in each dimension by itself; of shape [batch, D]. */
    public Expr survival(Expr targets) {
        return ScalarsExpr.of(this).tail(points(targets), -1);
    }

    /**
     * The logarithm of the probability of a value between two points, in each dimension by itself: the likelihood of targets
     * that were rounded, in nats, to train on or to score. Finite in the tails, and so are its derivatives.
     *
     * @param low of shape [batch, D]; finite, so take a number far below all others for a cell without end
     * @param high of shape [batch, D], above {@code low}; finite
     * @return of shape [batch, D]
     */
    public Expr logProbability(Expr low, Expr high) {
        return ScalarsExpr.of(this).logProbability(logWeights, low, high);
    }

    /**
     * The points that values stay below with given probabilities, in each dimension by itself: the inverse of
     * {@link #cumulative}, infinite for 0 and 1, NaN for what is no probability. Derivatives with respect to probabilities
     * and mixture are right in every order, by the implicit function theorem.
     *
     * @param probabilities of a shape that broadcasts to [batch, D]
     * @return of shape [batch, D]
     */
    public Expr quantile(Expr probabilities) {
        Expr deviations = variances().sqrt().broadcastTo(means.shape());
        Expr logs = logWeights.expand(1).broadcastTo(means.shape());
        Shape one = means.shape().without(Axes.at(2));
        return Expr.of(new Quantile(), probabilities.broadcastTo(one), logs, means, deviations);
    }

    /**
     * The continuous ranked probability score of targets of shape [batch, D], in each dimension by itself, on the target's
     * scale, the smaller the better (Grimit et al. 2006, equation 5); of shape [batch, D].
     */
    public Expr crps(Expr targets) {
        return ScalarsExpr.of(this).crps(points(targets));
    }

    /** Bounds of the differential entropy, in nats. */
    public EntropyExpr entropy() {
        return EntropyExpr.of(this);
    }

    /**
     * The densest mode that an ascent from a component's mean reaches (Carreira-Perpinan 2000); of shape [batch, D]. Its
     * derivatives are right in every order, by the implicit function theorem.
     */
    public Expr mode() {
        return ModesExpr.densest(this);
    }

    /**
     * The modes that ascents from the means of all components reach, in the order of components, so that one mode can occur
     * several times; of shape [batch, D, K]. Differentiable as {@link #mode()}.
     */
    public Expr modes() {
        return ModesExpr.of(this).all();
    }

    /**
     * One random point for each row, of shape [batch, D]: a component by the Gumbel-max trick (Maddison et al., A* sampling,
     * 2014), and a point of it. The same seed and step give the same points. Derivatives with respect to the means and the
     * spread of the chosen components are pathwise; as the choice has none, there is none with respect to the weights. For
     * one dimension, {@link #quantile} of {@link adjoint.expr.RandomUniform} numbers has them.
     *
     * @param step a scalar; each value of it gives other points
     */
    public Expr sample(long seed, Expr step) {
        Expr logs = perRow().logWeights;
        Expr gumbel = RandomUniform.like(logs, seed, step).log().neg().log().neg();
        Shape one = means.shape().without(Axes.at(2));
        Expr standard = Expr.of(new RandomNormal(seed, means.dtype(), one), step);
        return pick(means.add(spread.noise(standard)), logs.add(gumbel).argMax(1));
    }

    /** From points of shape [batch, D, K], those of one component each: of shape [batch, D]. */
    static Expr pick(Expr points, Expr component) {
        Expr chosen = component.expand(1, 2).eq(Expressions.range(points.shape().dim(2)));
        return Expressions.where(chosen, points, points.zeros()).sum(2);
    }

    /** The distribution of some dimensions, in the order given. */
    public MixtureExpr marginal(int... dimensions) {
        Dimensions.require(dimensions, dimension());
        return new MixtureExpr(
                logWeights, means.gather(Expressions.constant(Tensor.of(dimensions)), 1), spread.marginal(dimensions));
    }

    /**
     * The distribution of all other dimensions, in their order, where the given ones have the given values.
     *
     * @param values of shape [batch, number of given dimensions]
     */
    public MixtureExpr conditional(int[] dimensions, Expr values) {
        MixtureExpr known = marginal(dimensions);
        int[] rest = Dimensions.others(dimensions, dimension());
        if (rest.length == 0) {
            throw new IllegalArgumentException(
                    "values are given for all " + dimension() + " dimensions; leave at least one out");
        }
        Spread.Remainder remainder = spread.conditional(
                dimensions, rest, known.points(values).expand(2).sub(known.means));
        return new MixtureExpr(
                known.logJoint(values).logSoftmax(1), marginal(rest).means.add(remainder.shift()), remainder.spread());
    }
}
