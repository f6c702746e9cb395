package adjoint.kernel;

import java.util.function.UnaryOperator;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.apache.commons.math3.dfp.DfpMath;

/** Elementary functions to 40 decimal digits, for finite arguments. */
final class Exact {
    private static final DfpField FIELD = new DfpField(40);
    private static final Dfp ONE = FIELD.getOne();

    private Exact() {}

    static Dfp of(double x) {
        return FIELD.newDfp(x);
    }

    /** The distance of {@code actual} from the value of {@code function} at x, in units of the last place of a double. */
    static double ulps64(double actual, UnaryOperator<Dfp> function, double x) {
        Dfp exact = function.apply(of(x));
        return error(of(actual), exact) / Math.ulp(exact.toDouble());
    }

    /** The same in units of the last place of a float. */
    static double ulps32(float actual, UnaryOperator<Dfp> function, float x) {
        Dfp exact = function.apply(of(x));
        return error(of(actual), exact) / Math.ulp((float) exact.toDouble());
    }

    private static double error(Dfp actual, Dfp exact) {
        return Math.abs(actual.subtract(exact).toDouble());
    }

    static Dfp exp(Dfp x) {
        return DfpMath.exp(x);
    }

    static Dfp expm1(Dfp x) {
        Dfp m = abs(x);
        // 40 digits less 15 that cancel are still enough; below that the series is shorter than its third term.
        return m.lessThan(of(1e-15))
                ? x.add(x.multiply(x).divide(2)).add(x.multiply(x).multiply(x).divide(6))
                : exp(x).subtract(ONE);
    }

    static Dfp log(Dfp x) {
        return DfpMath.log(x);
    }

    static Dfp log1p(Dfp x) {
        if (abs(x).lessThan(of(1e-12))) {
            Dfp square = x.multiply(x);
            return x.subtract(square.divide(2))
                    .add(square.multiply(x).divide(3))
                    .subtract(square.multiply(square).divide(4));
        }
        return log(x.add(ONE));
    }

    static Dfp log2(Dfp x) {
        return log(x).divide(FIELD.getLn2());
    }

    static Dfp log10(Dfp x) {
        return log(x).divide(FIELD.getLn10());
    }

    static Dfp tanh(Dfp x) {
        Dfp t = expm1(x.multiply(2));
        return t.divide(t.add(2));
    }

    static Dfp sinh(Dfp x) {
        Dfp t = expm1(x);
        return t.add(t.divide(t.add(ONE))).divide(2);
    }

    static Dfp cosh(Dfp x) {
        Dfp e = exp(x);
        return e.add(ONE.divide(e)).divide(2);
    }

    static Dfp asinh(Dfp x) {
        Dfp m = abs(x);
        Dfp square = m.multiply(m);
        Dfp y = log1p(m.add(square.divide(ONE.add(square.add(ONE).sqrt()))));
        return x.lessThan(FIELD.getZero()) ? y.negate() : y;
    }

    static Dfp acosh(Dfp x) {
        Dfp t = x.subtract(ONE);
        return log1p(t.add(t.multiply(x.add(ONE)).sqrt()));
    }

    static Dfp atanh(Dfp x) {
        return log1p(x.multiply(2).divide(ONE.subtract(x))).divide(2);
    }

    static Dfp sigmoid(Dfp x) {
        return ONE.divide(ONE.add(exp(x.negate())));
    }

    static Dfp softplus(Dfp x) {
        return x.lessThan(FIELD.getZero()) ? log1p(exp(x)) : x.add(log1p(exp(x.negate())));
    }

    static Dfp sin(Dfp x) {
        return DfpMath.sin(x);
    }

    static Dfp cos(Dfp x) {
        return DfpMath.cos(x);
    }

    static Dfp tan(Dfp x) {
        return DfpMath.tan(x);
    }

    static Dfp asin(Dfp x) {
        return DfpMath.asin(x);
    }

    static Dfp acos(Dfp x) {
        return DfpMath.acos(x);
    }

    static Dfp atan(Dfp x) {
        return DfpMath.atan(x);
    }

    /** By its Taylor series, which 40 digits carry up to |x| = 3; beyond, one less {@link #erfc}. */
    static Dfp erf(Dfp x) {
        if (abs(x).greaterThan(of(3))) {
            return x.lessThan(FIELD.getZero()) ? erfc(x.negate()).subtract(ONE) : ONE.subtract(erfc(x));
        }
        Dfp square = x.multiply(x);
        Dfp power = x;
        Dfp sum = x;
        for (int n = 1; n < 120; n++) {
            power = power.multiply(square).negate().divide(n);
            sum = sum.add(power.divide(2 * n + 1));
        }
        return sum.multiply(2).divide(FIELD.getPi().sqrt());
    }

    /** By Laplace's continued fraction beyond 3, by {@link #erf} before. */
    static Dfp erfc(Dfp x) {
        if (!x.greaterThan(of(3))) {
            return ONE.subtract(erf(x));
        }
        Dfp fraction = x;
        for (int n = 100; n > 0; n--) {
            fraction = x.add(of(n / 2.0).divide(fraction));
        }
        return exp(x.multiply(x).negate()).divide(fraction).divide(FIELD.getPi().sqrt());
    }

    private static Dfp abs(Dfp x) {
        return x.lessThan(FIELD.getZero()) ? x.negate() : x;
    }
}
