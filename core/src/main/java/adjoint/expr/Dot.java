package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.kernel.BlasLoader;
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
import java.util.stream.IntStream;

/**
 * The matrix product of the last two axes, either factor transposed at no cost: [m, k] by [k, n] to [m, n]. Axes before
 * them, if any, count a batch of products and broadcast: where one factor has size 1, all products share its matrix.
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
        samples.add(Sample.of(new Dot(false, true)).on(-2, 2, 2, 1, "n", 4).on(-2, 2, 1, "m", 2, 4));
        samples.add(Sample.of(new Dot(false, false)).on(-2, 2, 1, 3, 2).on(-2, 2, "m", 2, "n"));
        samples.add(Sample.of(new Dot(false, false)).on(-2, 2, 2, 0).on(-2, 2, 0, 3));
        return samples;
    }

    /** The product of matrices, or batches whose axes broadcast. One matrix on the right takes the rows of a batch at once. */
    static Expr broadcast(Expr a, Expr b) {
        int rank = Math.max(a.rank(), b.rank());
        if (a.rank() > 2
                && b.rank() == 2
                && a.shape().dim(rank - 1).equals(b.shape().dim(0))) {
            List<Dim> dims = a.shape().dims();
            Dim rows = dims.subList(0, rank - 1).stream().reduce(Dim.ONE, Dim::times);
            Expr product = Expr.of(new Dot(false, false), a.reshape(rows, dims.get(rank - 1)), b);
            return product.reshape(a.shape().with(rank - 1, b.shape().dim(1)));
        }
        return Expr.of(new Dot(false, false), leading(a, rank), leading(b, rank));
    }

    /** With axes of size 1 in front, up to a rank. */
    private static Expr leading(Expr x, int rank) {
        return x.expand(IntStream.range(0, rank - x.rank()).toArray());
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
            Dim left = a.shape().dim(axis);
            Dim right = b.shape().dim(axis);
            if (!left.equals(right) && !left.isOne() && !right.isOne()) {
                throw new ShapeException("batch axis " + axis + " is " + left + " in " + a.shape() + " but " + right
                        + " in " + b.shape() + "; batch axes must be equal, or 1 in one factor");
            }
            dims.add(left.isOne() ? right : left);
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
        int[] left = places(in[0].shape(), out.shape());
        int[] right = places(in[1].shape(), out.shape());
        for (int p = 0; p < left.length; p++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        double a = in[0].get(left[p] * m * k + (ta ? l * m + i : i * k + l));
                        sum += a * in[1].get(right[p] * k * n + (tb ? j * k + l : l * n + j));
                    }
                    out.set(p * m * n + i * n + j, sum);
                }
            }
        }
    }

    /** For each product of a batch the number of the matrix that it takes from one factor. */
    private static int[] places(int[] factor, int[] out) {
        int axes = out.length - 2;
        int[] places = new int[Tensor.sizeOf(Arrays.copyOf(out, axes))];
        for (int p = 0; p < places.length; p++) {
            int rest = p;
            int stride = 1;
            for (int axis = axes - 1; axis >= 0; axis--) {
                places[p] += factor[axis] == 1 ? 0 : rest % out[axis] * stride;
                stride *= factor[axis];
                rest /= out[axis];
            }
        }
        return places;
    }

    @Override
    public Exact[] exact(ExactTensor[] in, int[] shape) {
        int rank = shape.length;
        int m = shape[rank - 2];
        int n = shape[rank - 1];
        int k = in[0].dim(rank - (ta ? 2 : 1));
        int[] first = places(in[0].shape(), shape);
        int[] second = places(in[1].shape(), shape);
        Exact[] result = new Exact[Tensor.sizeOf(shape)];
        for (int i = 0; i < result.length; i++) {
            int p = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            Exact sum = Exact.ZERO;
            for (int l = 0; l < k; l++) {
                Exact left = in[0].get(first[p] * m * k + (ta ? l * m + row : row * k + l));
                sum = sum.plus(left.times(in[1].get(second[p] * k * n + (tb ? column * k + l : l * n + column))));
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
            return Expr.of(this, whole(batch, 0), whole(batch, 1));
        }
        Expr a = batch.given(0);
        Expr rows = a.reshape(batch.count().times(a.shape().dim(1)), a.shape().dim(2));
        return Expr.of(this, rows, batch.given(1))
                .reshape(batch.behind(batch.y().shape()));
    }

    /** A factor with the new first axis, of size 1 where all examples share it. */
    private static Expr whole(Batching batch, int input) {
        Expr given = batch.given(input);
        return batch.isBatched(input) ? given : given.expand(0);
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
        return gemm.block(0, gemm.batch(), 0, gemm.m(), 0, gemm.n());
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
        if (gemm.batch() > 1) {
            int count = Rows.count(out.shape());
            int each = gemm.batch() / Math.max(1, count);
            return new Rows(
                    count,
                    true,
                    new boolean[] {
                        a.size() == gemm.batch() * gemm.m() * gemm.k(), b.size() == gemm.batch() * gemm.k() * gemm.n()
                    },
                    (from, to) -> gemm.block(from * each, to * each, 0, gemm.m(), 0, gemm.n()));
        }
        if (gemm.m() < FLAT && gemm.m() < gemm.n()) {
            return new Rows(
                    gemm.n(),
                    gemm.m() == 1,
                    new boolean[] {false, false},
                    (from, to) -> gemm.block(0, gemm.batch(), 0, gemm.m(), from, to));
        }
        return new Rows(
                gemm.m(),
                true,
                new boolean[] {!ta && gemm.m() > 1, false},
                (from, to) -> gemm.block(0, gemm.batch(), from, to, 0, gemm.n()));
    }

    private Gemm gemm(Tensor a, Tensor b, Tensor out, DoubleSupplier alpha, double beta) {
        int rank = out.rank();
        int batch = Tensor.sizeOf(Arrays.copyOf(out.shape(), rank - 2));
        int k = a.dim(rank - (ta ? 2 : 1));
        int[] left = places(a.shape(), out.shape());
        int[] right = places(b.shape(), out.shape());
        return new Gemm(this, batch, left, right, out.dim(rank - 2), out.dim(rank - 1), k, a, b, out, alpha, beta);
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
