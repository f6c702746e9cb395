package adjoint.rewrite;

import adjoint.expr.Expr;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The expressions of a form: {@code ExprPattern.of((x, y) -> x.mul(y).tanh())} holds for the tanh of any product. A variable that
 * occurs twice must stand for one node, commutative ops match in both orders, and numbers match constants.
 */
public final class ExprPattern implements Predicate<Expr> {
    private final Expr written;
    private final Pattern pattern;

    private ExprPattern(Expr written, int variables) {
        this.written = written;
        this.pattern = new Pattern(written, variables);
    }

    /** A form with one variable. */
    public static ExprPattern of(UnaryOperator<Expr> form) {
        return new ExprPattern(form.apply(PatternVariable.variables(1)[0]), 1);
    }

    /** A form with two variables. */
    public static ExprPattern of(BinaryOperator<Expr> form) {
        Expr[] holes = PatternVariable.variables(2);
        return new ExprPattern(form.apply(holes[0], holes[1]), 2);
    }

    @Override
    public boolean test(Expr node) {
        return pattern.match(node, new RangeAnalysis(), (facts, variables, blanks) -> true) != null;
    }

    /** The form as it was written, over x and y. */
    @Override
    public String toString() {
        return written.toString();
    }
}
