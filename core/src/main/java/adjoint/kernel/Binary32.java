package adjoint.kernel;

/**
 * What the elementary functions need to know of the binary32 format: its layout, and polynomials short enough for its
 * precision. The polynomials are minimax, found with Sollya's fpminimax (N. Brisebarre and S. Chevillard, Efficient
 * polynomial L-infinity approximations, ARITH 2007); the rational function in tanh is a weighted least-squares fit whose
 * weights were raised where its error was large (C. L. Lawson, Contributions to the theory of linear least maximum
 * approximation, UCLA 1961).
 *
 * <p>Moves between floating-point and integer registers do not vectorise, so they are in loops of their own.
 */
final class Binary32 {
    static final float LOG2_E = 0x1.715476p0f;
    static final float LN2 = 0x1.62e42ep-1f;
    /** What {@link #LN2} lacks; not negative, which would cost negative zeros their sign. */
    static final float LN2_REST = 0x1.efa39ep-25f;
    /** Adding this number to a small one leaves the nearest integer in the low bits of the sum. */
    static final float SHIFTER = 0x1.8p23f;
    /** Up to this magnitude the powers of two in the exponential function are normal numbers. */
    static final float EXP_LIMIT = 87;

    /** Half of an argument from which on tanh is 1. */
    static final float TANH_LIMIT = 4.6f;

    /** The width of the window of exponents that one mask can tell from all others. */
    private static final int WINDOW = 128;

    private static final int SHIFTER_BITS = Float.floatToRawIntBits(SHIFTER);
    private static final int MANTISSA_BITS = 23;
    private static final int BIAS = 127;
    private static final int ROOT_HALF_BITS = Float.floatToRawIntBits(0x1.6a09e6p-1f);

    private Binary32() {}

    /**
     * Given {@code SHIFTER + k}, computes 2^k, right as far as that is a normal number.
     *
     * @return whether all k were moderate, 64 or less in magnitude; if not, somebody has to look at each
     */
    static boolean powersOfTwo(float[] shifted, float[] o, int n) {
        int union = 0;
        for (int i = 0; i < n; i++) {
            int k = Float.floatToRawIntBits(shifted[i]) - SHIFTER_BITS;
            union |= k + WINDOW / 2;
            o[i] = Float.intBitsToFloat((k + BIAS) << MANTISSA_BITS);
        }
        return (union & -WINDOW) == 0;
    }

    /**
     * Splits x into 2^k m with m between the square roots of 1/2 and of 2, and k as {@code SHIFTER + k}; right for
     * positive normal numbers.
     *
     * @return whether all x were of moderate size, k 64 or less in magnitude; if not, somebody has to look at each
     */
    static boolean split(float[] x, float[] m, float[] shifted, int n) {
        int union = 0;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(x[i]);
            int k = (bits - ROOT_HALF_BITS) >> MANTISSA_BITS;
            union |= k + WINDOW / 2;
            m[i] = Float.intBitsToFloat(bits - (k << MANTISSA_BITS));
            shifted[i] = Float.intBitsToFloat(SHIFTER_BITS + k);
        }
        return (union & -WINDOW) == 0;
    }

    /** (exp(x) - 1 - x) / x^2 for |x| up to log(2) / 2. */
    static float expTail(float x) {
        float y = 0x1.a2d99ep-13f;
        y = Math.fma(y, x, 0x1.6d2e04p-10f);
        y = Math.fma(y, x, 0x1.110fc2p-7f);
        y = Math.fma(y, x, 0x1.555502p-5f);
        y = Math.fma(y, x, 0x1.555556p-3f);
        return Math.fma(y, x, 0x1p-1f);
    }

    /** R(x) with x R(x) = log((1 + s) / (1 - s)) / s - 2, x = s^2, for |s| up to 0.172. */
    static float logTail(float x) {
        float y = 0x1.2ef8e8p-2f;
        y = Math.fma(y, x, 0x1.997b8ep-2f);
        return Math.fma(y, x, 0x1.55555cp-1f);
    }

    /** As {@link #logTail}, for |s| up to 1/3. */
    static float logTailWide(float x) {
        float y = 0x1.e121b8p-3f;
        y = Math.fma(y, x, 0x1.bb311cp-3f);
        y = Math.fma(y, x, 0x1.24d76ep-2f);
        y = Math.fma(y, x, 0x1.999866p-2f);
        return Math.fma(y, x, 0x1.555556p-1f);
    }

    /** S(x) with tanh(u) = u - u x S(x) / Q(x), x = u^2, for |u| up to {@link #TANH_LIMIT}. */
    static float tanhNumerator(float x) {
        float y = 0x1.77e682p-13f;
        y = Math.fma(y, x, 0x1.481738p-6f);
        return Math.fma(y, x, 0x1.555556p-2f);
    }

    /** Q(x) of {@link #tanhNumerator}. */
    static float tanhDenominator(float x) {
        float y = 0x1.849462p-13f;
        y = Math.fma(y, x, 0x1.734ffep-6f);
        y = Math.fma(y, x, 0x1.d71dfp-2f);
        return Math.fma(y, x, 0x1p0f);
    }

    /**
     * sin(2 pi w) / w, x = w^2, for |w| up to 1/4: the interpolation at Chebyshev's points, which is next to minimax.
     */
    static float sineOfTurns(float x) {
        float y = 0x1.3e1420p5f;
        y = Math.fma(y, x, -0x1.32531ep6f);
        y = Math.fma(y, x, 0x1.4668fp6f);
        y = Math.fma(y, x, -0x1.4abbc4p5f);
        return Math.fma(y, x, 0x1.921fb6p2f);
    }
}
