package adjoint.mdn.train;

import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Examples that lie in memory as rows of numbers. */
public final class Table implements Examples {
    private final double[][] x;
    private final double[][] y;

    /**
     * @param x one row of inputs an example; shared, not copied
     * @param y as many rows of targets; shared, not copied
     */
    public Table(double[][] x, double[][] y) {
        if (x.length != y.length || x.length == 0) {
            throw new IllegalArgumentException(
                    "a table needs as many inputs as targets and at least 1, not " + x.length + " and " + y.length);
        }
        check("input", x);
        check("target", y);
        this.x = x;
        this.y = y;
    }

    private static void check(String what, double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(what + " 0 has " + rows[0].length + " numbers, but " + what + " " + i
                        + " has " + rows[i].length);
            }
        }
    }

    /** The examples at the given positions, in that order. */
    public Table rows(int... indices) {
        return new Table(
                Arrays.stream(indices).mapToObj(i -> x[i]).toArray(double[][]::new),
                Arrays.stream(indices).mapToObj(i -> y[i]).toArray(double[][]::new));
    }

    /** The inputs, one row an example; shared, not copied. */
    public double[][] x() {
        return x;
    }

    /** The targets, one row an example; shared, not copied. */
    public double[][] y() {
        return y;
    }

    /** The same for tables of the same numbers, and for no others. */
    public String digest() {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("x", Tensor.of(x));
        arrays.put("y", Tensor.of(y));
        return Digest.of(arrays);
    }

    @Override
    public int size() {
        return x.length;
    }

    @Override
    public int inputs() {
        return x[0].length;
    }

    @Override
    public int targets() {
        return y[0].length;
    }

    @Override
    public void copy(int example, Tensor inputs, Tensor targets, int row) {
        put(x[example], inputs, row);
        put(y[example], targets, row);
    }

    private static void put(double[] values, Tensor into, int row) {
        for (int i = 0; i < values.length; i++) {
            into.set(row * values.length + i, values[i]);
        }
    }
}
