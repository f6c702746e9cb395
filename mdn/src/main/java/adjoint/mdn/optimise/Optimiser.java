package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How one step of gradient descent changes the parameters. The updates are expressions, so that they compile into the same
 * plan as the loss and its gradient.
 */
@FunctionalInterface
public interface Optimiser {
    /**
     * New values for the parameters, and for whatever state the optimiser keeps as shared variables of its own; that state is
     * made anew in each call.
     *
     * @param gradients one for each parameter
     * @param rate the learning rate of this step, a scalar
     */
    Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate);

    /**
     * This optimiser on gradients that are scaled down where their common Euclidean norm exceeds a limit (Pascanu et al.
     * 2013).
     */
    default Optimiser clipped(double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("gradients are clipped to a norm above 0, not " + limit);
        }
        return (parameters, gradients, rate) -> {
            Expr square = gradients.stream()
                    .map(g -> g.square().sum())
                    .reduce(Expr::add)
                    .orElseThrow(() -> new IllegalArgumentException("there are no gradients to clip"));
            Expr tooLong = square.gt(limit * limit);
            Expr factor = Expressions.where(tooLong, square.sqrt().reciprocal().mul(limit), square.ones());
            return updates(
                    parameters, gradients.stream().map(g -> g.mul(factor)).toList(), rate);
        };
    }

    /** This optimiser on the loss plus {@code strength / 2} times the squared weights (L2); vectors, the biases, are spared. */
    default Optimiser regularised(double strength) {
        return (parameters, gradients, rate) -> {
            List<Expr> total = IntStream.range(0, parameters.size())
                    .mapToObj(i -> parameters.get(i).rank() < 2
                            ? gradients.get(i)
                            : gradients.get(i).add(parameters.get(i).mul(strength)))
                    .toList();
            return updates(parameters, total, rate);
        };
    }
}
