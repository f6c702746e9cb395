package adjoint.mdn.train;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random orders of examples, and what training draws them from. */
public final class Order {
    /** Spreads epochs over the seeds of {@link SplittableRandom}, which mixes them further. */
    private static final long EPOCH_STRIDE = 0x9E3779B97F4A7C15L;

    private Order() {}

    /** What an epoch draws from. It depends on seed and epoch alone, so that training can resume anywhere. */
    static SplittableRandom random(long seed, int epoch) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch * EPOCH_STRIDE);
    }

    /** A random permutation (Fisher and Yates) of the numbers below a size. */
    public static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
