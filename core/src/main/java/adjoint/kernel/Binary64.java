package adjoint.kernel;

/**
 * What the elementary functions need to know of the binary64 format: its layout, and polynomials short enough for its
 * precision. The polynomials are minimax, found with Sollya's fpminimax (N. Brisebarre and S. Chevillard, Efficient
 * polynomial L-infinity approximations, ARITH 2007); the rational function in tanh is a weighted least-squares fit whose
 * weights were raised where its error was large (C. L. Lawson, Contributions to the theory of linear least maximum
 * approximation, UCLA 1961).
 *
 * <p>Moves between floating-point and integer registers do not vectorise, so they are in loops of their own.
 */
final class Binary64 {
    static final double LOG2_E = 0x1.71547652b82fep0;
    static final double LN2 = 0x1.62e42fefa39efp-1;
    /** What {@link #LN2} lacks; not negative, which would cost negative zeros their sign. */
    static final double LN2_REST = 0x1.abc9e3b39803fp-56;
    /** Adding this number to a small one leaves the nearest integer in the low bits of the sum. */
    static final double SHIFTER = 0x1.8p52;
    /** Up to this magnitude the powers of two in the exponential function are normal numbers. */
    static final double EXP_LIMIT = 708;

    /** Half of an argument from which on tanh is 1. */
    static final double TANH_LIMIT = 9.8;

    /** The width of the window of exponents that one mask can tell from all others. */
    private static final long WINDOW = 1024;

    private static final long SHIFTER_BITS = Double.doubleToRawLongBits(SHIFTER);
    private static final int MANTISSA_BITS = 52;
    private static final int BIAS = 1023;
    private static final long ROOT_HALF_BITS = Double.doubleToRawLongBits(0x1.6a09e667f3bcdp-1);

    private Binary64() {}

    /**
     * Given {@code SHIFTER + k}, computes 2^k, right as far as that is a normal number.
     *
     * @return whether all k were moderate, 512 or less in magnitude; if not, somebody has to look at each
     */
    static boolean powersOfTwo(double[] shifted, double[] o, int n) {
        long union = 0;
        for (int i = 0; i < n; i++) {
            long k = Double.doubleToRawLongBits(shifted[i]) - SHIFTER_BITS;
            union |= k + WINDOW / 2;
            o[i] = Double.longBitsToDouble((k + BIAS) << MANTISSA_BITS);
        }
        return (union & -WINDOW) == 0;
    }

    /**
     * Splits x into 2^k m with m between the square roots of 1/2 and of 2, and k as {@code SHIFTER + k}; right for
     * positive normal numbers.
     *
     * @return whether all x were of moderate size, k 512 or less in magnitude; if not, somebody has to look at each
     */
    static boolean split(double[] x, double[] m, double[] shifted, int n) {
        long union = 0;
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(x[i]);
            long k = (bits - ROOT_HALF_BITS) >> MANTISSA_BITS;
            union |= k + WINDOW / 2;
            m[i] = Double.longBitsToDouble(bits - (k << MANTISSA_BITS));
            shifted[i] = Double.longBitsToDouble(SHIFTER_BITS + k);
        }
        return (union & -WINDOW) == 0;
    }

    /** (exp(x) - 1 - x) / x^2 for |x| up to log(2) / 2. */
    static double expTail(double x) {
        double y = 0x1.1f86f02da59e6p-29;
        y = Math.fma(y, x, 0x1.af4ec8740ac08p-26);
        y = Math.fma(y, x, 0x1.27e4cfaf3f683p-22);
        y = Math.fma(y, x, 0x1.71de01adc10d7p-19);
        y = Math.fma(y, x, 0x1.a01a01ab9879cp-16);
        y = Math.fma(y, x, 0x1.a01a01ac1dc6cp-13);
        y = Math.fma(y, x, 0x1.6c16c16c156a5p-10);
        y = Math.fma(y, x, 0x1.1111111110051p-7);
        y = Math.fma(y, x, 0x1.5555555555557p-5);
        y = Math.fma(y, x, 0x1.5555555555557p-3);
        return Math.fma(y, x, 0x1p-1);
    }

    /** R(x) with x R(x) = log((1 + s) / (1 - s)) / s - 2, x = s^2, for |s| up to 0.172. */
    static double logTail(double x) {
        double y = 0x1.2b5f5b2f7190cp-3;
        y = Math.fma(y, x, 0x1.39fdcbbcee0e7p-3);
        y = Math.fma(y, x, 0x1.7462b925f9f72p-3);
        y = Math.fma(y, x, 0x1.c71c62d649d8dp-3);
        y = Math.fma(y, x, 0x1.2492492dfb9b8p-2);
        y = Math.fma(y, x, 0x1.99999999952b9p-2);
        return Math.fma(y, x, 0x1.5555555555558p-1);
    }

    /** As {@link #logTail}, for |s| up to 1/3. */
    static double logTailWide(double x) {
        double y = 0x1.4b01657b08b58p-3;
        y = Math.fma(y, x, 0x1.688b10a972f79p-4);
        y = Math.fma(y, x, 0x1.eb8ad6cf2b5bep-4);
        y = Math.fma(y, x, 0x1.10acebf82e573p-3);
        y = Math.fma(y, x, 0x1.3b18a76c29ca9p-3);
        y = Math.fma(y, x, 0x1.745cf14f351d2p-3);
        y = Math.fma(y, x, 0x1.c71c726c342ddp-3);
        y = Math.fma(y, x, 0x1.24924923df5fep-2);
        y = Math.fma(y, x, 0x1.999999999a27ep-2);
        return Math.fma(y, x, 0x1.5555555555555p-1);
    }

    /** S(x) with tanh(u) = u - u x S(x) / Q(x), x = u^2, for |u| up to {@link #TANH_LIMIT}. */
    static double tanhNumerator(double x) {
        double y = 0x1.296df42939441p-37;
        y = Math.fma(y, x, 0x1.aff3139a35ca2p-27);
        y = Math.fma(y, x, 0x1.31a912a7a00efp-18);
        y = Math.fma(y, x, 0x1.2f0d7993e6771p-11);
        y = Math.fma(y, x, 0x1.b0f3b62049582p-6);
        return Math.fma(y, x, 0x1.5555555555555p-2);
    }

    /** Q(x) of {@link #tanhNumerator}. */
    static double tanhDenominator(double x) {
        double y = 0x1.2c6590a57da48p-37;
        y = Math.fma(y, x, 0x1.be4325f5d51fbp-27);
        y = Math.fma(y, x, 0x1.450cfa8bcd716p-18);
        y = Math.fma(y, x, 0x1.500afa7632d0dp-11);
        y = Math.fma(y, x, 0x1.025f7bb6b3809p-5);
        y = Math.fma(y, x, 0x1.eac74bbfa7590p-2);
        return Math.fma(y, x, 0x1p0);
    }

    /**
     * sin(2 pi w) / w, x = w^2, for |w| up to 1/4: the interpolation at Chebyshev's points, which is next to minimax.
     */
    static double sineOfTurns(double x) {
        double y = 0x1.9d462020fcc78p-4;
        y = Math.fma(y, x, -0x1.6f7acdb8f6580p-1);
        y = Math.fma(y, x, 0x1.e8f3675ee37ddp1);
        y = Math.fma(y, x, -0x1.e3074dfaf87afp3);
        y = Math.fma(y, x, 0x1.5078348551854p5);
        y = Math.fma(y, x, -0x1.32d2cce627c86p6);
        y = Math.fma(y, x, 0x1.466bc6775aa7dp6);
        y = Math.fma(y, x, -0x1.4abbce625be52p5);
        return Math.fma(y, x, 0x1.921fb54442d18p2);
    }
}
