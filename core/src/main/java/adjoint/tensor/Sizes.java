package adjoint.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers that named sizes mean in one call, found from the arrays it is given. */
public final class Sizes {
    private final Map<String, Integer> numbers = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();
    private final List<Waiting> waiting = new ArrayList<>();

    /** Matches an array against the type it must have; a name must mean one number throughout. */
    public void match(String what, Type type, Tensor value) {
        if (value.dtype() != type.dtype()) {
            throw new ShapeException(what + " is " + type + " but was given " + value.type() + "; use cast(DType."
                    + type.dtype().name() + ")");
        }
        match(what, type, value.shape());
    }

    /** Matches sizes against a shape; a name must mean one number throughout. */
    public void match(String what, Type type, int... shape) {
        if (shape.length != type.rank()) {
            throw new ShapeException(what + " is " + type + " of rank " + type.rank() + " but was given shape "
                    + Arrays.toString(shape));
        }
        for (int axis = 0; axis < shape.length; axis++) {
            Dim dim = type.shape().dim(axis);
            String place = "axis " + axis + " of " + what;
            if (!dim.isKnown()
                    && dim.names().size() == 1
                    && dim.equals(Dim.named(dim.names().iterator().next()))) {
                bind(dim.toString(), shape[axis], place);
            } else {
                waiting.add(new Waiting(dim, shape[axis], place));
            }
        }
        waiting.removeIf(this::checked);
    }

    /** A size that is known, or will be once all of its names are, beside the number it must be. */
    private record Waiting(Dim dim, int size, String place) {}

    private boolean checked(Waiting size) {
        if (!numbers.keySet().containsAll(size.dim.names())) {
            return false;
        }
        int expected = size.dim.evaluate(numbers);
        if (expected != size.size) {
            throw new ShapeException(size.place + " must be " + size.dim + (size.dim.isKnown() ? "" : " = " + expected)
                    + " but is " + size.size);
        }
        return true;
    }

    private void bind(String name, int size, String place) {
        Integer before = numbers.putIfAbsent(name, size);
        if (before != null && before != size) {
            throw new ShapeException("size '" + name + "' is " + size + " on " + place + " but " + before + " on "
                    + origins.get(name) + "; one name means one size throughout a call");
        }
        origins.putIfAbsent(name, place);
    }

    /** Name to number. */
    public Map<String, Integer> numbers() {
        return numbers;
    }
}
