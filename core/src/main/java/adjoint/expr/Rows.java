package adjoint.expr;

/**
 * How an op's value can be computed piece by piece, so that several threads can share it. Rows are counted along the first
 * axis that is longer than one, of inputs as of outputs; a row of the output is the piece that one index on it selects.
 *
 * @param count how many pieces there are
 * @param areRows whether piece i is row i of the output; else pieces lie scattered, and only together fill the output
 * @param own for each input, whether piece i needs nothing of it but its row i; else it may need all
 * @param code binds the code that computes some pieces, which must not write outside them
 */
public record Rows(int count, boolean areRows, boolean[] own, Code code) {
    /** Makes the code for the pieces from one on up to another, exclusive. */
    @FunctionalInterface
    public interface Code {
        Runnable bind(int from, int to);
    }

    /** The axis that rows are counted along; the last one where all are of length one, -1 where there is none. */
    public static int axis(int[] shape) {
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] > 1) {
                return axis;
            }
        }
        return shape.length - 1;
    }

    /** The number of rows of an array of that shape: none if it is empty, one if it is a scalar. */
    public static int count(int[] shape) {
        for (int size : shape) {
            if (size == 0) {
                return 0;
            }
        }
        return shape.length == 0 ? 1 : shape[axis(shape)];
    }

    /** Whether two arrays have as many rows, along the same axis. */
    static boolean match(int[] shape, int[] other) {
        return axis(shape) == axis(other) && count(shape) == count(other);
    }
}
