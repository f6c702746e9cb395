package adjoint.mdn.model;

import adjoint.expr.Expr;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.MixtureExpr;
import adjoint.mdn.train.Trainable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model that predicts a mixture of normal distributions of the targets for each input. */
public interface DensityModel extends Trainable {
    Architecture architecture();

    /** The predicted mixtures for {@link #input()}. */
    MixtureExpr mixture();

    /** The negative log-likelihood of each example of a batch, in nats; of shape [batch]. */
    default Expr negativeLogLikelihood() {
        return mixture().negativeLogLikelihood(target());
    }

    /**
     * "nll"; "mse", the squared error of the conditional mean, averaged over target dimensions; and "variance", that of the
     * predicted distribution, averaged likewise. One random draw's squared error is expected to be mse + variance.
     */
    @Override
    default Map<String, Expr> metrics() {
        Map<String, Expr> metrics = new LinkedHashMap<>();
        metrics.put("nll", negativeLogLikelihood());
        metrics.put("mse", mixture().mean().sub(target()).square().mean(1));
        metrics.put("variance", mixture().variance().mean(1));
        return metrics;
    }
}
