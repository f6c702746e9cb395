package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Random words against the published known answers, and numbers against what words should become. */
class PhiloxTest {
    private static final int N = 3000;
    private static final long KEY = 0x0123456789ABCDEFL;
    private static final long STEP = Double.doubleToLongBits(5);

    private static long[] words(long key, long... counter) {
        long[][] words = new long[4][1];
        for (int i = 0; i < 4; i++) {
            words[i][0] = counter[i];
        }
        Philox.scramble(key, words, 1);
        return Arrays.stream(words).mapToLong(word -> word[0]).toArray();
    }

    /** The vectors that come with Random123, the authors' library (kat_vectors, philox4x32 10). */
    @Test
    void theKnownAnswers() {
        assertThat(words(0, 0, 0, 0, 0)).containsExactly(0x6627e8d5L, 0xe169c58dL, 0xbc57ac4cL, 0x9b00dbd8L);
        assertThat(words(-1, 0xffffffffL, 0xffffffffL, 0xffffffffL, 0xffffffffL))
                .containsExactly(0x408f276dL, 0x41c83b0eL, 0xa20bc7c6L, 0x6d5451fdL);
        assertThat(words(0x299f31d0a4093822L, 0x243f6a88L, 0x85a308d3L, 0x13198a2eL, 0x03707344L))
                .containsExactly(0xd16cfe09L, 0x94fdccebL, 0x5001e420L, 0x24126ea1L);
    }

    @Test
    void foldedKeysDifferAndTheSameNumberGivesTheSame() {
        assertThat(Philox.fold(KEY, 1)).isEqualTo(Philox.fold(KEY, 1)).isNotEqualTo(Philox.fold(KEY, 2));
        assertThat(Philox.fold(KEY, 1)).isNotEqualTo(Philox.fold(KEY + 1, 1));
    }

    /** The words of a number's block, of the given kind: tiles of 256 blocks, part after part. */
    private static long[] wordsOf(int position, int kind, int parts) {
        int block = position / (256 * parts) * 256 + position % 256;
        return words(KEY, block, kind, STEP & 0xffffffffL, STEP >>> 32);
    }

    @Test
    void numbersAreWhatTheirWordsSay() {
        double[] uniform = new double[N];
        double[] normal = new double[N];
        Random64.uniform(KEY, STEP, uniform, 0, N);
        Random64.normal(KEY, STEP, normal, 0, N);
        for (int i = 0; i < N; i++) {
            int part = i / 256 % 2;
            assertThat(uniform[i]).isEqualTo(middle(wordsOf(i, 0, 2), part));
            double angle = 2 * Math.PI * (middle(wordsOf(i, 1, 2), 1) - 0.5);
            double radius = Math.sqrt(-2 * Math.log(middle(wordsOf(i, 1, 2), 0)));
            double expected = radius * (part == 0 ? Math.cos(angle) : Math.sin(angle));
            assertThat(normal[i]).isCloseTo(expected, within(5e-15));
        }
    }

    private static double middle(long[] words, int part) {
        return (((words[2 * part] << 32 | words[2 * part + 1]) >>> 12) + 0.5) * 0x1p-52;
    }

    @Test
    void singlePrecisionTakesFourNumbersFromABlock() {
        float[] uniform = new float[N];
        float[] normal = new float[N];
        Random32.uniform(KEY, STEP, uniform, 0, N);
        Random32.normal(KEY, STEP, normal, 0, N);
        for (int i = 0; i < N; i++) {
            int part = i / 256 % 4;
            assertThat(uniform[i]).isEqualTo(middle(wordsOf(i, 0, 4)[part]));
            long[] words = wordsOf(i, 1, 4);
            double angle = 2 * Math.PI * (middle(words[part | 1]) - 0.5);
            double radius = Math.sqrt(-2 * Math.log(middle(words[part & 2])));
            double expected = radius * (part % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
            assertThat(normal[i]).isCloseTo((float) expected, within(3e-6f));
        }
    }

    private static float middle(long word) {
        return ((word >>> 9) + 0.5f) * 0x1p-23f;
    }

    /** Whatever piece of an array is asked for, a position has one number. */
    @Test
    void piecesAreThoseOfTheWhole() {
        double[] whole = new double[N];
        double[] pieces = new double[N];
        float[] whole32 = new float[N];
        float[] pieces32 = new float[N];
        Random64.normal(KEY, STEP, whole, 0, N);
        Random32.normal(KEY, STEP, whole32, 0, N);
        int[] ends = {0, 1, 255, 256, 300, 300, 511, 512, 513, 1024, 1500, 2999, N};
        for (int i = 1; i < ends.length; i++) {
            Random64.normal(KEY, STEP, pieces, ends[i - 1], ends[i]);
            Random32.normal(KEY, STEP, pieces32, ends[i - 1], ends[i]);
        }
        assertThat(pieces).containsExactly(whole);
        assertThat(pieces32).containsExactly(whole32);
    }
}
