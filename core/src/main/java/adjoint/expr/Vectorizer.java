package adjoint.expr;

import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Turns a graph that computes one result from some inputs into a graph that computes a batch of results from batches of those
 * inputs, all along a new first axis. Each node's op says what it is on a batch; what does not depend on the batched inputs
 * stays as it is and is computed once.
 */
public final class Vectorizer {
    /** In place of a batch axis: the argument is the same for all examples. */
    public static final int SHARED = Integer.MIN_VALUE;

    private final Dim count;
    private final Map<Expr, Expr> done;

    private Vectorizer(Map<Expr, Expr> batches, Dim count) {
        this.done = new IdentityHashMap<>(batches);
        this.count = count;
    }

    /**
     * Prepares to put a batch in the place of each of some nodes.
     *
     * @param batches for each node an expression of its type with one more axis in front; all of one size on it
     */
    public static Vectorizer of(Map<Expr, Expr> batches) {
        Dim count = null;
        for (Expr batch : batches.values()) {
            Dim size = batch.shape().dim(0);
            if (count != null && !count.equals(size)) {
                throw new ShapeException("all arrays must have one number of examples, not " + count + " and " + size);
            }
            count = size;
        }
        return new Vectorizer(batches, count);
    }

    /**
     * The results of a function for a whole batch, along a new first axis, without a loop.
     *
     * @param function given one example of each argument, the result for that example
     * @param arguments the whole arrays
     * @param axes for each argument the axis that counts the batch, from either end, or {@link #SHARED}; the function sees the
     *     argument without that axis
     * @return of shape [batch, shape of one result]
     * @throws ShapeException if the axes do not fit the arguments, or no argument has a batch axis
     */
    public static Expr vectorize(Function<List<Expr>, Expr> function, List<Expr> arguments, int... axes) {
        boolean fits = axes.length == arguments.size() && IntStream.of(axes).anyMatch(axis -> axis != SHARED);
        if (!fits) {
            throw new ShapeException(arguments.size()
                    + " arguments need as many batch axes, one of them not SHARED, not " + Arrays.toString(axes));
        }
        List<Expr> one = new ArrayList<>();
        Map<Expr, Expr> batches = new IdentityHashMap<>();
        for (int i = 0; i < axes.length; i++) {
            Expr argument = arguments.get(i);
            if (axes[i] != SHARED) {
                Expr batch = argument.moveAxis(axes[i], 0);
                List<Dim> dims = batch.shape().dims();
                String name = argument.name() == null ? "example" : argument.name();
                argument = Expressions.input(
                        name, batch.dtype(), dims.subList(1, dims.size()).toArray());
                batches.put(argument, batch);
            }
            one.add(argument);
        }
        return of(batches).apply(function.apply(one));
    }

    /** The batch of results. */
    public Expr apply(Expr root) {
        for (Expr node : Graph.topological(root)) {
            if (!done.containsKey(node) && node.inputs().stream().anyMatch(done::containsKey)) {
                done.put(node, node.site().during(() -> vectorized(node)));
            }
        }
        Expr result = done.get(root);
        return result != null ? result : new Batching(root, count, List.of(root), List.of(false)).whole(0);
    }

    private Expr vectorized(Expr node) {
        List<Expr> x = new ArrayList<>();
        List<Boolean> batched = new ArrayList<>();
        for (Expr input : node.inputs()) {
            Expr batch = done.get(input);
            x.add(batch == null ? input : batch);
            batched.add(batch != null);
        }
        return node.op().vectorize(new Batching(node, count, x, batched));
    }
}
