package adjoint.rewrite;

import adjoint.expr.Expr;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The expressions of a form: {@code Form.of((x, y) -> x.mul(y).tanh())} holds for the tanh of any product. A variable that
 * occurs twice must stand for one node, commutative ops match in both orders, and numbers match constants.
 */
public final class Form implements Predicate<Expr> {
    private final Expr written;
    private final Pattern pattern;

    private Form(Expr written, int variables) {
        this.written = written;
        this.pattern = new Pattern(written, variables);
    }

    /** A form with one variable. */
    public static Form of(UnaryOperator<Expr> form) {
        return new Form(form.apply(Hole.variables(1)[0]), 1);
    }

    /** A form with two variables. */
    public static Form of(BinaryOperator<Expr> form) {
        Expr[] holes = Hole.variables(2);
        return new Form(form.apply(holes[0], holes[1]), 2);
    }

    @Override
    public boolean test(Expr node) {
        return pattern.match(node, new Facts(), (facts, variables, blanks) -> true) != null;
    }

    /** The form as it was written, over x and y. */
    @Override
    public String toString() {
        return written.toString();
    }
}
