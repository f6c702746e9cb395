package adjoint.inspect.written;

import static adjoint.Adjoint.scalar;

import adjoint.expr.Expr;

/** Stands outside the engine's own packages, so that the nodes it makes carry its lines, as a user's would. */
public final class Model {
    private Model() {}

    public static Expr hidden() {
        return scalar("x").tanh().named("hidden");
    }

    public static Expr naiveLogSumExp(Expr x) {
        return x.exp().sum(1).log();
    }

    public static Expr naiveRootMeanSquare(Expr x, Expr y) {
        return x.square().add(y.square()).div(2).sqrt();
    }

    /** The mean negative log-likelihood of a mixture of equal weights, written as in a textbook. */
    public static Expr naiveMixture(Expr y, Expr mean, Expr variance) {
        Expr density = y.sub(mean)
                .square()
                .div(variance)
                .mul(-0.5)
                .exp()
                .div(variance.mul(2 * Math.PI).sqrt());
        return density.sum(1).log().neg().mean();
    }

    public static Expr logarithm(Expr x) {
        return x.add(0).log();
    }
}
