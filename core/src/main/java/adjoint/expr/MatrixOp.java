package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An op on the last two axes of its inputs; axes before them, if any, count a batch of matrices and are the same in all
 * inputs. Computed in float64 and rounded once.
 */
interface MatrixOp extends Op {
    /** Code for one matrix of each input, row-major; the inputs are copies that it may spoil. */
    @FunctionalInterface
    interface Step {
        void run(double[][] in, double[] out);
    }

    /** Code for one matrix of each input, with scratch of its own. */
    Step step(Tensor[] in);

    @Override
    default Runnable bind(Tensor[] in, Tensor out) {
        return code(in, out, 0, count(in[0]));
    }

    /** In pieces of whole matrices. */
    @Override
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        int count = count(in[0]);
        int rows = Rows.count(out.shape());
        if (count < 2 || rows == 0) {
            return Optional.empty();
        }
        boolean[] own = new boolean[in.length];
        Arrays.fill(own, true);
        int each = count / rows;
        return Optional.of(new Rows(rows, true, own, (from, to) -> code(in, out, from * each, to * each)));
    }

    /** Code for some matrices of a batch. */
    private Runnable code(Tensor[] in, Tensor out, int from, int to) {
        int count = count(in[0]);
        double[][] a = Arrays.stream(in)
                .map(matrices -> new double[rows(matrices) * columns(matrices)])
                .toArray(double[][]::new);
        double[] y = new double[count == 0 ? 0 : out.size() / count];
        Step step = step(in);
        return () -> {
            for (int p = from; p < to; p++) {
                for (int k = 0; k < in.length; k++) {
                    read(in[k], p * a[k].length, a[k]);
                }
                step.run(a, y);
                write(y, out, p * y.length);
            }
        };
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        bind(in, out).run();
    }

    /** The exact value for one matrix of each input. */
    default Exact[] exactly(ExactTensor[] in) {
        return ExactInterpreter.byMeaning(this, in);
    }

    @Override
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        int[] whole = in[0].shape();
        int count = Tensor.sizeOf(Arrays.copyOf(whole, whole.length - 2));
        Exact[] out = new Exact[Tensor.sizeOf(shape)];
        for (int p = 0; p < count; p++) {
            ExactTensor[] one = new ExactTensor[in.length];
            for (int k = 0; k < in.length; k++) {
                int size = in[k].size() / count;
                List<Dim> dims = in[k].type().shape().dims();
                Shape matrix = new Shape(dims.subList(dims.size() - 2, dims.size()));
                one[k] = new ExactTensor(
                        in[k].type().with(matrix), Arrays.copyOfRange(in[k].values(), p * size, (p + 1) * size));
            }
            Exact[] result = exactly(one);
            System.arraycopy(result, 0, out, p * result.length, result.length);
        }
        return out;
    }

    @Override
    default Work work() {
        return Work.PRODUCT;
    }

    /** The same op, whose leading axes count matrices. */
    @Override
    default Expr vectorize(Batching batch) {
        return batch.apply(this);
    }

    /** Refuses what is not a float matrix, or batch of matrices. */
    static Type matrix(Type a) {
        if (a.rank() < 2) {
            throw new ShapeException("takes a matrix, or a batch of them on the last two axes, not " + a);
        }
        if (!a.dtype().isFloat()) {
            throw new ShapeException("takes floats, not " + a.dtype() + "; use cast(FLOAT64) or cast(FLOAT32)");
        }
        return a;
    }

    /** Refuses what is not a float matrix, or batch of matrices, as high as wide. */
    static Type square(Type a) {
        int rank = a.rank();
        if (rank < 2 || !a.shape().dim(rank - 1).equals(a.shape().dim(rank - 2))) {
            throw new ShapeException("takes a square matrix, or a batch of them on the last two axes, not " + a);
        }
        return matrix(a);
    }

    /** Refuses a right-hand side [..., n, m] that does not fit a square matrix [..., n, n]. */
    static Type rightHandSide(Type a, Type b) {
        int rank = a.rank();
        boolean fits = b.rank() == rank
                && b.dtype() == a.dtype()
                && b.shape().with(rank - 1, a.shape().dim(rank - 1)).equals(a.shape());
        if (!fits) {
            throw new ShapeException("a system of " + a + " needs a right-hand side of the same element type and"
                    + " shape apart from the last axis, not " + b
                    + (b.rank() == rank - 1 ? "; make a vector a column with expand(-1)" : ""));
        }
        return b;
    }

    /** A type with other sizes of the last axes. */
    static Type ending(Type a, Dim rows, Dim columns) {
        return a.with(a.shape().with(a.rank() - 2, rows).with(a.rank() - 1, columns));
    }

    /** Some columns of a matrix that holds several. */
    static Expr columns(Expr packed, Dim from, Dim count) {
        return Expr.of(new Slicing.Slice(packed.rank() - 1, from, 1, count), packed);
    }

    /** The identity, as often as there are matrices. */
    static Expr identity(Expr like) {
        Expr order = Expressions.range(like.shape().dim(like.rank() - 1));
        return Expressions.where(order.expand(1).eq(order), like.ones(), like.zeros())
                .broadcastTo(like.shape());
    }

    /** The product of two matrices, either transposed. */
    static Expr product(Expr a, boolean ta, Expr b, boolean tb) {
        return Expr.of(new Dot(ta, tb), a, b);
    }

    static int rows(Tensor matrices) {
        return matrices.dim(matrices.rank() - 2);
    }

    static int columns(Tensor matrices) {
        return matrices.dim(matrices.rank() - 1);
    }

    /** Number of matrices in a batch. */
    private static int count(Tensor batch) {
        return Tensor.sizeOf(Arrays.copyOf(batch.shape(), batch.rank() - 2));
    }

    private static void read(Tensor from, int start, double[] to) {
        if (from.dtype() == DType.FLOAT64) {
            System.arraycopy(from.doubles(), start, to, 0, to.length);
            return;
        }
        float[] values = from.floats();
        for (int i = 0; i < to.length; i++) {
            to[i] = values[start + i];
        }
    }

    private static void write(double[] from, Tensor to, int start) {
        if (to.dtype() == DType.FLOAT64) {
            System.arraycopy(from, 0, to.doubles(), start, from.length);
            return;
        }
        float[] values = to.floats();
        for (int i = 0; i < from.length; i++) {
            values[start + i] = (float) from[i];
        }
    }
}
