package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How wide the components of a batch of mixtures are, as an expression: K covariance matrices over D dimensions a row. */
public sealed interface Spread {
    double LOG_2_PI = Math.log(2 * Math.PI);

    /** Of an expression: rank 3 makes {@link Variances}, rank 4 {@link Factors}. */
    static Spread of(Expr expr) {
        return expr.rank() == 3 ? new Variances(expr) : new Factors(expr);
    }

    /** One component of one row, from the values of {@link #expr()}; an axis of size 1 stands for all rows alike. */
    static Normal component(double[] mean, Tensor spread, int row, int component) {
        int at = Math.min(row, spread.dim(0) - 1);
        if (spread.rank() == 3) {
            double[] variances = new double[spread.dim(1)];
            Arrays.setAll(variances, d -> spread.at(at, d, component));
            return Normal.diagonal(mean, variances);
        }
        double[][] factor = new double[mean.length][mean.length];
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j <= i; j++) {
                factor[i][j] = spread.at(at, component, i, j);
            }
        }
        return Normal.withFactor(mean, factor);
    }

    private static Expr choose(Expr from, int axis, int... positions) {
        return from.gather(Expressions.constant(Tensor.of(positions)), axis);
    }

    /** The expression that says it all. */
    Expr expr();

    /** The same form with another expression. */
    Spread with(Expr other);

    /** The log-density of each component at deviations from its mean: [batch, D, K] to [batch, K]. */
    Expr logDensity(Expr deviations);

    /** The variance of each dimension: [batch, D, K], or [batch, 1, K] where all have the same. */
    Expr variances();

    /** The covariance matrix of each component over so many dimensions: [batch, D, D, K]. */
    Expr covariances(int dimension);

    /** The spread of targets that are multiplied by factors of shape [D] or [batch, D]; one of all dimensions has size 1. */
    Spread scaled(Expr factors);

    /** The axis of {@link #expr()} that counts components. */
    int componentAxis();

    /** The spread of some components, in the order given. */
    default Spread components(int... chosen) {
        return with(choose(expr(), componentAxis(), chosen));
    }

    /** The spread of some dimensions, in the order given. */
    Spread marginal(int... dimensions);

    /**
     * What is left of the distribution of some dimensions when others are known.
     *
     * @param deviations of the known dimensions from their means, [batch, known, K]
     */
    Remainder conditional(int[] known, int[] rest, Expr deviations);

    /**
     * A distribution given other dimensions.
     *
     * @param shift of the means, of shape [batch, rest, K] or broadcasting to it
     * @param spread around the shifted means
     */
    record Remainder(Expr shift, Spread spread) {}

    /** The spread whose covariances are the sums of those of two of the same form and shape. */
    Spread plus(Spread other);

    /** The trace of this covariance's inverse times another's, over so many dimensions; of shape [batch, K]. */
    Expr relativeTrace(Spread other, int dimension);

    /** Standard normal numbers of shape [batch, D] with each component's covariance instead: [batch, D, K]. */
    Expr noise(Expr standard);

    /**
     * Independent dimensions.
     *
     * @param variances of shape [batch, 1, K] for isotropic, [batch, D, K] for diagonal covariances
     */
    record Variances(Expr variances) implements Spread {
        @Override
        public Expr expr() {
            return variances;
        }

        @Override
        public Variances with(Expr other) {
            return new Variances(other);
        }

        @Override
        public Expr logDensity(Expr deviations) {
            Expr scaled = deviations.square().div(variances);
            return scaled.add(variances.log()).add(LOG_2_PI).sum(1).mul(-0.5);
        }

        @Override
        public Expr covariances(int dimension) {
            Tensor identity = Tensor.zeros(variances.dtype(), dimension, dimension, 1);
            for (int d = 0; d < dimension; d++) {
                identity.set(d * (dimension + 1), 1);
            }
            return variances.expand(2).mul(Expressions.constant(identity));
        }

        @Override
        public Variances scaled(Expr factors) {
            return new Variances(variances.mul(factors.expand(-1).square()));
        }

        @Override
        public int componentAxis() {
            return 2;
        }

        @Override
        public Variances marginal(int... dimensions) {
            return variances.shape().dim(1).isOne() ? this : new Variances(choose(variances, 1, dimensions));
        }

        @Override
        public Remainder conditional(int[] known, int[] rest, Expr deviations) {
            return new Remainder(Expressions.constant(0, variances.dtype()), marginal(rest));
        }

        @Override
        public Variances plus(Spread other) {
            return new Variances(variances.add(other.expr()));
        }

        @Override
        public Expr relativeTrace(Spread other, int dimension) {
            double times = (double) dimension / variances.shape().dim(1).size();
            return other.expr().div(variances).sum(1).mul(times);
        }

        @Override
        public Expr noise(Expr standard) {
            return variances.sqrt().mul(standard.expand(2));
        }
    }

    /**
     * Any covariances, by their lower Cholesky factors: covariance = factor times its transpose.
     *
     * @param factors of shape [batch, K, D, D], with a positive diagonal; what stands above it is not looked at
     */
    record Factors(Expr factors) implements Spread {
        @Override
        public Expr expr() {
            return factors;
        }

        @Override
        public Factors with(Expr other) {
            return new Factors(other);
        }

        @Override
        public Expr logDensity(Expr deviations) {
            Expr standard = factors.solveLower(deviations.transpose(0, 2, 1).expand(3), false);
            Expr square = standard.square().sum(2, 3);
            int dimension = deviations.shape().dim(1).size();
            return square.add(dimension * LOG_2_PI)
                    .mul(-0.5)
                    .sub(factors.diagonal().log().sum(2));
        }

        @Override
        public Expr variances() {
            return factors.tril().square().sum(3).transpose(0, 2, 1);
        }

        @Override
        public Expr covariances(int dimension) {
            Expr lower = factors.tril();
            return lower.expand(3).mul(lower.expand(2)).sum(4).transpose(0, 2, 3, 1);
        }

        @Override
        public Factors scaled(Expr scales) {
            Expr rows = scales.expand(-1);
            return new Factors(factors.mul(scales.rank() == 1 ? rows : rows.expand(1)));
        }

        @Override
        public int componentAxis() {
            return 1;
        }

        /** The factor of some rows of the covariance: those rows of the factor, made triangular again. */
        @Override
        public Factors marginal(int... dimensions) {
            return new Factors(choose(factors.tril(), 2, dimensions).lq());
        }

        /** Blocks of the factor with the known dimensions first: [[L, 0], [C, R]] gives the shift C inv(L) deviations. */
        @Override
        public Remainder conditional(int[] known, int[] rest, Expr deviations) {
            int[] order =
                    IntStream.concat(IntStream.of(known), IntStream.of(rest)).toArray();
            Expr ordered = choose(factors.tril(), 2, order).lq();
            Expr left = ordered.slice(3, 0, known.length);
            Expr below = left.from(2, known.length);
            Expr standard = left.slice(2, 0, known.length)
                    .solveLower(deviations.transpose(0, 2, 1).expand(3), false);
            Expr shift = below.dot(standard).squeeze(3).transpose(0, 2, 1);
            return new Remainder(
                    shift, new Factors(ordered.from(2, known.length).from(3, known.length)));
        }

        @Override
        public Factors plus(Spread other) {
            return new Factors(
                    Expressions.concat(3, factors.tril(), other.expr().tril()).lq());
        }

        @Override
        public Expr relativeTrace(Spread other, int dimension) {
            return factors.solveLower(other.expr().tril(), false).square().sum(2, 3);
        }

        @Override
        public Expr noise(Expr standard) {
            return factors.tril().mul(standard.expand(1, 2)).sum(3).transpose(0, 2, 1);
        }
    }
}
