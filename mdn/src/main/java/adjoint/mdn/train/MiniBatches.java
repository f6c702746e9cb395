package adjoint.mdn.train;

import adjoint.expr.Expr;
import adjoint.run.CompiledFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts an order of examples into mini-batches, of which the last may be smaller. Each of the two sizes has arrays of its own
 * that the function reads where they lie.
 */
final class MiniBatches {
    /** What is done with each batch. */
    interface Step {
        void run(int index, Batch batch);
    }

    private final CompiledFunction function;
    private final List<Expr> inputs;
    private final int size;
    private final Map<Integer, Batch> bound = new HashMap<>();

    /**
     * @param function of the given inputs
     * @param inputs of shape [batch, inputs] and [batch, targets]; any others are scalars
     * @param size examples in a batch
     */
    MiniBatches(CompiledFunction function, List<Expr> inputs, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a mini-batch needs at least 1 example, not " + size);
        }
        this.function = function;
        this.inputs = inputs;
        this.size = size;
    }

    /** Number of batches for so many examples. */
    int count(int examples) {
        return (examples + size - 1) / size;
    }

    /** Fills one batch after the other and runs the step on it. */
    void forEach(Examples examples, int[] order, Step step) {
        check("input", examples.inputs(), inputs.get(0));
        check("target", examples.targets(), inputs.get(1));
        for (int from = 0; from < order.length; from += size) {
            int rows = Math.min(size, order.length - from);
            Batch batch = bound.computeIfAbsent(rows, this::bind);
            batch.fill(examples, order, from);
            step.run(from / size, batch);
        }
    }

    private Batch bind(int rows) {
        int[][] shapes = new int[inputs.size()][];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = i < 2 ? new int[] {rows, width(inputs.get(i))} : new int[0];
        }
        return new Batch(function.bind(shapes));
    }

    private static void check(String what, int width, Expr node) {
        if (width != width(node)) {
            throw new IllegalArgumentException(
                    "the examples' " + what + " has " + width + " numbers, but the model's has " + width(node));
        }
    }

    private static int width(Expr node) {
        return node.shape().dim(1).size();
    }
}
