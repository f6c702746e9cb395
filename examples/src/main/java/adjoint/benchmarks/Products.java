package adjoint.benchmarks;

import adjoint.kernel.Blas;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The matrix products of a training step and nothing else: what no step can do without. */
final class Products {
    private final List<Runnable> products = new ArrayList<>();
    private final DType dtype;
    private final SplittableRandom random = new SplittableRandom(3);

    /** @param widths of all layers, from the inputs to the outputs */
    Products(DType dtype, int batch, int... widths) {
        this.dtype = dtype;
        int layers = widths.length - 1;
        Tensor[] values = new Tensor[layers + 1];
        Tensor[] cotangents = new Tensor[layers + 1];
        Tensor[] weights = new Tensor[layers];
        for (int i = 0; i <= layers; i++) {
            values[i] = random(batch, widths[i]);
            cotangents[i] = random(batch, widths[i]);
        }
        for (int i = 0; i < layers; i++) {
            weights[i] = random(widths[i], widths[i + 1]);
            add(false, false, values[i], weights[i], Tensor.zeros(dtype, batch, widths[i + 1]));
        }
        for (int i = layers - 1; i >= 0; i--) {
            if (i > 0) {
                add(false, true, cotangents[i + 1], weights[i], Tensor.zeros(dtype, batch, widths[i]));
            }
            add(true, false, values[i], cotangents[i + 1], Tensor.zeros(dtype, widths[i], widths[i + 1]));
        }
    }

    private Tensor random(int rows, int columns) {
        Tensor values = Tensor.zeros(dtype, rows, columns);
        TrainingStep.fill(values, random);
        return values;
    }

    private void add(boolean ta, boolean tb, Tensor a, Tensor b, Tensor c) {
        int m = c.dim(0);
        int n = c.dim(1);
        int k = a.dim(ta ? 0 : 1);
        if (dtype == DType.FLOAT64) {
            double[] x = a.doubles();
            double[] y = b.doubles();
            double[] o = c.doubles();
            products.add(() -> Blas.gemm(ta, tb, m, n, k, 1, x, 0, a.dim(1), y, 0, b.dim(1), 0, o, 0, n));
        } else {
            float[] x = a.floats();
            float[] y = b.floats();
            float[] o = c.floats();
            products.add(() -> Blas.gemm(ta, tb, m, n, k, 1, x, 0, a.dim(1), y, 0, b.dim(1), 0, o, 0, n));
        }
    }

    void run() {
        for (Runnable product : products) {
            product.run();
        }
    }
}
