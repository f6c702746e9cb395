package adjoint.kernel;

import java.util.Arrays;

/**
 * The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3,
 * SC 2011): four random words of 32 bits that are a pure function of a counter of four words and a key of two. Words are in
 * the low halves of longs, where loops over them vectorise.
 *
 * <p>A counter is made of a block's number, a kind of numbers and the 64 bits of a step, so that kinds, steps and blocks under
 * one key never share words.
 */
public final class Philox {
    private static final long WORD = 0xFFFFFFFFL;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    /** The kind of numbers that keys are made of. */
    private static final int KEYS = 1 << 31;

    private Philox() {}

    /**
     * Random words.
     *
     * @param key its low word first
     * @param words row i holds word i of each counter, and of the result then
     * @param n the number of counters
     */
    public static void scramble(long key, long[][] words, int n) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int i = 0; i < ROUNDS; i++) {
            round(words[0], words[1], words[2], words[3], k0 & WORD, k1 & WORD, n);
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
    }

    private static void round(long[] c0, long[] c1, long[] c2, long[] c3, long k0, long k1, int n) {
        for (int i = 0; i < n; i++) {
            long a = MULTIPLIER_0 * c0[i];
            long b = MULTIPLIER_1 * c2[i];
            c0[i] = (b >>> 32) ^ c1[i] ^ k0;
            c1[i] = b & WORD;
            c2[i] = (a >>> 32) ^ c3[i] ^ k1;
            c3[i] = a & WORD;
        }
    }

    /** The words of blocks one after the other, of one kind and step. */
    static void blocks(long key, int first, int kind, long step, long[][] words, int n) {
        for (int i = 0; i < n; i++) {
            words[0][i] = (first + i) & WORD;
        }
        Arrays.fill(words[1], 0, n, kind & WORD);
        Arrays.fill(words[2], 0, n, step & WORD);
        Arrays.fill(words[3], 0, n, step >>> 32);
        scramble(key, words, n);
    }

    /**
     * A key made of another and a number: keys of different numbers are as good as independent, and the same number gives
     * the same key.
     */
    public static long fold(long key, long number) {
        long[][] words = new long[4][1];
        blocks(key, 0, KEYS, number, words, 1);
        return words[0][0] | words[1][0] << 32;
    }
}
