package adjoint.exact;

import static adjoint.exact.Exact.ONE;
import static adjoint.exact.Exact.PI;
import static adjoint.exact.Exact.TWO;
import static adjoint.exact.Exact.ZERO;

/** Trigonometric and hyperbolic functions of exact numbers, made of series and of the functions that {@link Exact} has. */
public final class Functions {
    /** The series of sine and cosine are summed up to here; beyond, too many digits would cancel. */
    private static final double FAR = 20;

    private Functions() {}

    /** 1 where a statement holds, else 0. */
    public static Exact truth(boolean holds) {
        return holds ? ONE : ZERO;
    }

    public static Exact sinh(Exact x) {
        return x.exp().minus(x.negate().exp()).over(TWO);
    }

    public static Exact cosh(Exact x) {
        return x.exp().plus(x.negate().exp()).over(TWO);
    }

    public static Exact tanh(Exact x) {
        if (!x.isFinite()) {
            return x.isNaN() ? x : Exact.of(x.sign());
        }
        Exact e = x.abs().times(Exact.of(-2)).expm1();
        Exact t = e.negate().over(e.plus(TWO));
        return x.sign() < 0 ? t.negate() : t;
    }

    public static Exact sigmoid(Exact x) {
        return ONE.over(ONE.plus(x.negate().exp()));
    }

    public static Exact asinh(Exact x) {
        Exact size = x.abs();
        Exact square = size.times(size);
        // log1p keeps the digits of a small x, which a sum with 1 would lose.
        Exact value = x.isFinite()
                ? size.plus(square.over(ONE.plus(square.plus(ONE).sqrt()))).log1p()
                : size;
        return x.sign() < 0 ? value.negate() : value;
    }

    public static Exact acosh(Exact x) {
        return x.plus(x.minus(ONE).sqrt().times(x.plus(ONE).sqrt())).log();
    }

    public static Exact atanh(Exact x) {
        return x.log1p().minus(x.negate().log1p()).over(TWO);
    }

    public static Exact sin(Exact x) {
        return cos(x.minus(PI.over(TWO)));
    }

    /**
     * The cosine by its series.
     *
     * @throws Exact.Unrepresentable beyond 20, where the series would lose its digits
     */
    public static Exact cos(Exact x) {
        if (!x.isFinite()) {
            return Exact.NAN;
        }
        if (Math.abs(x.toDouble()) > FAR) {
            throw new Exact.Unrepresentable();
        }
        Exact square = x.times(x);
        Exact term = ONE;
        Exact sum = ONE;
        for (int n = 1; n < 60; n++) {
            term = term.times(square).over(Exact.of(-(2.0 * n - 1) * (2 * n)));
            sum = sum.plus(term);
        }
        return sum;
    }

    /** The angle by its series, after it has been halved a few times: atan x = 2 atan(x / (1 + sqrt(1 + x^2))). */
    public static Exact atan(Exact x) {
        if (!x.isFinite()) {
            return x.isNaN() ? x : Exact.of(x.sign()).times(PI).over(TWO);
        }
        Exact small = x;
        int halvings = 8;
        for (int i = 0; i < halvings; i++) {
            small = small.over(ONE.plus(ONE.plus(small.times(small)).sqrt()));
        }
        Exact square = small.times(small).negate();
        Exact power = small;
        Exact sum = small;
        for (int n = 3; n < 60; n += 2) {
            power = power.times(square);
            sum = sum.plus(power.over(Exact.of(n)));
        }
        return sum.times(Exact.of(1 << halvings));
    }

    public static Exact asin(Exact x) {
        return atan(x.over(ONE.minus(x).times(ONE.plus(x)).sqrt()));
    }

    public static Exact acos(Exact x) {
        return PI.over(TWO).minus(asin(x));
    }

    /** The angle of the point (x, y), from minus pi to pi; 0 of (0, 0). */
    public static Exact atan2(Exact y, Exact x) {
        if (x.sign() == 0 && y.sign() == 0 && !x.isNaN() && !y.isNaN()) {
            return ZERO;
        }
        if (!x.isFinite() && !y.isFinite() && !x.isNaN() && !y.isNaN()) {
            return atan2(Exact.of(y.sign()), Exact.of(x.sign()));
        }
        Exact angle = atan(y.over(x));
        return x.sign() >= 0 ? angle : angle.plus(y.sign() >= 0 ? PI : PI.negate());
    }
}
