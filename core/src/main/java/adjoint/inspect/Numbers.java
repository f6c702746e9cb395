package adjoint.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
    private Numbers() {}

    /** A place in a picture, to a hundredth of a pixel. */
    public static String coordinate(double value) {
        return plain(BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN));
    }

    /** Rounded to so many significant digits; with an exponent where the number is very large or small. */
    public static String significant(double value, int digits) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        double size = Math.abs(value);
        return size >= 1e-4 && size < 1e7
                ? plain(rounded)
                : rounded.stripTrailingZeros().toString().replace("E+", "e").replace('E', 'e');
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
