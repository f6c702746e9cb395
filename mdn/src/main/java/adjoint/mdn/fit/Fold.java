package adjoint.mdn.fit;

import java.util.stream.IntStream;

/**
 * Rows to learn from and rows to be judged by.
 *
 * @param training numbers of rows
 * @param heldOut numbers of the others
 */
record Fold(int[] training, int[] heldOut) {
    /** One of several folds: it holds out the next share of the rows in their order, and begins again behind the last. */
    static Fold of(int[] order, double share, int number) {
        int size = order.length;
        int held = Math.max(1, (int) Math.round(share * size));
        int from = (int) ((long) number * held % size);
        return new Fold(rows(order, from + held, from + size), rows(order, from, from + held));
    }

    private static int[] rows(int[] order, int from, int to) {
        return IntStream.range(from, to).map(i -> order[i % order.length]).toArray();
    }
}
