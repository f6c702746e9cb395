package adjoint.kernel;

/**
 * Random numbers made of {@link Philox} words. Each is a function of key, step and position: it does not matter which thread
 * computes it, nor how many others are computed with it.
 *
 * <p>Blocks of words are taken a tile at a time, and part by part: the first numbers of all the blocks of a tile come first, then
 * the second ones. That keeps every loop contiguous.
 */
// @Twin
public final class Random64 {
    /** The kinds of numbers in counters. */
    private static final int UNIFORM = 0;

    private static final int NORMAL = 1;

    /** How many numbers a block of 128 bits is good for. */
    private static final int PARTS = 2; // F32: private static final int PARTS = 4;

    private static final int BLOCKS = 256;

    private static final int MANTISSA_BITS = 52; // F32: private static final int MANTISSA_BITS = 23;
    private static final double HALF_STEP = 0x1p-53; // F32: private static final float HALF_STEP = 0x1p-24f;
    private static final long ONE = Double.doubleToRawLongBits(1); // F32: private static final int ONE = 0x3F800000;

    private static final ThreadLocal<long[][]> WORDS = ThreadLocal.withInitial(() -> new long[4][BLOCKS]);

    private Random64() {}

    /**
     * Numbers between 0 and 1, both exclusive: the middles of equal intervals, as many as the format has between 1 and 2.
     *
     * @param o where they go, each to its position
     * @param from the first position
     * @param to the last, exclusive
     */
    public static void uniform(long key, long step, double[] o, int from, int to) {
        long[][] words = WORDS.get();
        Tile64 tile = Tile64.get();
        for (int block = firstBlock(from); beginsBefore(block, to); block += BLOCKS) {
            int n = Math.min(BLOCKS, to - block * PARTS);
            Philox.blocks(key, block, UNIFORM, step, words, n);
            for (int part = 0; part < PARTS; part++) {
                uniform(words, part, tile.x, n);
                copy(tile.x, o, block, part, from, to);
            }
        }
    }

    /**
     * Standard normal numbers, two by two (G. E. P. Box and M. E. Muller, A note on the generation of random normal
     * deviates, 1958).
     *
     * @param o where they go, each to its position
     * @param from the first position
     * @param to the last, exclusive
     */
    public static void normal(long key, long step, double[] o, int from, int to) {
        long[][] words = WORDS.get();
        Tile64 tile = Tile64.get();
        for (int block = firstBlock(from); beginsBefore(block, to); block += BLOCKS) {
            int n = Math.min(BLOCKS, to - block * PARTS);
            Philox.blocks(key, block, NORMAL, step, words, n);
            for (int part = 0; part < PARTS; part += 2) {
                uniform(words, part, tile.x, n);
                Log64.log(tile, n);
                radius(tile.y, tile.u, n);
                uniform(words, part + 1, tile.x, n);
                fold(tile.x, tile.r, tile.s, n);
                sine(tile.r, tile.u, tile.y, n);
                copy(tile.y, o, block, part, from, to);
                sine(tile.s, tile.u, tile.y, n);
                copy(tile.y, o, block, part + 1, from, to);
            }
        }
    }

    private static int firstBlock(int position) {
        return position / (BLOCKS * PARTS) * BLOCKS;
    }

    private static boolean beginsBefore(int block, int end) {
        return (long) block * PARTS < end;
    }

    /** Brings what lies between two positions to its place. */
    private static void copy(double[] numbers, double[] o, int block, int part, int from, int to) {
        int at = block * PARTS;
        int skipped = part * BLOCKS;
        int low = Math.max(0, from - at - skipped);
        int high = Math.min(BLOCKS, to - at - skipped);
        if (low < high) {
            System.arraycopy(numbers, low, o, at + skipped + low, high - low);
        }
    }

    /** The middles of intervals that high bits count: as a mantissa they make a number between 1 and 2. */
    private static void uniform(long[][] words, int part, double[] o, int n) {
        long[] high = words[2 * part]; // F32: long[] high = words[part];
        long[] low = words[2 * part + 1]; // F32: long[] low = high;
        for (int i = 0; i < n; i++) {
            long bits = (high[i] << 32 | low[i]) >>> (Long.SIZE - MANTISSA_BITS); // F32: int bits = (int) low[i] >>> 9;
            o[i] = Double.longBitsToDouble(ONE | bits) - (1 - HALF_STEP);
        }
    }

    /** {@code sqrt(-2 log)}. */
    private static void radius(double[] log, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.sqrt(-2 * log[i]);
        }
    }

    /** Angles, in turns up to a quarter, whose sines are cosine and sine of the angle that is x turns. */
    private static void fold(double[] x, double[] cosine, double[] sine, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i] - 0.5;
            cosine[i] = 0.25 - Math.abs(v);
            sine[i] = Math.max(-0.5 - v, Math.min(0.5 - v, v));
        }
    }

    /** {@code r sin(2 pi w)}. */
    private static void sine(double[] w, double[] r, double[] o, int n) {
        for (int i = 0; i < n; i++) {
            o[i] = r[i] * w[i] * Binary64.sineOfTurns(w[i] * w[i]);
        }
    }
}
