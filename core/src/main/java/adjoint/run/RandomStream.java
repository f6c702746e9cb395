package adjoint.run;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.RandomDraws;
import adjoint.expr.RandomNormal;
import adjoint.expr.RandomNumbers;
import adjoint.expr.RandomUniform;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;

/**
 * Random numbers as expressions. Each method gives a draw of its own, independent of the others; a function that is compiled
 * with {@link CompiledFunction.Builder#drawing} gets new numbers at each call, and one compiled without sees the same numbers again.
 *
 * <pre>{@code
 * RandomStream stream = RandomStream.of(7);
 * CompiledFunction noisy = function(x).returning(x.add(stream.normalLike(x))).drawing(stream).compile();
 * }</pre>
 *
 * <p>All numbers are pure functions of the seed and of the {@link #step}, so setting the step back repeats them. Uniform, normal,
 * exponential, gamma, beta, Dirichlet and Student's t numbers have gradients with respect to their parameters.
 */
public final class RandomStream {
    private final long key;
    private final Shared step;
    private int draws;

    private RandomStream(long key, Shared step) {
        this.key = key;
        this.step = step;
    }

    /** A stream whose numbers all follow from a seed. */
    public static RandomStream of(long seed) {
        return new RandomStream(seed, Expressions.shared("step", Tensor.of(0)));
    }

    /** A stream that is independent of this one and of its other splits, and takes its steps with it. */
    public RandomStream split() {
        return new RandomStream(next(), step);
    }

    /** How often functions have drawn on. */
    public Shared step() {
        return step;
    }

    private long next() {
        return RandomNumbers.fold(key, draws++);
    }

    /** Uniform between 0 and 1, both exclusive; float64 of the given sizes. */
    public Expr uniform(Object... sizes) {
        return Expr.of(new RandomUniform(next(), DType.FLOAT64, Shape.of(sizes)), step);
    }

    /** Uniform between 0 and 1, of an expression's type. */
    public Expr uniformLike(Expr x) {
        return RandomUniform.like(x, next(), step);
    }

    /** Standard normal; float64 of the given sizes. */
    public Expr normal(Object... sizes) {
        return Expr.of(new RandomNormal(next(), DType.FLOAT64, Shape.of(sizes)), step);
    }

    /** Standard normal, of an expression's type. */
    public Expr normalLike(Expr x) {
        return RandomNormal.like(x, next(), step);
    }

    /** 1 with the given probabilities, else 0, in their float type. */
    public Expr bernoulli(Expr probability) {
        return uniformLike(probability).lt(probability).cast(probability.dtype());
    }

    /**
     * An index along the last axis, int32, with probabilities that are the softmax of the logits: the Gumbel-max trick
     * (Maddison, Tarlow and Minka, A* sampling, 2014).
     */
    public Expr categorical(Expr logits) {
        return logits.sub(uniformLike(logits).log().neg().log()).argMax(-1);
    }

    /** How often each outcome comes in so many trials; probabilities lie along the last axis, and need not sum to 1. */
    public Expr multinomial(int trials, Expr probabilities) {
        return Expr.of(new RandomDraws.Multinomial(next(), trials), step, probabilities);
    }

    /** The integers from 0 up to a size, exclusive, in random order, int32. */
    public Expr permutation(Object size) {
        return Expr.of(new RandomDraws.Permutation(next(), Dim.from(size)), step);
    }

    /** Exponential with the given rates. */
    public Expr exponential(Expr rate) {
        return uniformLike(rate).log().neg().div(rate);
    }

    /** Gamma with the given shapes and scale 1. */
    public Expr gamma(Expr shape) {
        return logGamma(shape).exp();
    }

    /** The logarithm of a gamma number, which does not underflow where the shape is small. */
    public Expr logGamma(Expr shape) {
        return Expr.of(new RandomDraws.LogGamma(next()), step, shape);
    }

    /** Beta with the given parameters, which broadcast. */
    public Expr beta(Expr a, Expr b) {
        Shape shape = a.shape().broadcast(b.shape());
        return logGamma(a.broadcastTo(shape))
                .sub(logGamma(b.broadcastTo(shape)))
                .sigmoid();
    }

    /** Dirichlet: numbers that sum to 1 along the last axis. */
    public Expr dirichlet(Expr concentration) {
        return logGamma(concentration).softmax(concentration.rank() - 1);
    }

    /** Student's t with the given degrees of freedom. */
    public Expr studentT(Expr degrees) {
        Expr half = degrees.mul(0.5);
        return normalLike(degrees).mul(half.log().sub(logGamma(half)).mul(0.5).exp());
    }

    /** Poisson with the given rates, in their float type. */
    public Expr poisson(Expr rate) {
        return Expr.of(new RandomDraws.Poisson(next()), step, rate);
    }
}
