package adjoint.mdn.train;

import adjoint.expr.Expr;
import java.util.HashMap;
import java.util.Map;

/** Cuts an order of examples into mini-batches, of which the last may be smaller; arrays are made once for each size. */
final class Batches {
    /** What is done with each batch. */
    interface Step {
        void run(int index, Batch batch);
    }

    private final Expr input;
    private final Expr target;
    private final int size;
    private final Map<Integer, Batch> arrays = new HashMap<>();

    Batches(Expr input, Expr target, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a mini-batch needs at least 1 example, not " + size);
        }
        this.input = input;
        this.target = target;
        this.size = size;
    }

    /** Number of batches for so many examples. */
    int count(int examples) {
        return (examples + size - 1) / size;
    }

    /** Runs the step on the batches from the given one on, in order. */
    void forEach(Examples examples, int[] order, Step step) {
        check("input", examples.inputs(), input);
        check("target", examples.targets(), target);
        for (int from = 0; from < order.length; from += size) {
            int rows = Math.min(size, order.length - from);
            Batch batch = arrays.computeIfAbsent(rows, n -> Batch.of(input, target, n));
            batch.fill(examples, order, from);
            step.run(from / size, batch);
        }
    }

    private static void check(String what, int width, Expr node) {
        if (width != node.shape().dim(1).size()) {
            throw new IllegalArgumentException("the examples' " + what + " has " + width
                    + " numbers, but the model's has " + node.shape().dim(1));
        }
    }
}
