package adjoint.mdn.model;

import adjoint.expr.Expr;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A function that makes a positive number, such as a variance, of any. */
public enum Positive implements UnaryOperator<Expr> {
    /** log(1 + exp(x)): grows linearly, so that one large output cannot make a variance explode. */
    SOFTPLUS {
        @Override
        public Expr apply(Expr x) {
            return x.softplus();
        }

        @Override
        public double inverse(double y) {
            return y + Math.log(-Math.expm1(-y));
        }
    },
    /** exp(x): the same relative change everywhere, as in Bishop's network. */
    EXP {
        @Override
        public Expr apply(Expr x) {
            return x.exp();
        }

        @Override
        public double inverse(double y) {
            return Math.log(y);
        }
    };

    /** The number that the function makes y of. */
    public abstract double inverse(double y);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
