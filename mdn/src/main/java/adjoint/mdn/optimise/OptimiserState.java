package adjoint.mdn.optimise;

import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.tensor.Tensor;

/** What the optimisers share: running values beside each parameter. */
final class OptimiserState {
    private OptimiserState() {}

    /** A zero-filled companion of a parameter, called WHAT.PARAMETER. */
    static Shared like(String what, Shared parameter) {
        Tensor value = parameter.get();
        return Expressions.shared(what + "." + parameter.name(), Tensor.zeros(value.dtype(), value.shape()));
    }

    static void requireDecay(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must lie from 0 to below 1, but is " + value);
        }
    }
}
