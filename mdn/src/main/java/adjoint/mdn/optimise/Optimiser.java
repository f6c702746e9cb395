package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.List;
import java.util.Map;

/**
 * How one step of gradient descent changes the parameters. The updates are expressions, so that they compile into the same
 * plan as the loss and its gradient.
 */
@FunctionalInterface
public interface Optimiser {
    /**
     * New values for the parameters, and for whatever state the optimiser keeps as shared variables of its own.
     *
     * @param gradients one for each parameter
     * @param rate the learning rate of this step, a scalar
     */
    Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate);
}
