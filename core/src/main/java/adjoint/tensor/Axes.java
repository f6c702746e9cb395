package adjoint.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of axes, counted from the front and sorted. In a pattern it may carry a variable's name: it then behaves as its
 * axes while the pattern is built, and stands for any axes when the pattern is matched.
 */
public final class Axes {
    private final int[] axes;
    private final String variable;

    private Axes(int[] axes, String variable) {
        this.axes = axes;
        this.variable = variable;
    }

    /** The given axes of an array of that rank, each counted from either end. No axes at all means every axis. */
    public static Axes of(Shape shape, int... axes) {
        if (axes.length == 0) {
            return all(shape.rank());
        }
        int[] normal = IntStream.of(axes).map(shape::axis).sorted().distinct().toArray();
        if (normal.length < axes.length) {
            throw new ShapeException("an axis is named twice in " + Arrays.toString(axes) + " for shape " + shape);
        }
        return new Axes(normal, null);
    }

    /** Every axis. */
    public static Axes all(int rank) {
        return new Axes(IntStream.range(0, rank).toArray(), null);
    }

    /** Exactly these axes, already counted from the front. */
    public static Axes at(int... axes) {
        return new Axes(IntStream.of(axes).sorted().toArray(), null);
    }

    /** These axes under a name that a pattern matches against any axes. */
    public Axes asVariable(String name) {
        return new Axes(axes, name);
    }

    /** The variable's name, or null for axes that stand for themselves. */
    public String variable() {
        return variable;
    }

    public boolean contains(int axis) {
        return Arrays.binarySearch(axes, axis) >= 0;
    }

    public int count() {
        return axes.length;
    }

    public int[] toArray() {
        return axes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Axes that
                && Arrays.equals(axes, that.axes)
                && java.util.Objects.equals(variable, that.variable);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
        return variable != null
                ? variable
                : IntStream.of(axes).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
