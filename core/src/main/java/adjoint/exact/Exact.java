package adjoint.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Supplier;

/**
 * A number of 60 digits and practically any exponent, or NaN, or an infinity: what an expression is worth before floats
 * over- or underflow. Zero has no sign.
 */
public final class Exact implements Comparable<Exact> {
    /** Thrown where a finite number has more digits in its exponent than can be held. */
    public static final class Unrepresentable extends ArithmeticException {
        private static final long serialVersionUID = 1;
    }

    private static final int USUAL = 60;
    private static final int GUARD = 25;
    private static MathContext digits = new MathContext(USUAL, RoundingMode.HALF_EVEN);
    private static MathContext more = new MathContext(USUAL + GUARD, RoundingMode.HALF_EVEN);
    private static BigDecimal tiny = BigDecimal.ONE.scaleByPowerOfTen(-USUAL - GUARD);

    public static final Exact NAN = new Exact(null, Double.NaN);
    public static final Exact INFINITY = new Exact(null, Double.POSITIVE_INFINITY);
    public static final Exact MINUS_INFINITY = new Exact(null, Double.NEGATIVE_INFINITY);
    public static final Exact ZERO = of(0);
    public static final Exact ONE = of(1);
    public static final Exact HALF = of(0.5);
    public static final Exact TWO = of(2);
    private static BigDecimal ln10 = lnMantissa(BigDecimal.TEN);
    public static final Exact LN2 = of(2).log();
    public static final Exact PI = pi();

    private final BigDecimal value;
    private final double special;

    private Exact(BigDecimal value, double special) {
        this.value = value;
        this.special = special;
    }

    public static Exact of(double number) {
        return Double.isNaN(number)
                ? NAN
                : Double.isInfinite(number) ? infinity(number > 0) : new Exact(new BigDecimal(number), 0);
    }

    private static Exact of(BigDecimal number) {
        BigDecimal rounded = number.round(digits);
        if (rounded.signum() != 0 && Math.abs((long) rounded.precision() - rounded.scale()) > 1_000_000_000L) {
            throw new Unrepresentable();
        }
        return new Exact(rounded, 0);
    }

    private static Exact infinity(boolean positive) {
        return positive ? INFINITY : MINUS_INFINITY;
    }

    /** Works something out with another number of digits. */
    public static <R> R withDigits(int count, Supplier<R> work) {
        MathContext before = digits;
        try {
            setDigits(count);
            return work.get();
        } finally {
            setDigits(before.getPrecision());
        }
    }

    private static void setDigits(int count) {
        digits = new MathContext(count, RoundingMode.HALF_EVEN);
        more = new MathContext(count + GUARD, RoundingMode.HALF_EVEN);
        tiny = BigDecimal.ONE.scaleByPowerOfTen(-count - GUARD);
        ln10 = lnMantissa(BigDecimal.TEN);
    }

    public boolean isNaN() {
        return value == null && Double.isNaN(special);
    }

    public boolean isFinite() {
        return value != null;
    }

    public int sign() {
        return value != null ? value.signum() : isNaN() ? 0 : (int) Math.signum(special);
    }

    public double toDouble() {
        return value == null ? special : value.doubleValue();
    }

    public Exact negate() {
        return value == null ? of(-special) : new Exact(value.negate(), 0);
    }

    public Exact abs() {
        return sign() < 0 ? negate() : this;
    }

    public Exact plus(Exact other) {
        if (value != null && other.value != null) {
            return of(value.add(other.value, digits));
        }
        return of((value == null ? special : 0) + (other.value == null ? other.special : 0));
    }

    public Exact minus(Exact other) {
        return plus(other.negate());
    }

    public Exact times(Exact other) {
        if (value != null && other.value != null) {
            return of(value.multiply(other.value, digits));
        }
        return isNaN() || other.isNaN() ? NAN : of((double) sign() * other.sign() * Double.POSITIVE_INFINITY);
    }

    public Exact over(Exact other) {
        if (isNaN() || other.isNaN() || value == null && other.value == null) {
            return NAN;
        }
        if (value == null) {
            return infinity(sign() > 0 == other.sign() >= 0);
        }
        if (other.value == null) {
            return ZERO;
        }
        if (other.sign() == 0) {
            return sign() == 0 ? NAN : infinity(sign() > 0);
        }
        return of(value.divide(other.value, digits));
    }

    public Exact sqrt() {
        if (value == null) {
            return sign() < 0 ? NAN : this;
        }
        return sign() < 0 ? NAN : of(value.sqrt(digits));
    }

    public Exact exp() {
        if (value == null) {
            return sign() < 0 ? ZERO : this;
        }
        if (value.abs().compareTo(new BigDecimal("2e9")) > 0) {
            throw new Unrepresentable();
        }
        if (value.abs().compareTo(BigDecimal.valueOf(3)) < 0) {
            return of(exponential(value));
        }
        BigInteger tens = value.divide(ln10, 0, RoundingMode.HALF_EVEN).toBigInteger();
        BigDecimal rest = value.subtract(ln10.multiply(new BigDecimal(tens)), more);
        return of(exponential(rest).scaleByPowerOfTen(tens.intValueExact()));
    }

    /** exp(x) of a small number: in binary, halved until the series is short, and squared as often. */
    private static BigDecimal exponential(BigDecimal x) {
        int bits = (int) (more.getPrecision() * 3.33) + 64;
        int halvings = (int) Math.sqrt(bits);
        BigInteger one = BigInteger.ONE.shiftLeft(bits);
        BigInteger small = x.multiply(new BigDecimal(one)).toBigInteger().shiftRight(halvings);
        BigInteger term = one;
        BigInteger sum = one;
        for (int n = 1; term.signum() != 0 && term.bitLength() > 1; n++) {
            term = term.multiply(small).shiftRight(bits).divide(BigInteger.valueOf(n));
            sum = sum.add(term);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum).shiftRight(bits);
        }
        return new BigDecimal(sum).divide(new BigDecimal(one), more);
    }

    /** By Halley's method from a double. */
    public Exact log() {
        if (value == null) {
            return sign() < 0 ? NAN : this;
        }
        if (sign() <= 0) {
            return sign() < 0 ? NAN : MINUS_INFINITY;
        }
        int exponent = value.precision() - value.scale();
        BigDecimal mantissa = value.scaleByPowerOfTen(-exponent);
        BigDecimal ln = lnMantissa(mantissa);
        return of(exponent == 0 ? ln : ln.add(ln10.multiply(BigDecimal.valueOf(exponent), more), more));
    }

    private static BigDecimal lnMantissa(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
        BigDecimal nearOne = x.subtract(BigDecimal.ONE);
        if (nearOne.abs().compareTo(new BigDecimal("1e-10")) < 0) {
            return series(nearOne);
        }
        for (int got = 15; got < more.getPrecision(); got *= 3) {
            BigDecimal e = new Exact(y, 0).exp().value;
            BigDecimal step = x.subtract(e).multiply(BigDecimal.valueOf(2)).divide(x.add(e), more);
            y = y.add(step, more);
        }
        return y;
    }

    /** log(1 + x) for tiny x. */
    private static BigDecimal series(BigDecimal x) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = x;
        BigDecimal floor = tiny.multiply(x.abs());
        for (int n = 1; power.abs().compareTo(floor) > 0; n++) {
            BigDecimal term = power.divide(BigDecimal.valueOf(n), more);
            sum = n % 2 == 1 ? sum.add(term, more) : sum.subtract(term, more);
            power = power.multiply(x, more);
        }
        return sum;
    }

    /** exp(x) - 1 without cancellation: by its series close to 0. */
    public Exact expm1() {
        if (value == null || value.abs().compareTo(new BigDecimal("1e-3")) > 0) {
            return exp().minus(ONE);
        }
        BigDecimal term = value;
        BigDecimal sum = value;
        BigDecimal floor = tiny.multiply(value.abs());
        for (int n = 2; term.abs().compareTo(floor) > 0; n++) {
            term = term.multiply(value, more).divide(BigDecimal.valueOf(n), more);
            sum = sum.add(term, more);
        }
        return of(sum);
    }

    /** log(1 + x) without cancellation: by its series close to 0. */
    public Exact log1p() {
        return value == null || value.abs().compareTo(new BigDecimal("1e-10")) > 0
                ? plus(ONE).log()
                : of(series(value));
    }

    /** Abramowitz and Stegun 7.1.6, or 1 far out. */
    public Exact erf() {
        return value == null || value.abs().compareTo(BigDecimal.TEN) > 0
                ? isNaN() ? NAN : of(sign()).minus(erfcTail(abs()).times(of(sign())))
                : erfSeries();
    }

    private Exact erfSeries() {
        MathContext wide = new MathContext(digits.getPrecision() + 90, RoundingMode.HALF_EVEN);
        BigDecimal term = value;
        BigDecimal sum = value;
        BigDecimal square = value.multiply(value, wide);
        for (int n = 1;
                term.signum() != 0
                        && term.abs().compareTo(BigDecimal.ONE.scaleByPowerOfTen(-wide.getPrecision() + 10)) > 0;
                n++) {
            term = term.multiply(square, wide)
                    .multiply(BigDecimal.valueOf(2))
                    .divide(BigDecimal.valueOf(2L * n + 1), wide);
            sum = sum.add(term, wide);
        }
        Exact e = of(square.negate()).exp();
        return of(sum).times(e).times(TWO).over(PI.sqrt());
    }

    public Exact erfc() {
        if (value == null) {
            return isNaN() ? NAN : sign() > 0 ? ZERO : TWO;
        }
        return value.compareTo(BigDecimal.valueOf(3)) > 0 ? erfcTail(this) : ONE.minus(erf());
    }

    /** The continued fraction 7.1.14, for x > 3. */
    private static Exact erfcTail(Exact x) {
        if (x.value == null) {
            return ZERO;
        }
        BigDecimal fraction = x.value;
        for (int n = 3000; n >= 1; n--) {
            fraction = x.value.add(BigDecimal.valueOf(n).divide(fraction.multiply(BigDecimal.valueOf(2)), more), more);
        }
        return x.times(x).negate().exp().over(of(fraction).times(PI.sqrt()));
    }

    /** Machin's formula. */
    private static Exact pi() {
        return of(BigDecimal.valueOf(16)
                .multiply(arctanInverse(5))
                .subtract(BigDecimal.valueOf(4).multiply(arctanInverse(239))));
    }

    private static BigDecimal arctanInverse(int n) {
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), more);
        BigDecimal square = BigDecimal.valueOf((long) n * n);
        BigDecimal sum = power;
        for (int k = 1; k < 70; k++) {
            power = power.divide(square, more);
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), more);
            sum = k % 2 == 1 ? sum.subtract(term, more) : sum.add(term, more);
        }
        return sum;
    }

    public Exact power(double exponent) {
        if (exponent == 0) {
            return ONE;
        }
        if (exponent == Math.rint(exponent) && Math.abs(exponent) <= 64) {
            Exact product = ONE;
            for (int i = 0; i < Math.abs(exponent); i++) {
                product = product.times(this);
            }
            return exponent < 0 ? ONE.over(product) : product;
        }
        return sign() == 0 && !isNaN()
                ? (exponent > 0 ? ZERO : INFINITY)
                : of(exponent).times(log()).exp();
    }

    /** The larger of two numbers, NaN if either is. */
    public Exact max(Exact other) {
        return isNaN() || other.isNaN() ? NAN : compareTo(other) >= 0 ? this : other;
    }

    /** The smaller of two numbers, NaN if either is. */
    public Exact min(Exact other) {
        return isNaN() || other.isNaN() ? NAN : compareTo(other) <= 0 ? this : other;
    }

    /** The nearest integer in a direction; NaN and infinities stay. */
    public Exact rounded(RoundingMode mode) {
        return value == null || value.scale() <= 0 ? this : of(value.setScale(0, mode));
    }

    /** Compared as numbers; NaN must have been dealt with before. */
    @Override
    public int compareTo(Exact other) {
        return value != null && other.value != null
                ? value.compareTo(other.value)
                : Double.compare(value == null ? special : 0, other.value == null ? other.special : 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Exact that && isNaN() == that.isNaN() && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(toDouble());
    }

    @Override
    public String toString() {
        return value == null
                ? Double.toString(special)
                : value.round(new MathContext(20)).toString();
    }
}
