package adjoint.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sizes of all axes, outermost first; the empty shape is a scalar's. Immutable. */
public record Shape(List<Dim> dims) {
    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dims = List.copyOf(dims);
    }

    /** A shape from ints, names and {@link Dim}s: {@code Shape.of("batch", 240)}. */
    public static Shape of(Object... sizes) {
        return new Shape(java.util.Arrays.stream(sizes).map(Dim::from).toList());
    }

    /** A fully known shape. */
    public static Shape of(int[] sizes) {
        return new Shape(IntStream.of(sizes).mapToObj(Dim::of).toList());
    }

    public int rank() {
        return dims.size();
    }

    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /** The product of the sizes. */
    public Dim size() {
        return dims.stream().reduce(Dim.ONE, Dim::times);
    }

    public boolean isKnown() {
        for (int i = 0; i < rank(); i++) {
            if (!dims.get(i).isKnown()) {
                return false;
            }
        }
        return true;
    }

    /** The sizes as numbers, given those of the names. */
    public int[] evaluate(Map<String, Integer> sizes) {
        return dims.stream().mapToInt(dim -> dim.evaluate(sizes)).toArray();
    }

    /** An axis counted from the front, for one counted from either end; an error where there is none. */
    public int axis(int axis) {
        int normal = axis < 0 ? axis + rank() : axis;
        if (normal < 0 || normal >= rank()) {
            throw new ShapeException("there is no axis " + axis + " in shape " + this + " of rank " + rank()
                    + (rank() == 0 ? "" : "; axes run from 0 to " + (rank() - 1) + ", or from -1 backwards"));
        }
        return normal;
    }

    /** This shape without the given axes. */
    public Shape without(Axes axes) {
        return new Shape(IntStream.range(0, rank())
                .filter(i -> !axes.contains(i))
                .mapToObj(dims::get)
                .toList());
    }

    /** This shape with size-1 axes put in, at positions counted in the result. */
    public Shape expanded(Axes axes) {
        List<Dim> result = new ArrayList<>();
        int rank = rank() + axes.count();
        for (int i = 0, from = 0; i < rank; i++) {
            result.add(axes.contains(i) ? Dim.ONE : dims.get(from++));
        }
        return new Shape(result);
    }

    /** This shape with one axis of another size. */
    public Shape with(int axis, Dim size) {
        List<Dim> result = new ArrayList<>(dims);
        result.set(axis, size);
        return new Shape(result);
    }

    /**
     * NumPy broadcasting of two shapes, aligned at the last axis: an axis broadcasts where it is known to be 1 or is
     * missing; all others must be the same size.
     */
    public Shape broadcast(Shape other) {
        if (equals(other)) {
            return this;
        }
        List<Dim> result = new ArrayList<>();
        for (int back = 1; back <= Math.max(rank(), other.rank()); back++) {
            Dim a = back <= rank() ? dims.get(rank() - back) : Dim.ONE;
            Dim b = back <= other.rank() ? other.dims.get(other.rank() - back) : Dim.ONE;
            if (!a.equals(b) && !a.isOne() && !b.isOne()) {
                throw new ShapeException("shapes " + this + " and " + other + " do not broadcast: on axis -" + back
                        + " " + a + " meets " + b + " (a size broadcasts only where it is 1 or the axis is missing)");
            }
            result.add(a.isOne() ? b : a);
        }
        Collections.reverse(result);
        return new Shape(result);
    }

    /** Whether an array of this shape can be broadcast to the other. */
    public boolean broadcastsTo(Shape other) {
        if (rank() > other.rank()) {
            return false;
        }
        int shift = other.rank() - rank();
        for (int i = 0; i < rank(); i++) {
            if (!dims.get(i).isOne() && !dims.get(i).equals(other.dims.get(i + shift))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape that && dims.equals(that.dims);
    }

    @Override
    public int hashCode() {
        return dims.hashCode();
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
