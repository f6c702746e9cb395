package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients divided by the root of their running mean square (Tieleman and Hinton 2012).
 *
 * @param decay of the running mean, from 0 to below 1; 0.9 is usual
 * @param epsilon added to the root; 1e-8 is usual
 */
public record RmsProp(double decay, double epsilon) implements Optimiser {
    public RmsProp {
        OptimiserState.requireDecay("decay", decay);
    }

    public RmsProp() {
        this(0.9, 1e-8);
    }

    @Override
    public Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate) {
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Expr gradient = gradients.get(i);
            Shared square = OptimiserState.like("square", parameters.get(i));
            Expr next = square.mul(decay).add(gradient.square().mul(1 - decay));
            updates.put(square, next);
            updates.put(
                    parameters.get(i),
                    parameters.get(i).sub(gradient.mul(rate).div(next.sqrt().add(epsilon))));
        }
        return updates;
    }
}
