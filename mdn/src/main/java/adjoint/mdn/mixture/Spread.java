package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.expr.T;
import adjoint.tensor.Tensor;

/** How wide the components of a batch of mixtures are, as an expression: K covariance matrices over D dimensions a row. */
public sealed interface Spread {
    double LOG_2_PI = Math.log(2 * Math.PI);

    /** The expression that says it all. */
    Expr expr();

    /** The same form with another expression of the same shape. */
    Spread with(Expr other);

    /** The log-density of each component at deviations from its mean: [batch, D, K] to [batch, K]. */
    Expr logDensity(Expr deviations);

    /** The variance of each dimension: [batch, D, K], or [batch, 1, K] where all have the same. */
    Expr variances();

    /** The covariance matrix of each component over so many dimensions: [batch, D, D, K]. */
    Expr covariances(int dimension);

    /** The spread of targets that are multiplied by factors of shape [D]. */
    Spread scaled(Expr factors);

    /** The axis of {@link #expr()} that counts components. */
    int componentAxis();

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
            return variances.expand(2).mul(T.constant(identity));
        }

        @Override
        public Variances scaled(Expr factors) {
            return new Variances(variances.mul(factors.expand(1).square()));
        }

        @Override
        public int componentAxis() {
            return 2;
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
            return new Factors(factors.mul(scales.expand(1)));
        }

        @Override
        public int componentAxis() {
            return 1;
        }
    }
}
