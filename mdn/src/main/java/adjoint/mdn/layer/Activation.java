package adjoint.mdn.layer;

import adjoint.expr.Expr;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The elementwise function that follows a layer's affine map. */
public enum Activation implements UnaryOperator<Expr> {
    TANH(Expr::tanh),
    RELU(Expr::relu),
    SIGMOID(Expr::sigmoid),
    SOFTPLUS(Expr::softplus),
    /** No function at all: a linear layer. */
    IDENTITY(x -> x);

    private final UnaryOperator<Expr> function;

    Activation(UnaryOperator<Expr> function) {
        this.function = function;
    }

    @Override
    public Expr apply(Expr x) {
        return function.apply(x);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
