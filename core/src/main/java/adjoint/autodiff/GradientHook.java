package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Hook;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Optional;

/**
 * The value of the first input with a derivative of one's own. Two hooks are never the same, so that a hooked node is not
 * merged with a look-alike.
 */
final class GradientHook implements Hook {
    /** The cotangent of each input. */
    @FunctionalInterface
    interface Backward {
        List<Expr> apply(Expr y, Expr g, List<Expr> x);
    }

    /** The tangent of the output, or nothing to have it derived from the cotangents. */
    @FunctionalInterface
    interface Forward {
        Optional<Expr> apply(Expr y, List<Expr> t, List<Expr> x);
    }

    private final String name;
    private final Backward backward;
    private final Forward forward;

    GradientHook(String name, Backward backward, Forward forward) {
        this.name = name;
        this.backward = backward;
        this.forward = forward;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Type infer(List<Type> in) {
        return in.get(0);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return backward.apply(y, g, x);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return forward.apply(y, t, x);
    }
}
