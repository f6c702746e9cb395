package adjoint.expr;

import static adjoint.expr.ElementwiseOp.binary;
import static adjoint.expr.ElementwiseOp.unary;
import static adjoint.expr.Expressions.where;

import adjoint.exact.Exact;
import adjoint.expr.Elementwise.Signature;
import adjoint.kernel.Arith32;
import adjoint.kernel.Arith64;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/** Sums, products, powers, rounding, and what chooses between values. */
public final class Arithmetic {
    private static final String CHOICE =
            "equal inputs share the gradient equally, and one not taken gets exactly 0, whatever its own derivative; NaN if either is";

    public static final ElementwiseOp ADD = binary("add", Double::sum, (y, g, a, b) -> g, (y, g, a, b) -> g)
            .infix("+")
            .latex("\\left(#1 + #2\\right)")
            .exchangeable()
            .alsoIntegers()
            .loops(Arith64::add, Arith32::add)
            .exactly(Exact::plus)
            .ranging((y, in) -> ValueRange.sum(in))
            .costing(1);

    public static final ElementwiseOp SUB = binary("sub", (a, b) -> a - b, (y, g, a, b) -> g, (y, g, a, b) -> g.neg())
            .infix("-")
            .latex("\\left(#1 - #2\\right)")
            .alsoIntegers()
            .loops(Arith64::sub, Arith32::sub)
            .exactly(Exact::minus)
            .costing(1);

    public static final ElementwiseOp MUL = binary(
                    "mul", (a, b) -> a * b, (y, g, a, b) -> g.mul(b), (y, g, a, b) -> g.mul(a))
            .infix("*")
            .latex("#1 \\cdot #2")
            .exchangeable()
            .alsoIntegers()
            .loops(Arith64::mul, Arith32::mul)
            .exactly(Exact::times)
            .ranging((y, in) ->
                    y.input(0) == y.input(1) ? ValueRange.together(in).asNonNegative() : ValueRange.together(in))
            .costing(1);

    public static final ElementwiseOp DIV = binary(
                    "div",
                    (a, b) -> a / b,
                    (y, g, a, b) -> g.div(b),
                    (y, g, a, b) -> g.mul(y).div(b).neg())
            .on(1, 0.5, 2)
            .infix("/")
            .latex("\\frac{#1}{#2}")
            .loops(Arith64::div, Arith32::div)
            .agreeing("as IEEE: 1/0 is infinite, 0/0 NaN")
            .exactly(Exact::over)
            .ranging((y, in) -> ValueRange.quotient(in.get(0), in.get(1)))
            .costing(2);

    public static final ElementwiseOp NEG = unary("neg", a -> -a, (y, g, x) -> g.neg())
            .latex("\\left(-#1\\right)")
            .alsoIntegers()
            .loops(Arith64::neg, Arith32::neg)
            .exactly(Exact::negate)
            .costing(1);

    /** A power with any exponent; for a constant exponent use {@link Power}. */
    public static final ElementwiseOp POW = binary(
                    "pow",
                    Math::pow,
                    (y, g, a, b) -> where(b.eq(0), g.zeros(), g.mul(b).mul(a.pow(b.sub(1)))),
                    (y, g, a, b) -> g.mul(Expressions.xlogy(y, a)))
            .on(0, 0.3, 2)
            .latex("{#1}^{#2}")
            .loops(Arith64::pow, Arith32::pow)
            .agreeing(
                    "a power of 0 has value 1 and gradient 0 everywhere; negative bases are right for integer exponents, where only the base is differentiated")
            .exactly((a, b) -> a.sign() > 0 && a.isFinite() && b.isFinite()
                    ? b.times(a.log()).exp()
                    : a.power(b.toDouble()))
            .ranging((y, in) -> (ValueRange.isPositiveConstant(y.input(0))
                            ? ValueRange.POSITIVE.asExponential()
                            : ValueRange.UNKNOWN)
                    .asOverflowing())
            .costing(12);

    public static final ElementwiseOp ABS = unary("abs", Math::abs, (y, g, x) -> g.mul(x.sign()))
            .on(0.1, 2)
            .latex("\\left|#1\\right|")
            .alsoIntegers()
            .loops(Arith64::abs, Arith32::abs)
            .agreeing("gradient 0 at 0")
            .exactly(Exact::abs)
            .ranging((y, in) -> ValueRange.magnitude(in.get(0)))
            .costing(0);

    public static final ElementwiseOp SIGN = unary("sign", Math::signum, (y, g, x) -> g.zeros())
            .on(0.1, 2)
            .alsoIntegers()
            .loops(Arith64::sign, Arith32::sign)
            .agreeing("gradient 0 everywhere, and value 0 at 0")
            .exactly(a -> a.isNaN() ? a : Exact.of(a.sign()))
            .costing(1);

    public static final ElementwiseOp SQRT = unary("sqrt", Math::sqrt, (y, g, x) -> g.div(y.mul(2)))
            .on(0.2, 3)
            .latex("\\sqrt{#1}")
            .loops(Arith64::sqrt, Arith32::sqrt)
            .agreeing("gradient +infinity at 0; the square root of a square is rewritten to the magnitude")
            .exactly(Exact::sqrt)
            .ranging((y, in) -> in.get(0).asNonNegative())
            .costing(2);

    /** The root of the sum of two squares, neither of which over- or underflows. */
    public static final ElementwiseOp HYPOT = binary(
                    "hypot",
                    Arithmetic::hypot,
                    (y, g, a, b) -> where(y.eq(0), g.zeros(), g.mul(a.div(y))),
                    (y, g, a, b) -> where(y.eq(0), g.zeros(), g.mul(b.div(y))))
            .on(0.2, 2)
            .meaning((a, b) -> a.square().add(b.square()).sqrt())
            .agreeing("gradient 0 where both are 0")
            .ranging(ValueRange.NON_NEGATIVE)
            .costing(3);

    /** sqrt(x^2 + d) - x, which cancels for large positive x where it is written so. */
    public static final ElementwiseOp ROOT_LESS = binary(
                    "rootLess",
                    Arithmetic::rootLess,
                    (y, g, x, d) -> g.mul(y).div(root(x, d)).neg(),
                    (y, g, x, d) -> g.div(root(x, d).mul(2)))
            .on(1, 0.5, 3)
            .meaning((x, d) -> x.square().add(d).sqrt().sub(x))
            .costing(3);

    public static final ElementwiseOp FLOOR = unary("floor", Math::floor, (y, g, x) -> g.zeros())
            .on(0.1, 0.9)
            .loops(Arith64::floor, Arith32::floor)
            .agreeing("gradient 0 everywhere, also at the steps")
            .exactly(x -> x.rounded(RoundingMode.FLOOR))
            .costing(1);

    public static final ElementwiseOp CEIL = unary("ceil", Math::ceil, (y, g, x) -> g.zeros())
            .on(0.1, 0.9)
            .loops(Arith64::ceil, Arith32::ceil)
            .agreeing("gradient 0 everywhere, also at the steps")
            .exactly(x -> x.rounded(RoundingMode.CEILING))
            .costing(1);

    /** Rounds to the nearest integer, halves to the even one. */
    public static final ElementwiseOp ROUND = unary("round", Math::rint, (y, g, x) -> g.zeros())
            .on(0.1, 0.4)
            .loops(Arith64::rint, Arith32::rint)
            .agreeing("halves go to the even integer; gradient 0 everywhere")
            .exactly(x -> x.rounded(RoundingMode.HALF_EVEN))
            .costing(1);

    public static final ElementwiseOp RELU = unary(
                    "relu", x -> Math.max(x, 0), (y, g, x) -> where(x.gt(0), g, g.zeros()))
            .on(0.1, 2)
            .loops(Arith64::relu, Arith32::relu)
            .agreeing("gradient 0 at 0; NaN passes")
            .exactly(x -> x.max(Exact.ZERO))
            .ranging(ValueRange.NON_NEGATIVE)
            .costing(1);

    public static final ElementwiseOp MAXIMUM = binary(
                    "maximum",
                    Math::max,
                    (y, g, a, b) -> where(a.ge(b), halved(g, a, b), g.zeros()),
                    (y, g, a, b) -> where(b.ge(a), halved(g, a, b), g.zeros()))
            .exchangeable()
            .alsoIntegers()
            .loops(Arith64::max, Arith32::max)
            .agreeing(CHOICE)
            .exactly(Exact::max)
            .ranging((y, in) -> ValueRange.largest(in))
            .costing(1);

    public static final ElementwiseOp MINIMUM = binary(
                    "minimum",
                    Math::min,
                    (y, g, a, b) -> where(a.le(b), halved(g, a, b), g.zeros()),
                    (y, g, a, b) -> where(b.le(a), halved(g, a, b), g.zeros()))
            .exchangeable()
            .alsoIntegers()
            .loops(Arith64::min, Arith32::min)
            .agreeing(CHOICE)
            .exactly(Exact::min)
            .ranging((y, in) -> ValueRange.smallest(in))
            .costing(1);

    /** {@code clip(x, low, high)}; at the bounds the gradient passes through. */
    public static final ElementwiseOp CLIP = ElementwiseOp.of(
                    "clip",
                    3,
                    Signature.NUMERIC,
                    x -> Math.min(Math.max(x[0], x[1]), x[2]),
                    List.of(
                            (y, g, x) ->
                                    where(x.get(0).ge(x.get(1)).and(x.get(0).le(x.get(2))), g, g.zeros()),
                            (y, g, x) -> where(x.get(0).lt(x.get(1)), g, g.zeros()),
                            (y, g, x) -> where(x.get(0).gt(x.get(2)), g, g.zeros())))
            .on(1, -1, -0.5)
            .on(2, 0.5, 1)
            .agreeing("gradient 1 at the bounds; NaN passes")
            .exactly((x, low, high) -> x.max(low).min(high))
            .ranging((y, in) -> ValueRange.smallest(in.subList(1, 3)))
            .costing(1);

    /** {@code where(c, a, b)}: a where c holds, b elsewhere; the branch not taken gets an exact zero cotangent. */
    public static final ElementwiseOp WHERE = ElementwiseOp.of(
                    "where",
                    3,
                    Signature.SELECT,
                    x -> x[0] != 0 ? x[1] : x[2],
                    Arrays.asList(
                            null,
                            (y, g, x) -> where(x.get(0), g, g.zeros()),
                            (y, g, x) -> where(x.get(0), g.zeros(), g)))
            .on(0, 0, 1)
            .loops(Arith64::where, Arith32::where)
            .agreeing(
                    "the input not taken gets a gradient of exactly 0, even where its own derivative is infinite or NaN")
            .exactly((c, a, b) -> c.sign() != 0 ? a : b)
            .ranging((y, in) -> ValueRange.together(in.subList(1, 3)))
            .costing(1);

    private Arithmetic() {}

    private static Expr root(Expr x, Expr d) {
        return x.square().add(d).sqrt();
    }

    private static double hypot(double a, double b) {
        double high = Math.max(Math.abs(a), Math.abs(b));
        double share = Math.min(Math.abs(a), Math.abs(b)) / high;
        return high > 0 && high < Double.POSITIVE_INFINITY ? high * Math.sqrt(1 + share * share) : high;
    }

    private static double rootLess(double x, double d) {
        double size = Math.abs(x);
        boolean ordinary = size < 1e150 && size > 1e-150 || size == 0;
        double share = d / size / size;
        double root = ordinary ? Math.sqrt(x * x + d) : share < 1e300 ? size * Math.sqrt(1 + share) : Math.sqrt(d);
        return x > 0 && d < Double.POSITIVE_INFINITY ? d / (root + x) : root - x;
    }

    /** The cotangent of the input that was taken: half of it where both were. */
    private static Expr halved(Expr g, Expr a, Expr b) {
        return where(a.eq(b), g.mul(0.5), g);
    }
}
