package adjoint.mdn.fit;

import adjoint.mdn.model.Standardised;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Table;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;

/** The rows of a table as the network within a model sees them, rescaled once. */
final class Standard {
    private Standard() {}

    static Table of(Standardised model, Table table) {
        Examples rescaled = model.standard(table);
        double[][] x = new double[table.size()][];
        double[][] y = new double[table.size()][];
        Tensor rowX = Tensor.zeros(DType.FLOAT64, 1, table.inputs());
        Tensor rowY = Tensor.zeros(DType.FLOAT64, 1, table.targets());
        for (int row = 0; row < x.length; row++) {
            rescaled.copy(row, rowX, rowY, 0);
            x[row] = rowX.toDoubles();
            y[row] = rowY.toDoubles();
        }
        return new Table(x, y);
    }
}
