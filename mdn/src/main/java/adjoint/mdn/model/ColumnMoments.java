package adjoint.mdn.model;

import adjoint.mdn.train.Examples;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * The mean and the standard deviation of each column of some examples.
 *
 * @param means one a column
 * @param deviations population standard deviations, one a column
 */
public record ColumnMoments(double[] means, double[] deviations) {
    private interface Row {
        Tensor of(Tensor x, Tensor y);
    }

    /** Of the inputs. */
    public static ColumnMoments ofInputs(Examples examples) {
        return of(examples, (x, y) -> x, examples.inputs());
    }

    /** Of the targets. */
    public static ColumnMoments ofTargets(Examples examples) {
        return of(examples, (x, y) -> y, examples.targets());
    }

    private static ColumnMoments of(Examples examples, Row part, int columns) {
        StandardDeviation[] spread = new StandardDeviation[columns];
        double[] means = new double[columns];
        Arrays.setAll(spread, i -> new StandardDeviation(false));
        Tensor x = Tensor.zeros(DType.FLOAT64, 1, examples.inputs());
        Tensor y = Tensor.zeros(DType.FLOAT64, 1, examples.targets());
        for (int example = 0; example < examples.size(); example++) {
            examples.copy(example, x, y, 0);
            Tensor row = part.of(x, y);
            for (int column = 0; column < columns; column++) {
                means[column] += (row.get(column) - means[column]) / (example + 1);
                spread[column].increment(row.get(column));
            }
        }
        return new ColumnMoments(
                means,
                Arrays.stream(spread).mapToDouble(StandardDeviation::getResult).toArray());
    }

    /** With 1 in the place of a deviation that is 0 but for rounding, so that it can be divided by. */
    public ColumnMoments withoutZeros() {
        double[] usable = deviations.clone();
        for (int i = 0; i < usable.length; i++) {
            usable[i] = usable[i] <= 1e-12 * Math.abs(means[i]) ? 1 : usable[i];
        }
        return new ColumnMoments(means, usable);
    }
}
