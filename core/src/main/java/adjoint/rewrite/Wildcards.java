package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;

/**
 * What a rule leaves open besides expressions, each under a name: axes, shapes, element types, exponents, and the rest of a
 * sum or product. On the left a blank fits anything, though the same thing at each place that has its name; on the right it
 * stands for what it fitted.
 *
 * <pre>{@code
 * rule("exp-times-exp")
 *     .open(2, (x, b) -> b.product("r", x[0].exp(), x[1].exp()), (x, b) -> b.product("r", x[0].add(x[1]).exp()))
 * rule("cast-of-cast")
 *     .when("s holds every value of x", (facts, x, b) -> holds(b.dtype("s"), x[0].dtype()))
 *     .open(1, (x, b) -> b.cast(b.cast(x[0], "s"), "t"), (x, b) -> b.cast(x[0], "t"))
 * }</pre>
 */
public interface Wildcards {
    /** Any axes, to give to any op that takes some. */
    Axes axes(String name);

    /** x in any element type. */
    Expr cast(Expr x, String dtype);

    /** x in any shape of its size. */
    Expr reshape(Expr x, String shape);

    /** x repeated to any shape. */
    Expr broadcastTo(Expr x, String shape);

    /** x to any constant power. */
    Expr pow(Expr x, String exponent);

    /**
     * A sum of at least these terms, in any order, whatever the order and the brackets it was written with; a term {@code
     * y.neg()} is one that is subtracted. Up to five terms of each of the root's two operands are looked at, and the ones
     * picked do not all come from one operand, since that would be a sum of its own.
     *
     * @param rest the name of the other terms, of which there may be none; a left side has one such name at most
     */
    Expr sum(String rest, Expr... terms);

    /** A product of at least these factors, as {@link #sum}; a factor {@code y.reciprocal()} is one that is divided by. */
    Expr product(String rest, Expr... factors);

    /** Whether a sum or product has other terms than those named; not on the left. */
    boolean hasRest(String rest);

    /** The element type that a blank stands for; not on the left. */
    DType dtype(String name);

    /** The shape that a blank stands for; not on the left. */
    Shape shape(String name);

    /** The exponent that a blank stands for; not on the left. */
    double exponent(String name);
}
