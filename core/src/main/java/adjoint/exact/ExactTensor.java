package adjoint.exact;

import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An array of exact numbers.
 *
 * @param type the element type that the numbers would have in floats, and a shape of known sizes
 * @param values the numbers, row-major
 */
public record ExactTensor(Type type, Exact[] values) {
    /** The numbers of a tensor, each exactly as it is stored. */
    public static ExactTensor of(Tensor tensor) {
        return new ExactTensor(
                tensor.type(),
                IntStream.range(0, tensor.size())
                        .mapToObj(i -> Exact.of(tensor.get(i)))
                        .toArray(Exact[]::new));
    }

    /** The sizes of the axes. */
    public int[] shape() {
        return type.shape().evaluate(Map.of());
    }

    public int dim(int axis) {
        return shape()[axis];
    }

    public int size() {
        return values.length;
    }

    /** The number at a place in row-major order. */
    public Exact get(int i) {
        return values[i];
    }
}
