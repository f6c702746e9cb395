package adjoint.mdn.fit;

import static adjoint.Adjoint.concat;
import static adjoint.Adjoint.function;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.train.Examples;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** Linear prediction by least squares: a perceptron without hidden layers, solved instead of trained. */
public final class LeastSquares {
    private static final int BATCH = 1_000;

    /** Of the mean square of the inputs; neighbouring samples are so alike that their products are nearly singular. */
    private static final double RIDGE = 1e-11;

    private LeastSquares() {}

    /** The best linear model of the examples, with the variance of its residuals. */
    public static GaussianMlp fit(Examples training) {
        int inputs = training.inputs();
        int targets = training.targets();
        RealMatrix products = products(training);
        RealMatrix square = products.getSubMatrix(0, inputs, 0, inputs);
        double ridge = RIDGE * square.getTrace() / (inputs + 1);
        RealMatrix solved = new CholeskyDecomposition(square.add(
                        MatrixUtils.createRealIdentityMatrix(inputs + 1).scalarMultiply(ridge)))
                .getSolver()
                .solve(products.getSubMatrix(0, inputs, inputs + 1, inputs + targets));
        GaussianMlp model =
                new GaussianMlp(new Architecture(inputs, List.of(), targets, Activation.IDENTITY, DType.FLOAT64), 0);
        Shared weights = model.parameters().get(0);
        Shared bias = model.parameters().get(1);
        weights.set(Tensor.of(solved.getSubMatrix(0, inputs - 1, 0, targets - 1).getData()));
        bias.set(Tensor.of(solved.getRow(inputs)));
        model.afterTraining(training);
        return model;
    }

    /** The sum over examples of the outer product of [inputs, 1, targets] with itself. */
    private static RealMatrix products(Examples training) {
        Expr x = Expressions.matrix("x", "rows", training.inputs());
        Expr y = Expressions.matrix("y", "rows", training.targets());
        Expr one = Expressions.matrix("one", "rows", 1);
        Expr row = concat(1, x, one, y);
        CompiledFunction outer =
                function(x, one, y).returning(row.transpose().dot(row)).compile();
        int width = training.inputs() + 1 + training.targets();
        RealMatrix sum = MatrixUtils.createRealMatrix(width, width);
        for (int from = 0; from < training.size(); from += BATCH) {
            int rows = Math.min(BATCH, training.size() - from);
            Tensor xs = Tensor.zeros(DType.FLOAT64, rows, training.inputs());
            Tensor ys = Tensor.zeros(DType.FLOAT64, rows, training.targets());
            for (int i = 0; i < rows; i++) {
                training.copy(from + i, xs, ys, i);
            }
            double[] product =
                    outer.call(xs, Tensor.full(DType.FLOAT64, 1, rows, 1), ys).toDoubles();
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    sum.addToEntry(i, j, product[i * width + j]);
                }
            }
        }
        // A fast product of a matrix with its own transpose is symmetric only up to rounding.
        return sum.add(sum.transpose()).scalarMultiply(0.5);
    }
}
