package adjoint.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The numbers that named sizes mean in one call, found from the arrays it is given. */
public final class Sizes {
    private final Map<String, Integer> numbers = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();

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
            } else if (numbers.keySet().containsAll(dim.names()) && dim.evaluate(numbers) != shape[axis]) {
                throw new ShapeException(place + " must be " + dim
                        + (dim.isKnown() ? "" : " = " + dim.evaluate(numbers)) + " but is " + shape[axis]);
            }
        }
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
