package adjoint.expr;

import static adjoint.expr.ElementwiseOp.binary;
import static adjoint.expr.ElementwiseOp.unary;
import static adjoint.expr.Expressions.where;

import adjoint.exact.Exact;
import adjoint.exact.Functions;
import adjoint.kernel.Arith32;
import adjoint.kernel.Arith64;
import adjoint.kernel.Erf32;
import adjoint.kernel.Erf64;
import adjoint.kernel.Exp32;
import adjoint.kernel.Exp64;
import adjoint.kernel.Log32;
import adjoint.kernel.Log64;
import adjoint.kernel.Tanh32;
import adjoint.kernel.Tanh64;
import adjoint.kernel.Trig32;
import adjoint.kernel.Trig64;

/** Exponentials, logarithms, trigonometric and hyperbolic functions, and the functions of statistics. */
public final class Maths {
    private static final double LN2 = Math.log(2);
    private static final double LN10 = Math.log(10);
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    public static final ElementwiseOp EXP = unary("exp", Math::exp, (y, g, x) -> g.mul(y))
            .on(-3, 3)
            .latex("e^{#1}")
            .loops(Exp64::exp, Exp32::exp)
            .exactly(Exact::exp)
            .ranging(ValueRange.POSITIVE.asExponential().asOverflowing());
    public static final ElementwiseOp EXPM1 = unary("expm1", Math::expm1, (y, g, x) -> g.mul(x.exp()))
            .on(-2, 2)
            .meaning(x -> x.exp().sub(1))
            .loops(Exp64::expm1, Exp32::expm1)
            .exactly(Exact::expm1);
    public static final ElementwiseOp LOG = unary("log", Math::log, (y, g, x) -> g.div(x))
            .on(0.2, 5)
            .latex("\\log\\left(#1\\right)")
            .loops(Log64::log, Log32::log)
            .agreeing("-infinity at 0, NaN below")
            .exactly(Exact::log);
    public static final ElementwiseOp LOG1P = unary("log1p", Math::log1p, (y, g, x) -> g.div(x.add(1)))
            .on(-0.5, 3)
            .meaning(x -> x.add(1).log())
            .loops(Log64::log1p, Log32::log1p)
            .exactly(Exact::log1p)
            .ranging((y, in) -> in.get(0).nonNegative() ? ValueRange.NON_NEGATIVE : ValueRange.UNKNOWN);
    /** log(a) - log(b), exact also where a and b are nearly equal. */
    public static final ElementwiseOp LOG_RATIO = binary(
                    "logRatio",
                    Maths::logRatio,
                    (y, g, a, b) -> g.div(a),
                    (y, g, a, b) -> g.div(b).neg())
            .on(0.2, 5)
            .meaning((a, b) -> a.log().sub(b.log()))
            .loops(Log64::logRatio, Log32::logRatio)
            .agreeing("as the difference of the logarithms: NaN where either is negative");

    public static final ElementwiseOp LOG2 = unary("log2", x -> Math.log(x) / LN2, (y, g, x) -> g.div(x.mul(LN2)))
            .on(0.2, 5)
            .loops(Log64::log2, Log32::log2)
            .exactly(x -> x.log().over(Exact.LN2));
    public static final ElementwiseOp LOG10 = unary("log10", Math::log10, (y, g, x) -> g.div(x.mul(LN10)))
            .on(0.2, 5)
            .loops(Log64::log10, Log32::log10)
            .exactly(x -> x.log().over(Exact.of(10).log()));

    public static final ElementwiseOp SIN = unary("sin", Math::sin, (y, g, x) -> g.mul(x.cos()))
            .latex("\\sin\\left(#1\\right)")
            .loops(Trig64::sin, Trig32::sin)
            .exactly(Functions::sin);
    public static final ElementwiseOp COS = unary(
                    "cos", Math::cos, (y, g, x) -> g.mul(x.sin()).neg())
            .latex("\\cos\\left(#1\\right)")
            .loops(Trig64::cos, Trig32::cos)
            .exactly(Functions::cos);
    /** 1 - cos(x), exact near 0. */
    public static final ElementwiseOp VERSINE = unary(
                    "versine", x -> 2 * Math.sin(x / 2) * Math.sin(x / 2), (y, g, x) -> g.mul(x.sin()))
            .meaning(x -> x.cos().rsub(1));

    public static final ElementwiseOp TAN = unary(
                    "tan", Math::tan, (y, g, x) -> g.mul(y.square().add(1)))
            .on(-1, 1)
            .meaning(x -> x.sin().div(x.cos()))
            .loops(Trig64::tan, Trig32::tan);
    public static final ElementwiseOp ASIN = unary(
                    "asin", Math::asin, (y, g, x) -> g.div(oneMinusSquare(x).sqrt()))
            .on(-0.8, 0.8)
            .loops(Trig64::asin, Trig32::asin)
            .exactly(Functions::asin);
    public static final ElementwiseOp ACOS = unary(
                    "acos",
                    Math::acos,
                    (y, g, x) -> g.div(oneMinusSquare(x).sqrt()).neg())
            .on(-0.8, 0.8)
            .loops(Trig64::acos, Trig32::acos)
            .exactly(Functions::acos);
    public static final ElementwiseOp ATAN = unary(
                    "atan", Math::atan, (y, g, x) -> g.div(x.square().add(1)))
            .loops(Trig64::atan, Trig32::atan)
            .exactly(Functions::atan);
    public static final ElementwiseOp ATAN2 = binary(
                    "atan2",
                    Math::atan2,
                    (y, g, a, b) -> g.mul(b).div(a.square().add(b.square())),
                    (y, g, a, b) -> g.mul(a).div(a.square().add(b.square())).neg())
            .on(0.3, 2)
            .loops(Trig64::atan2, Trig32::atan2)
            .exactly(Functions::atan2);

    public static final ElementwiseOp SINH = unary("sinh", Math::sinh, (y, g, x) -> g.mul(x.cosh()))
            .meaning(x -> x.exp().sub(x.neg().exp()).div(2))
            .loops(Exp64::sinh, Exp32::sinh)
            .exactly(Functions::sinh);
    public static final ElementwiseOp COSH = unary("cosh", Math::cosh, (y, g, x) -> g.mul(x.sinh()))
            .meaning(x -> x.exp().add(x.neg().exp()).div(2))
            .loops(Exp64::cosh, Exp32::cosh)
            .exactly(Functions::cosh)
            .ranging(ValueRange.POSITIVE);
    public static final ElementwiseOp TANH = unary("tanh", Math::tanh, (y, g, x) -> g.sub(g.mul(y.square())))
            .latex("\\tanh\\left(#1\\right)")
            .alsoAt(-40, 40)
            .meaning(x -> x.sinh().div(x.cosh()))
            .loops(Tanh64::tanh, Tanh32::tanh)
            .exactly(Functions::tanh);
    /** 1 - tanh(x)^2, which is 1 / cosh(x)^2, exact in both tails. */
    public static final ElementwiseOp SECH_SQUARED = unary(
                    "sechSquared",
                    Maths::sechSquared,
                    (y, g, x) -> g.mul(y).mul(x.tanh()).mul(-2))
            .alsoAt(-400, -40, 40, 400)
            .meaning(x -> x.tanh().square().rsub(1));

    /** log(cosh(x)), where cosh itself overflows beyond 710. */
    public static final ElementwiseOp LOG_COSH = unary("logCosh", Maths::logCosh, (y, g, x) -> g.mul(x.tanh()))
            .alsoAt(-1000, 1000)
            .meaning(x -> x.cosh().log())
            .exactly(x -> Functions.cosh(x).log());

    public static final ElementwiseOp ASINH = unary(
                    "asinh", Maths::asinh, (y, g, x) -> g.div(x.square().add(1).sqrt()))
            .loops(Log64::asinh, Log32::asinh)
            .exactly(Functions::asinh);
    public static final ElementwiseOp ACOSH = unary(
                    "acosh",
                    x -> x > 1e8 ? Math.log(x) + LN2 : Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)),
                    (y, g, x) -> g.div(x.sub(1).sqrt().mul(x.add(1).sqrt())))
            .on(1.2, 4)
            .loops(Log64::acosh, Log32::acosh)
            .exactly(Functions::acosh);
    public static final ElementwiseOp ATANH = unary(
                    "atanh", x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)), (y, g, x) -> g.div(oneMinusSquare(x)))
            .on(-0.8, 0.8)
            .meaning(x -> x.add(1).log().sub(x.rsub(1).log()).div(2))
            .loops(Log64::atanh, Log32::atanh)
            .exactly(Functions::atanh);

    /** The logistic function 1 / (1 + exp(-x)). */
    public static final ElementwiseOp SIGMOID = unary(
                    "sigmoid", Maths::sigmoid, (y, g, x) -> g.mul(y).mul(x.neg().sigmoid()))
            .alsoAt(-1000, 1000)
            .latex("\\sigma\\left(#1\\right)")
            .meaning(x -> Expressions.constant(1, x.dtype()).div(x.neg().exp().add(1)))
            .loops(Exp64::sigmoid, Exp32::sigmoid)
            .agreeing("neither overflows nor loses digits on either side")
            .exactly(Functions::sigmoid)
            .ranging(ValueRange.POSITIVE.asExponential());
    /** log(1 + exp(x)), without overflow. */
    public static final ElementwiseOp SOFTPLUS = unary(
                    "softplus",
                    x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
                    (y, g, x) -> g.mul(x.sigmoid()))
            .alsoAt(-1000, 1000)
            .meaning(x -> x.exp().add(1).log())
            .loops(Exp64::softplus, Exp32::softplus)
            .agreeing("neither overflows nor loses digits on either side")
            .exactly(x -> x.exp().log1p())
            .ranging(ValueRange.POSITIVE);

    public static final ElementwiseOp ERF = unary(
                    "erf", Maths::erf, (y, g, x) -> g.mul(x.square().neg().exp().mul(TWO_OVER_ROOT_PI)))
            .loops(Erf64::erf, Erf32::erf)
            .exactly(Exact::erf);
    /** 1 - erf(x), exact in the right tail. */
    public static final ElementwiseOp ERFC = unary(
                    "erfc",
                    Maths::erfc,
                    (y, g, x) -> g.mul(x.square().neg().exp().mul(-TWO_OVER_ROOT_PI)))
            .loops(Erf64::erfc, Erf32::erfc)
            .agreeing("keeps its digits in the right tail")
            .exactly(Exact::erfc)
            .ranging(ValueRange.POSITIVE.asExponential());

    /** exp(x^2) erfc(x), which does not underflow on the right. */
    public static final ElementwiseOp ERFCX = unary(
                    "erfcx", Maths::erfcx, (y, g, x) -> g.mul(x.mul(y).mul(2).sub(TWO_OVER_ROOT_PI)))
            .on(-2, 0.5)
            .meaning(x -> x.square().exp().mul(x.erfc()));

    /** log erfc(x), where erfc itself underflows from 27 on. */
    public static final ElementwiseOp LOG_ERFC = unary(
                    "logErfc",
                    Maths::logErfc,
                    (y, g, x) -> g.mul(-TWO_OVER_ROOT_PI).div(erfcx(x)))
            .on(-2, 0.5)
            .alsoAt(-1000, 30, 1000)
            .meaning(x -> x.erfc().log())
            .exactly(x -> x.erfc().log());

    /** log(1 - exp(x)) for x below 0, exact near 0 and far below it (Maechler, Accurately computing log(1 - exp(-|a|))). */
    public static final ElementwiseOp LOG1MEXP = unary(
                    "log1mexp",
                    Maths::log1mexp,
                    (y, g, x) -> g.mul(x.exp().div(x.expm1().abs())).neg())
            .on(-3, -0.1)
            .alsoAt(-1000, -1e-20, 0)
            .meaning(x -> x.exp().rsub(1).log())
            .exactly(x -> x.expm1().negate().log());

    /** x log y, and 0 wherever x is 0. */
    public static final ElementwiseOp XLOGY = binary(
                    "xlogy",
                    (x, y) -> x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y),
                    (o, g, x, y) -> where(x.eq(0).and(y.le(0)), g.zeros(), g.mul(y.log())),
                    (o, g, x, y) -> where(x.eq(0).and(y.le(0)), g.zeros(), g.mul(x.div(y))))
            .on(1, 0.3, 3)
            .loops(Log64::xlogy, Log32::xlogy)
            .agreeing(
                    "0 where x is 0; there the gradient is log y for x and 0 for y, or 0 for both where y is not positive")
            .exactly((x, y) -> x.sign() == 0 && !x.isNaN() && !y.isNaN() ? Exact.ZERO : x.times(y.log()));

    /** log(exp(a) + exp(b)), without overflow. */
    public static final ElementwiseOp LOG_ADD_EXP = binary(
                    "logaddexp",
                    Maths::logAddExp,
                    (y, g, a, b) -> g.mul(share(y, a, b)),
                    (y, g, a, b) -> g.mul(share(y, b, a)))
            .alsoAt(-1000, 1000)
            .exchangeable()
            .loops(Exp64::logaddexp, Exp32::logaddexp)
            .agreeing("-infinity of twice -infinity, with gradient 0")
            .exactly((a, b) -> a.exp().plus(b.exp()).log())
            .costing(12);

    /** g (1 - y^2), which carries a cotangent g through y = tanh(x): in one pass, and without a difference of rounded terms. */
    public static final ElementwiseOp TANH_GRAD = binary(
                    "tanhGrad",
                    (g, y) -> g * Math.fma(-y, y, 1),
                    (o, c, g, y) -> c.sub(c.mul(y.square())),
                    (o, c, g, y) -> c.mul(g).mul(y).mul(-2))
            .on(1, -1, 1)
            .loops(Arith64::tanhGrad, Arith32::tanhGrad)
            .exactly((g, y) -> g.minus(g.times(y.times(y))))
            .costing(3);

    private Maths() {}

    /** (1 - x)(1 + x), which does not cancel near 1. */
    private static Expr oneMinusSquare(Expr x) {
        return x.rsub(1).mul(x.add(1));
    }

    /** exp(a) / exp(y) for y = log(exp(a) + exp(b)), of the difference of the terms, which keeps its digits; 0 of nothing. */
    private static Expr share(Expr y, Expr a, Expr b) {
        Expr nothing = Expressions.constant(Double.NEGATIVE_INFINITY, y.dtype());
        return where(y.eq(nothing), nothing, a.sub(b)).sigmoid();
    }

    private static double logRatio(double a, double b) {
        return Log64.areClose(a, b) ? Math.log1p((a - b) / b) : Math.log(a) - Math.log(b);
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    private static double sechSquared(double x) {
        double e = Math.exp(-2 * Math.abs(x));
        return 4 * e / ((1 + e) * (1 + e));
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        double value = a > 1e8 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(value, x);
    }

    private static double logAddExp(double a, double b) {
        double high = Math.max(a, b);
        return Double.isInfinite(high) ? high : high + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    /** The error function by its all-positive series (Abramowitz & Stegun 7.1.6) or from its complement. */
    private static double erf(double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x) || a > 2) {
            return Double.isNaN(x) ? x : Math.copySign(1 - erfcRight(a), x);
        }
        double term = a;
        double sum = a;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * a * a / (2 * n + 1);
            sum += term;
        }
        return Math.copySign(TWO_OVER_ROOT_PI * Math.exp(-a * a) * sum, x);
    }

    private static double erfc(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        return x > 1 ? erfcRight(x) : 1 - erf(x);
    }

    private static Expr erfcx(Expr x) {
        return ERFCX.of(x);
    }

    private static double erfcx(double x) {
        return x > 1 ? 1 / (erfcFraction(x) * Math.sqrt(Math.PI)) : Math.exp(x * x) * erfc(x);
    }

    private static double logErfc(double x) {
        return x > 1 ? -x * x - Math.log(erfcFraction(x) * Math.sqrt(Math.PI)) : Math.log1p(-erf(x));
    }

    private static double logCosh(double x) {
        double size = Math.abs(x);
        double half = Math.sinh(size / 2);
        return size < 1 ? Math.log1p(2 * half * half) : size + Math.log1p(Math.exp(-2 * size)) - LN2;
    }

    private static double log1mexp(double x) {
        return x > -LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
    }

    /** The complementary error function for x >= 1 by its continued fraction (Abramowitz & Stegun 7.1.14). */
    private static double erfcRight(double x) {
        if (x > 27.3) {
            return 0;
        }
        double square = x * x;
        double rest = Math.fma(x, x, -square);
        return Math.exp(-square) * (1 - rest) / (erfcFraction(x) * Math.sqrt(Math.PI));
    }

    /** exp(-x^2) / (sqrt(pi) erfc(x)) for x >= 1. */
    private static double erfcFraction(double x) {
        double fraction = x;
        for (int n = 400; n >= 1; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return fraction;
    }
}
