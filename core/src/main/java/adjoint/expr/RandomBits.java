package adjoint.expr;

/**
 * Random bits that are a function of a seed, a step and a position, by the mixing function of SplitMix64 (Steele, Lea and
 * Flood, Fast splittable pseudorandom number generators, 2014) applied to a counter.
 *
 * @param start of the counter, far from that of any other seed or step
 */
public record RandomBits(long start) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    static RandomBits of(long seed, double step) {
        return new RandomBits(mix(mix(seed + GOLDEN) + Double.doubleToLongBits(step)));
    }

    /** 64 bits for a position. */
    public long at(long position) {
        return mix(start + position * GOLDEN);
    }

    /** A number from 0 to 1, exclusive, in steps of 2^-53. */
    public double uniform(long position) {
        return (at(position) >>> 11) * 0x1p-53;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
