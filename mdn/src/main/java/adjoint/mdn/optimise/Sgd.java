package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plain stochastic gradient descent: {@code w - rate * g}. */
public record Sgd() implements Optimiser {
    @Override
    public Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate) {
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            updates.put(
                    parameters.get(i), parameters.get(i).sub(gradients.get(i).mul(rate)));
        }
        return updates;
    }
}
