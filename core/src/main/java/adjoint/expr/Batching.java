package adjoint.expr;

import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One node that is to be computed for a whole batch: its inputs, of which some have a new first axis that counts the batch.
 *
 * @param y the node as it was, for one example
 * @param count the size of the batch
 * @param x the inputs
 * @param batched for each input whether it has the new axis; one that has not is the same for all examples
 */
public record Batching(Expr y, Dim count, List<Expr> x, List<Boolean> batched) {
    public Batching {
        x = List.copyOf(x);
        batched = List.copyOf(batched);
    }

    public boolean isBatched(int input) {
        return batched.get(input);
    }

    /** An input as it is, with or without the new axis. */
    public Expr given(int input) {
        return x.get(input);
    }

    /** An input with the new axis, repeated along it where all examples share it. */
    public Expr whole(int input) {
        Expr given = x.get(input);
        return isBatched(input) ? given : given.expand(0).broadcastTo(behind(given.shape()));
    }

    /** An input with axes of size 1 behind the new axis, so that it broadcasts to the result's rank. */
    public Expr aligned(int input) {
        Expr given = x.get(input);
        int missing = y.rank() - y.input(input).rank();
        return isBatched(input) && missing > 0
                ? given.expand(IntStream.rangeClosed(1, missing).toArray())
                : given;
    }

    /** An op on all inputs with the new axis. */
    public Expr apply(Op op) {
        return Expr.of(op, IntStream.range(0, x.size()).mapToObj(this::whole).toList());
    }

    /** An op that broadcasts, on inputs aligned from the last axis. */
    Expr broadcast(Op op) {
        return Expr.of(op, IntStream.range(0, x.size()).mapToObj(this::aligned).toList());
    }

    /** A shape behind the new axis. */
    public Shape behind(Shape shape) {
        return new Shape(Stream.concat(Stream.of(count), shape.dims().stream()).toList());
    }

    /** Axes as they are counted once there is a new first one. */
    public static Axes behind(Axes axes) {
        return Axes.at(IntStream.of(axes.toArray()).map(axis -> axis + 1).toArray());
    }
}
