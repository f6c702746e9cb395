package adjoint.mdn.mixture;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Choices of some dimensions out of all. */
final class Dimensions {
    private Dimensions() {}

    /** Refuses what is not a choice of at least one of so many dimensions, each once. */
    static void require(int[] chosen, int all) {
        long distinct =
                IntStream.of(chosen).filter(d -> d >= 0 && d < all).distinct().count();
        if (distinct != chosen.length || distinct == 0) {
            throw new IllegalArgumentException(
                    "choose different dimensions from 0 to " + (all - 1) + ", not " + Arrays.toString(chosen));
        }
    }

    /** The dimensions not chosen, in their order. */
    static int[] others(int[] chosen, int all) {
        return IntStream.range(0, all)
                .filter(d -> IntStream.of(chosen).noneMatch(c -> c == d))
                .toArray();
    }
}
