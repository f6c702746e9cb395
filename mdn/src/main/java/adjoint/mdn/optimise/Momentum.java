package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with a velocity {@code v = momentum * v - rate * g} (Polyak 1964); with Nesterov's look-ahead the step is
 * {@code momentum * v - rate * g} of the new velocity (Sutskever et al. 2013).
 *
 * @param momentum from 0 to below 1
 * @param nesterov whether to look ahead
 */
public record Momentum(double momentum, boolean nesterov) implements Optimiser {
    public Momentum {
        OptimiserState.requireDecay("momentum", momentum);
    }

    @Override
    public Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate) {
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Shared velocity = OptimiserState.like("velocity", parameters.get(i));
            Expr pull = gradients.get(i).mul(rate);
            Expr next = velocity.mul(momentum).sub(pull);
            updates.put(velocity, next);
            updates.put(
                    parameters.get(i),
                    parameters.get(i).add(nesterov ? next.mul(momentum).sub(pull) : next));
        }
        return updates;
    }
}
