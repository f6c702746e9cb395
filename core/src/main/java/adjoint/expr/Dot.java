package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.Blas;
import adjoint.kernel.BlasLoader;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The matrix product of the last two axes, either factor transposed at no cost: [m, k] by [k, n] to [m, n]. Axes before
 * them, if any, count a batch of products and must agree.
 *
 * @param ta whether the first factor is read transposed, as [k, m]
 * @param tb whether the second factor is read transposed, as [n, k]
 */
public record Dot(boolean ta, boolean tb) implements Op {
    /** Below so many rows, a result is cut into columns: each piece packs its part of the second factor alone. */
    private static final int FLAT = 32;

    /** So many terms are many. */
    private static final int LONG = 256;

    /** So many results are few, whatever their number of terms. */
    private static final int NARROW = 1 << 13;

    static {
        BlasLoader.start();
    }

    static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (Dot op : List.of(new Dot(false, false), new Dot(false, true), new Dot(true, false), new Dot(true, true))) {
            Object[] a = op.ta ? new Object[] {4, "n"} : new Object[] {"n", 4};
            Object[] b = op.tb ? new Object[] {"m", 4} : new Object[] {4, "m"};
            samples.add(Sample.of(op).on(-2, 2, a).on(-2, 2, b));
            samples.add(Sample.of(op).on(-2, 2, 2, a[0], a[1]).on(-2, 2, 2, b[0], b[1]));
        }
        samples.add(Sample.of(new Dot(false, false)).on(-2, 2, 2, 0).on(-2, 2, 0, 3));
        return samples;
    }

    @Override
    public String name() {
        return "dot";
    }

    @Override
    public String label() {
        return ta || tb ? "dot[" + (ta ? "T" : "N") + (tb ? "T" : "N") + "]" : "dot";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(2, in);
        Type a = in.get(0);
        Type b = in.get(1);
        int rank = a.rank();
        if (rank < 2 || b.rank() != rank) {
            throw new ShapeException("takes two matrices, or two batches of matrices of one rank, not " + a.shape()
                    + " and " + b.shape());
        }
        if (a.dtype() != b.dtype() || !a.dtype().isFloat()) {
            throw ShapeException.ofTypes(
                    "takes two factors of one float type, not " + a.dtype() + " and " + b.dtype() + "; cast one");
        }
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank - 2; axis++) {
            if (!a.shape().dim(axis).equals(b.shape().dim(axis))) {
                throw new ShapeException(
                        "batch axis " + axis + " is " + a.shape().dim(axis) + " in " + a.shape() + " but "
                                + b.shape().dim(axis) + " in " + b.shape());
            }
            dims.add(a.shape().dim(axis));
        }
        Dim innerA = a.shape().dim(rank - (ta ? 2 : 1));
        Dim innerB = b.shape().dim(rank - (tb ? 1 : 2));
        if (!innerA.equals(innerB)) {
            throw new ShapeException(
                    "the inner sizes differ: " + innerA + " in " + a.shape() + (ta ? " transposed" : "")
                            + " and " + innerB + " in " + b.shape() + (tb ? " transposed" : "")
                            + "; columns of the first factor must match rows of the second");
        }
        dims.add(a.shape().dim(rank - (ta ? 1 : 2)));
        dims.add(b.shape().dim(rank - (tb ? 2 : 1)));
        return a.with(new Shape(dims));
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        int rank = out.rank();
        int m = out.dim(rank - 2);
        int n = out.dim(rank - 1);
        int k = in[0].dim(rank - (ta ? 2 : 1));
        int batch = Tensor.sizeOf(Arrays.copyOf(out.shape(), rank - 2));
        for (int p = 0; p < batch; p++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        double a = in[0].get(p * m * k + (ta ? l * m + i : i * k + l));
                        sum += a * in[1].get(p * k * n + (tb ? j * k + l : l * n + j));
                    }
                    out.set(p * m * n + i * n + j, sum);
                }
            }
        }
    }

    @Override
    public Exact[] exact(ExactTensor[] in, int[] shape) {
        int rank = shape.length;
        int m = shape[rank - 2];
        int n = shape[rank - 1];
        int k = in[0].dim(rank - (ta ? 2 : 1));
        Exact[] result = new Exact[Tensor.sizeOf(shape)];
        for (int i = 0; i < result.length; i++) {
            int p = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            Exact sum = Exact.ZERO;
            for (int l = 0; l < k; l++) {
                Exact left = in[0].get(p * m * k + (ta ? l * m + row : row * k + l));
                sum = sum.plus(left.times(in[1].get(p * k * n + (tb ? column * k + l : l * n + column))));
            }
            result[i] = sum;
        }
        return result;
    }

    @Override
    public Work work() {
        return Work.PRODUCT;
    }

    /** For each term, a product and a sum. */
    @Override
    public int cost() {
        return 3;
    }

    /** One product of all rows where only the first factor of two matrices is batched, else a batch of products. */
    @Override
    public Expr vectorize(Batching batch) {
        if (ta || batch.y().rank() != 2 || !batch.isBatched(0) || batch.isBatched(1)) {
            return batch.apply(this);
        }
        Expr a = batch.given(0);
        Expr rows = a.reshape(batch.count().times(a.shape().dim(1)), a.shape().dim(2));
        return Expr.of(this, rows, batch.given(1))
                .reshape(batch.behind(batch.y().shape()));
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out) {
        return product(in[0], in[1], out, () -> 1, 0);
    }

    @Override
    public Optional<Rows> rows(Tensor[] in, Tensor out) {
        return Optional.of(rows(in[0], in[1], out, () -> 1, 0));
    }

    /** Code for {@code out = alpha a b + beta out}; the factor alpha is read at each run. */
    public Runnable product(Tensor a, Tensor b, Tensor out, DoubleSupplier alpha, double beta) {
        Gemm gemm = gemm(a, b, out, alpha, beta);
        return gemm.block(0, gemm.batch, 0, gemm.m, 0, gemm.n);
    }

    /**
     * Whether a product adds up many terms for few results, as the gradients of narrow layers and of large batches do.
     * Several threads then best sum up their own {@linkplain #stretch stretches} of the terms first: to fetch each other's
     * sums costs less than to fetch each other's terms.
     */
    public boolean isLong(Tensor a, Tensor out) {
        if (!ta || tb || out.rank() != 2 || out.size() == 0) {
            return false;
        }
        int terms = a.dim(0);
        return terms >= LONG && (out.size() <= NARROW || terms >= out.dim(0) + out.dim(1));
    }

    /** Code for the product of some rows of both factors as they are stored, the terms from one on up to another, exclusive. */
    public Runnable stretch(Tensor a, Tensor b, int from, int to, Tensor out) {
        return gemm(a, b, out, () -> 1, 0).stretch(from, to);
    }

    /** As {@link #product}, in pieces: products of a batch, else rows of the result or, where it is flat, its columns. */
    public Rows rows(Tensor a, Tensor b, Tensor out, DoubleSupplier alpha, double beta) {
        Gemm gemm = gemm(a, b, out, alpha, beta);
        if (gemm.batch > 1) {
            int count = Rows.count(out.shape());
            int each = gemm.batch / Math.max(1, count);
            return new Rows(
                    count,
                    true,
                    new boolean[] {true, true},
                    (from, to) -> gemm.block(from * each, to * each, 0, gemm.m, 0, gemm.n));
        }
        if (gemm.m < FLAT && gemm.m < gemm.n) {
            return new Rows(
                    gemm.n,
                    gemm.m == 1,
                    new boolean[] {false, false},
                    (from, to) -> gemm.block(0, gemm.batch, 0, gemm.m, from, to));
        }
        return new Rows(
                gemm.m,
                true,
                new boolean[] {!ta && gemm.m > 1, false},
                (from, to) -> gemm.block(0, gemm.batch, from, to, 0, gemm.n));
    }

    private Gemm gemm(Tensor a, Tensor b, Tensor out, DoubleSupplier alpha, double beta) {
        int rank = out.rank();
        int batch = Tensor.sizeOf(Arrays.copyOf(out.shape(), rank - 2));
        int k = a.dim(rank - (ta ? 2 : 1));
        return new Gemm(this, batch, out.dim(rank - 2), out.dim(rank - 1), k, a, b, out, alpha, beta);
    }

    /** A batch of products {@code out = alpha a b + beta out} of [m, k] by [k, n]. */
    private record Gemm(
            Dot dot,
            int batch,
            int m,
            int n,
            int k,
            Tensor a,
            Tensor b,
            Tensor out,
            DoubleSupplier alpha,
            double beta) {
        /** Code for some of the terms of a single product whose factors both have one row a term. */
        Runnable stretch(int from, int to) {
            int terms = to - from;
            if (out.dtype() == DType.FLOAT64) {
                return () -> Blas.gemm(
                        true,
                        false,
                        m,
                        n,
                        terms,
                        1,
                        a.doubles(),
                        from * m,
                        m,
                        b.doubles(),
                        from * n,
                        n,
                        0,
                        out.doubles(),
                        0,
                        n);
            }
            return () -> Blas.gemm(
                    true,
                    false,
                    m,
                    n,
                    terms,
                    1,
                    a.floats(),
                    from * m,
                    m,
                    b.floats(),
                    from * n,
                    n,
                    0,
                    out.floats(),
                    0,
                    n);
        }

        /** Code for some products of the batch, and of each some rows and columns; sums of nothing are 0. */
        Runnable block(int first, int last, int top, int bottom, int left, int right) {
            if (first >= last || top >= bottom || left >= right) {
                return () -> {};
            }
            boolean ta = dot.ta;
            boolean tb = dot.tb;
            int lda = Math.max(1, ta ? m : k);
            int ldb = Math.max(1, tb ? k : n);
            int ldc = Math.max(1, n);
            int rows = bottom - top;
            int columns = right - left;
            int aAt = top * (ta ? 1 : lda);
            int bAt = left * (tb ? ldb : 1);
            int cAt = top * ldc + left;
            if (out.dtype() == DType.FLOAT64) {
                double[] x = a.doubles();
                double[] y = b.doubles();
                double[] o = out.doubles();
                return () -> {
                    double scale = alpha.getAsDouble();
                    for (int p = first; p < last; p++) {
                        int xAt = p * m * k + aAt;
                        int yAt = p * k * n + bAt;
                        Blas.gemm(
                                ta,
                                tb,
                                rows,
                                columns,
                                k,
                                scale,
                                x,
                                xAt,
                                lda,
                                y,
                                yAt,
                                ldb,
                                beta,
                                o,
                                p * m * n + cAt,
                                ldc);
                    }
                };
            }
            float[] x = a.floats();
            float[] y = b.floats();
            float[] o = out.floats();
            float keep = (float) beta;
            return () -> {
                float scale = (float) alpha.getAsDouble();
                for (int p = first; p < last; p++) {
                    int xAt = p * m * k + aAt;
                    int yAt = p * k * n + bAt;
                    Blas.gemm(ta, tb, rows, columns, k, scale, x, xAt, lda, y, yAt, ldb, keep, o, p * m * n + cAt, ldc);
                }
            };
        }
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr a = x.get(0);
        Expr b = x.get(1);
        Expr da = ta ? Expr.of(new Dot(tb, true), b, g) : Expr.of(new Dot(false, !tb), g, b);
        Expr db = tb ? Expr.of(new Dot(true, ta), g, a) : Expr.of(new Dot(!ta, false), a, g);
        return List.of(da, db);
    }

    @Override
    public String latex(List<String> in) {
        return in.get(0) + (ta ? "^\\top" : "") + "\\, " + in.get(1) + (tb ? "^\\top" : "");
    }
}
