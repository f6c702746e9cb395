package adjoint.mdn.fit;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Positive;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Table;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Ridge regression (Hoerl and Kennard 1970) with independent normal errors of constant variance, for each target by itself.
 * The errors of rows that are left out one at a time (Allen 1974; in closed form) choose the strength and give the variance.
 */
final class Ridge {
    /** Penalties of the squared weights, in rows; inputs and targets have variance 1. */
    private static final double[] STRENGTHS = IntStream.rangeClosed(-12, 6)
            .mapToDouble(i -> Math.pow(10, i / 2.0))
            .toArray();

    /** Of the errors, where rows lie on a plane and there is no floor. */
    private static final double LEAST_VARIANCE = 1e-12;

    private final Examples rows;
    private final RealMatrix axes;
    private final double[] squares;

    /** Inputs along the axes times targets, summed over rows: [axis][target]. */
    private final double[][] products;

    private final Tensor x;
    private final Tensor y;

    /** @param rows with means of 0 */
    private Ridge(Examples rows) {
        this.rows = rows;
        this.x = Tensor.zeros(DType.FLOAT64, 1, rows.inputs());
        this.y = Tensor.zeros(DType.FLOAT64, 1, rows.targets());
        RealMatrix gram = MatrixUtils.createRealMatrix(rows.inputs(), rows.inputs());
        RealMatrix cross = MatrixUtils.createRealMatrix(rows.inputs(), rows.targets());
        for (int row = 0; row < rows.size(); row++) {
            rows.copy(row, x, y, 0);
            for (int i = 0; i < rows.inputs(); i++) {
                for (int j = 0; j < rows.inputs(); j++) {
                    gram.addToEntry(i, j, x.get(i) * x.get(j));
                }
                for (int d = 0; d < rows.targets(); d++) {
                    cross.addToEntry(i, d, x.get(i) * y.get(d));
                }
            }
        }
        // Of a matrix like this these are eigenvectors and eigenvalues, whose own algorithm may fail where many are 0.
        SingularValueDecomposition decomposition = new SingularValueDecomposition(gram);
        this.axes = decomposition.getV();
        this.squares = decomposition.getSingularValues();
        this.products = axes.transpose().multiply(cross).getData();
    }

    /** The linear model of a table. */
    static Linear fit(Table table, Covariance covariance, List<Double> floor) {
        Architecture architecture =
                new Architecture(table.inputs(), List.of(), table.targets(), Activation.IDENTITY, DType.FLOAT64);
        MixtureDensityNetwork network =
                new MixtureDensityNetwork(architecture, new Head(1, covariance, floor, Positive.EXP, false), 0);
        Standardised model = new Standardised(network);
        model.scaleTo(table);
        new Ridge(model.standard(table)).assign(network);
        return new Linear(model, network);
    }

    /** The columns of the output layer are a logit, the means, and the numbers that make the covariance. */
    private void assign(MixtureDensityNetwork network) {
        int targets = rows.targets();
        int columns = network.output().bias().get().size();
        Tensor weights = Tensor.zeros(DType.FLOAT64, rows.inputs(), columns);
        Tensor bias = Tensor.zeros(DType.FLOAT64, columns);
        double[][] errors = errors();
        double[] variances = new double[targets];
        for (int d = 0; d < targets; d++) {
            double[] ofTarget = errors[d];
            int best = IntStream.range(0, STRENGTHS.length).reduce(0, (a, b) -> ofTarget[b] < ofTarget[a] ? b : a);
            double[] slopes = slopes(d, STRENGTHS[best]);
            for (int i = 0; i < slopes.length; i++) {
                weights.set(i * columns + 1 + d, slopes[i]);
            }
            variances[d] = ofTarget[best];
        }
        if (network.head().covariance() == Covariance.ISOTROPIC) {
            variances = new double[] {Arrays.stream(variances).average().orElseThrow()};
        }
        for (int d = 0; d < variances.length; d++) {
            double above = variances[d] - network.head().floor(d);
            bias.set(1 + targets + d, Math.log(Math.max(above, LEAST_VARIANCE)));
        }
        network.output().weights().set(weights);
        network.output().bias().set(bias);
    }

    private double[] slopes(int target, double strength) {
        double[] alongAxes = new double[squares.length];
        Arrays.setAll(alongAxes, k -> products[k][target] / (squares[k] + strength * rows.size()));
        return axes.operate(alongAxes);
    }

    /** The mean squared error of rows left out: [target][strength]. */
    private double[][] errors() {
        double[][] errors = new double[rows.targets()][STRENGTHS.length];
        for (int row = 0; row < rows.size(); row++) {
            rows.copy(row, x, y, 0);
            double[] along = axes.preMultiply(x.toDoubles());
            for (int s = 0; s < STRENGTHS.length; s++) {
                double leverage = 1.0 / rows.size();
                double[] fitted = new double[rows.targets()];
                for (int k = 0; k < along.length; k++) {
                    double share = along[k] / (squares[k] + STRENGTHS[s] * rows.size());
                    leverage += along[k] * share;
                    for (int d = 0; d < fitted.length; d++) {
                        fitted[d] += share * products[k][d];
                    }
                }
                for (int d = 0; d < fitted.length; d++) {
                    double error = (y.get(d) - fitted[d]) / (1 - leverage);
                    errors[d][s] += error * error / rows.size();
                }
            }
        }
        return errors;
    }
}
