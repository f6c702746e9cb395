package adjoint.benchmarks;

import adjoint.kernel.Blas;
import adjoint.kernel.Workers;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The matrix products of a training step and nothing else, by plain calls of OpenBLAS: what no step can do without. */
public final class Products {
    /** Halves are whole groups of rows or columns. */
    private static final int GROUP = 8;

    /** How long OpenBLAS's own threads are measured at a time, and how long they are left to fall asleep then. */
    private static final long NANOS = 150_000_000;

    /** Which products read what others have written. */
    public enum Flow {
        /** None: each has arrays of its own. */
        APART,
        /** Layers read the values of those before, and cotangents come from those behind. */
        VALUES,
        /** Also the gradients are added to the weights, as a training step does. */
        WEIGHTS
    }

    private static final double RATE = 1e-6;

    private final List<Runnable> products = new ArrayList<>();
    private final DType dtype;
    private final int parts;
    private final NativeBLAS blas;
    private final SplittableRandom random = new SplittableRandom(3);

    /**
     * @param parts 1 for one call a product; 2 for two at a time by threads of ours, each for half of the result
     * @param widths of all layers, from the inputs to the outputs
     */
    Products(DType dtype, int parts, Flow flow, int batch, int... widths) {
        this.dtype = dtype;
        this.parts = parts;
        // Points netlib to its library; asked before, it would take another one.
        Blas.description();
        blas = NativeBLAS.getInstance();
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
            Tensor next = flow == Flow.APART ? random(batch, widths[i + 1]) : values[i + 1];
            add(false, false, values[i], weights[i], next, 0);
        }
        for (int i = layers - 1; i >= 0; i--) {
            if (i > 0) {
                Tensor before = flow == Flow.APART ? random(batch, widths[i]) : cotangents[i];
                add(false, true, cotangents[i + 1], weights[i], before, 0);
            }
            boolean updates = flow == Flow.WEIGHTS;
            Tensor gradient = updates ? weights[i] : random(widths[i], widths[i + 1]);
            add(true, false, values[i], cotangents[i + 1], gradient, updates ? 1 : 0);
        }
    }

    private Tensor random(int rows, int columns) {
        Tensor values = Tensor.zeros(dtype, rows, columns);
        TrainingStep.fill(values, random);
        return values;
    }

    private void add(boolean ta, boolean tb, Tensor a, Tensor b, Tensor c, int beta) {
        int m = c.dim(0);
        int n = c.dim(1);
        int k = a.dim(ta ? 0 : 1);
        boolean byRows = m >= 2 * GROUP * parts || m >= n;
        int length = byRows ? m : n;
        int share = (length / GROUP + parts - 1) / parts * GROUP;
        if (parts == 1 || share == 0) {
            products.add(part(ta, tb, m, n, k, a, 0, b, 0, beta, c, 0));
            return;
        }
        Runnable[] pieces = new Runnable[parts];
        for (int part = 0; part < parts; part++) {
            int from = part * share;
            int size = part == parts - 1 ? length - from : share;
            pieces[part] = byRows
                    ? part(ta, tb, size, n, k, a, from * (ta ? 1 : a.dim(1)), b, 0, beta, c, from * n)
                    : part(ta, tb, m, size, k, a, 0, b, from * (tb ? b.dim(1) : 1), beta, c, from);
        }
        IntConsumer run = part -> pieces[part].run();
        products.add(() -> Workers.run(parts, run));
    }

    /** Row-major: BLAS, which is column-major, sees every matrix transposed. */
    private Runnable part(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            Tensor a,
            int aAt,
            Tensor b,
            int bAt,
            int beta,
            Tensor c,
            int cAt) {
        String first = tb ? "T" : "N";
        String second = ta ? "T" : "N";
        int lda = a.dim(1);
        int ldb = b.dim(1);
        int ldc = c.dim(1);
        double alpha = beta == 0 ? 1 : -RATE;
        float alpha32 = (float) alpha;
        if (dtype == DType.FLOAT64) {
            double[] x = a.doubles();
            double[] y = b.doubles();
            double[] o = c.doubles();
            return () -> blas.dgemm(first, second, n, m, k, alpha, y, bAt, ldb, x, aAt, lda, beta, o, cAt, ldc);
        }
        float[] x = a.floats();
        float[] y = b.floats();
        float[] o = c.floats();
        return () -> blas.sgemm(first, second, n, m, k, alpha32, y, bAt, ldb, x, aAt, lda, beta, o, cAt, ldc);
    }

    void run() {
        for (Runnable product : products) {
            product.run();
        }
    }

    /**
     * The median time of a run by so many threads of OpenBLAS's own, in microseconds. These threads spin for a while after
     * each call and would slow down others, so they are measured by themselves and left to fall asleep.
     */
    double medianMicros(int threads) {
        openblas_nolapack.blas_set_num_threads(threads);
        double[] micros = new double[PairedTiming.KEPT];
        int runs = 0;
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            run();
            micros[runs++ % micros.length] = (System.nanoTime() - start) / 1e3;
        }
        openblas_nolapack.blas_set_num_threads(1);
        LockSupport.parkNanos(NANOS);
        return PairedTiming.median(micros, runs);
    }
}
