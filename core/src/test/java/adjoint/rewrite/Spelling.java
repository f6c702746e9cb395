package adjoint.rewrite;

import adjoint.expr.Expr;
import java.util.List;
import java.util.function.UnaryOperator;

/** A function of a vector of three numbers, the vectors to try, and the digits that the exact value takes there. */
record Spelling(String name, UnaryOperator<Expr> form, List<double[]> points, int digits, double bend, boolean shares) {
    Spelling withDigits(int more) {
        return new Spelling(name, form, points, more, bend, shares);
    }

    /** With a second derivative that is the difference of two numbers so many times as large. */
    Spelling withBendLosing(double factor) {
        return new Spelling(name, form, points, digits, factor, shares);
    }

    /** With derivatives that are shares of shifted terms, as exact however large the inputs are. */
    Spelling ofShares() {
        return new Spelling(name, form, points, digits, bend, true);
    }

    @Override
    public String toString() {
        return name;
    }

    static Spelling of(String name, UnaryOperator<Expr> form, double[]... points) {
        return new Spelling(name, form, List.of(points), 180, 1, false);
    }
}
