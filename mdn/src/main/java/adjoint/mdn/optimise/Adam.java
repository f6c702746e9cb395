package adjoint.mdn.optimise;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Running means of gradient and squared gradient, both corrected for their start at 0 (Kingma and Ba 2015). With a decay, the
 * weights shrink by {@code rate * decay} beside the step, vectors being spared: AdamW (Loshchilov and Hutter 2019).
 *
 * @param beta1 decay of the mean gradient; 0.9 is usual
 * @param beta2 decay of the mean squared gradient; 0.999 is usual
 * @param epsilon added to the root; 1e-8 is usual
 * @param decay of the weights; 0 for plain Adam
 */
public record Adam(double beta1, double beta2, double epsilon, double decay) implements Optimiser {
    public Adam {
        OptimiserState.requireDecay("beta1", beta1);
        OptimiserState.requireDecay("beta2", beta2);
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight decay must be a finite number from 0 on, but is " + decay);
        }
    }

    /** Adam with the usual constants. */
    public Adam() {
        this(0);
    }

    /** AdamW with the usual constants. */
    public Adam(double decay) {
        this(0.9, 0.999, 1e-8, decay);
    }

    @Override
    public Map<Shared, Expr> updates(List<Shared> parameters, List<Expr> gradients, Expr rate) {
        Map<Shared, Expr> updates = new LinkedHashMap<>();
        Expr correction1 = correction("beta1", beta1, rate, updates);
        Expr correction2 = correction("beta2", beta2, rate, updates);
        for (int i = 0; i < parameters.size(); i++) {
            Shared parameter = parameters.get(i);
            Expr gradient = gradients.get(i);
            Shared mean = OptimiserState.like("mean", parameter);
            Shared square = OptimiserState.like("square", parameter);
            Expr nextMean = mean.mul(beta1).add(gradient.mul(1 - beta1));
            Expr nextSquare = square.mul(beta2).add(gradient.square().mul(1 - beta2));
            Expr root = nextSquare.div(correction2).sqrt().add(epsilon);
            Expr kept = decay == 0 || parameter.rank() < 2
                    ? parameter
                    : parameter.mul(rate.mul(-decay).add(1));
            updates.put(mean, nextMean);
            updates.put(square, nextSquare);
            updates.put(parameter, kept.sub(nextMean.div(correction1).mul(rate).div(root)));
        }
        return updates;
    }

    /** 1 - beta^t in step t, from a running power. */
    private static Expr correction(String name, double beta, Expr rate, Map<Shared, Expr> updates) {
        Shared power = Expressions.shared("power." + name, Tensor.scalar(rate.dtype(), 1));
        Expr next = power.mul(beta);
        updates.put(power, next);
        return next.rsub(1);
    }
}
