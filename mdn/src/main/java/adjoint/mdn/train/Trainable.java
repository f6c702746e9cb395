package adjoint.mdn.train;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.List;
import java.util.Map;

/** A model as training sees it: inputs, a loss to lower, parameters to change, and figures to report. */
public interface Trainable {
    /** The input node for a batch, of shape [batch, inputs]. */
    Expr input();

    /** The input node for a batch's targets, of shape [batch, targets]. */
    Expr target();

    /** What training lowers: the mean over the batch, a scalar. */
    Expr loss();

    /** The parameters that the gradient changes. */
    List<Shared> parameters();

    /** Every shared variable that the model's predictions depend on: parameters, and what is estimated otherwise. */
    default List<Shared> variables() {
        return parameters();
    }

    /** Figures of merit by name, each of shape [batch]; their means over the validation examples are reported. */
    Map<String, Expr> metrics();

    /**
     * Called after each epoch with the training examples, before the model is scored, for what the gradient does not
     * estimate; here an estimate from some of the examples will do.
     */
    default void afterEpoch(Examples training) {}

    /** Called at the end of training with the training examples, for what the gradient does not estimate. */
    default void afterTraining(Examples training) {}
}
