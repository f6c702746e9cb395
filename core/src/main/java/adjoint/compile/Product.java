package adjoint.compile;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Rows;
import adjoint.expr.Strides;
import adjoint.kernel.Arith32;
import adjoint.kernel.Arith64;
import adjoint.kernel.Strided;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * A matrix product with what surrounds it folded in: {@code c + alpha a b}, as BLAS computes it. A bias becomes the initial
 * content of the result, a gradient step {@code w - rate (a b)} runs straight on the parameter.
 */
final class Product extends Instruction {
    private final Node root;
    private final Node dot;
    private final StridedOperand c;
    private final Scale scale;

    /** The factor {@code sign * product of numerators / product of denominators}; the nodes are scalars. */
    private record Scale(double sign, List<Node> numerators, List<Node> denominators) {}

    private Product(Node root, Node dot, StridedOperand c, Scale scale) {
        this.root = root;
        this.dot = dot;
        this.c = c;
        this.scale = scale;
    }

    /** The product that ends in a node, which it then computes; null where there is none. */
    static Product match(Node root) {
        boolean sum = root.op() == Arithmetic.ADD;
        if (!sum && root.op() != Arithmetic.SUB) {
            return null;
        }
        Product found = match(root, root.in[1], root.in[0], sum ? 1 : -1);
        return found == null && sum ? match(root, root.in[0], root.in[1], 1) : found;
    }

    private static Product match(Node root, Node scaled, Node c, double sign) {
        List<Node> numerators = new ArrayList<>(2);
        List<Node> denominators = new ArrayList<>(2);
        List<Node> inner = new ArrayList<>(2);
        Node node = scaled;
        while (node.sameShape(root) && node.users.size() == 1 && !node.root && node.by == null) {
            inner.add(node);
            if (node.op() instanceof Dot) {
                Product product =
                        new Product(root, node, StridedOperand.of(c), new Scale(sign, numerators, denominators));
                inner.forEach(part -> part.by = product);
                root.by = product;
                return product;
            }
            if (node.op() == Arithmetic.NEG) {
                sign = -sign;
                node = node.in[0];
            } else if (node.op() == Arithmetic.MUL && isScalar(node.in[1])) {
                numerators.add(StridedOperand.of(node.in[1]).base());
                node = node.in[0];
            } else if (node.op() == Arithmetic.MUL && isScalar(node.in[0])) {
                numerators.add(StridedOperand.of(node.in[0]).base());
                node = node.in[1];
            } else if (node.op() == Arithmetic.DIV && isScalar(node.in[1])) {
                denominators.add(StridedOperand.of(node.in[1]).base());
                node = node.in[0];
            } else {
                return null;
            }
        }
        return null;
    }

    private static boolean isScalar(Node node) {
        return StridedOperand.of(node).base().expr.rank() == 0;
    }

    @Override
    List<Node> reads() {
        List<Node> reads = new ArrayList<>(List.of(dot.in[0].storage(), dot.in[1].storage(), c.storage()));
        scale.numerators.forEach(node -> reads.add(node.storage()));
        scale.denominators.forEach(node -> reads.add(node.storage()));
        return reads;
    }

    @Override
    List<Node> writes() {
        return List.of(root);
    }

    @Override
    boolean canOverwrite(Node read, Node written) {
        return c.isWhole()
                && c.base().sameShape(root)
                && reads().stream().filter(node -> node == read).count() == 1
                && c.storage() == read;
    }

    @Override
    Runnable bind(Buffers buffers) {
        Tensor out = buffers.tensor(root);
        Runnable product = dot().product(buffers.tensor(dot.in[0]), buffers.tensor(dot.in[1]), out, alpha(buffers), 1);
        return isInPlace(buffers) || out.size() == 0
                ? product
                : inTurn(fill(buffers, 0, Rows.count(out.shape())), product);
    }

    @Override
    Optional<Rows> rows(Buffers buffers) {
        Tensor out = buffers.tensor(root);
        Rows rows = dot().rows(buffers.tensor(dot.in[0]), buffers.tensor(dot.in[1]), out, alpha(buffers), 1);
        boolean[] own = Arrays.copyOf(rows.own(), reads().size());
        own[2] = rows.areRows() && c.keepsRows(buffers.sizes(), out.shape());
        boolean inPlace = isInPlace(buffers);
        return Optional.of(new Rows(rows.count(), rows.areRows(), own, (from, to) -> {
            Runnable product = rows.code().bind(from, to);
            return inPlace
                    ? product
                    : inTurn(rows.areRows() ? fill(buffers, from, to) : fillColumns(buffers, from, to), product);
        }));
    }

    @Override
    Optional<Sums> sums(Buffers buffers, int threads) {
        Tensor a = buffers.tensor(dot.in[0]);
        Tensor b = buffers.tensor(dot.in[1]);
        Tensor out = buffers.tensor(root);
        if (!dot().isLong(a, out)) {
            return Optional.empty();
        }
        Tensor[] parts = new Tensor[threads];
        boolean inPlace = isInPlace(buffers);
        int row = out.size() / Rows.count(out.shape());
        DoubleSupplier alpha = alpha(buffers);
        boolean[] own = new boolean[reads().size()];
        own[0] = true;
        own[1] = true;
        return Optional.of(new Sums(
                a.dim(0),
                own,
                (thread, from, to) -> {
                    parts[thread] = Tensor.zeros(out.dtype(), out.shape());
                    return dot().stretch(a, b, from, to, parts[thread]);
                },
                (from, to) -> {
                    Runnable sum = () -> {
                        double scale = alpha.getAsDouble();
                        for (Tensor part : parts) {
                            addScaled(scale, part, out, from * row, to * row);
                        }
                    };
                    return inPlace ? sum : inTurn(fill(buffers, from, to), sum);
                }));
    }

    private static void addScaled(double scale, Tensor part, Tensor out, int from, int to) {
        if (part == null) {
            return;
        }
        if (out.dtype() == DType.FLOAT64) {
            Arith64.addScaled(scale, part.doubles(), out.doubles(), from, to);
        } else {
            Arith32.addScaled((float) scale, part.floats(), out.floats(), from, to);
        }
    }

    private Dot dot() {
        return (Dot) dot.op();
    }

    private boolean isInPlace(Buffers buffers) {
        return buffers.tensor(c.storage()).array() == buffers.tensor(root).array();
    }

    private static Runnable inTurn(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** Puts the summand into some rows of the result. */
    private Runnable fill(Buffers buffers, int from, int to) {
        Tensor out = buffers.tensor(root);
        Strides at = c.resolve(buffers.sizes(), out.shape());
        int axis = Rows.axis(out.shape());
        int[] dims = at.dims().clone();
        dims[axis] = to - from;
        Strided view = new Strided(at.strides(), dims);
        Object source = buffers.tensor(c.storage()).array();
        int read = at.offset() + from * at.strides()[axis];
        int write = from * (out.size() / Rows.count(out.shape()));
        return () -> view.copy(source, read, out.array(), write);
    }

    /** Puts the summand into some columns of a result that is one matrix. */
    private Runnable fillColumns(Buffers buffers, int from, int to) {
        Tensor out = buffers.tensor(root);
        Strides at = c.resolve(buffers.sizes(), out.shape());
        int rank = out.rank();
        int n = out.dim(rank - 1);
        int rowStride = at.strides()[rank - 2];
        int stride = at.strides()[rank - 1];
        Strided view = new Strided(new int[] {stride}, new int[] {to - from});
        Object source = buffers.tensor(c.storage()).array();
        return () -> {
            for (int i = 0; i < out.dim(rank - 2); i++) {
                view.copy(source, at.offset() + i * rowStride + from * stride, out.array(), i * n + from);
            }
        };
    }

    private DoubleSupplier alpha(Buffers buffers) {
        double sign = scale.sign;
        Tensor[] up = scale.numerators.stream().map(buffers::tensor).toArray(Tensor[]::new);
        Tensor[] down = scale.denominators.stream().map(buffers::tensor).toArray(Tensor[]::new);
        return () -> {
            double alpha = sign;
            for (Tensor factor : up) {
                alpha *= factor.get(0);
            }
            for (Tensor factor : down) {
                alpha /= factor.get(0);
            }
            return alpha;
        };
    }

    @Override
    String label() {
        StringBuilder factor = new StringBuilder();
        scale.numerators.forEach(node -> factor.append(name(node)).append(" * "));
        scale.denominators.forEach(
                node -> factor.append("1 / ").append(name(node)).append(" * "));
        return name(c.base()) + (scale.sign < 0 ? " - " : " + ") + factor
                + dot.op().label() + "(" + name(dot.in[0]) + ", " + name(dot.in[1]) + ")"
                + (root.target == null ? "" : " into " + root.target.name());
    }

    @Override
    Work work(Buffers buffers) {
        return traffic(buffers, flops(dot(), buffers.tensor(dot.in[0]), buffers.tensor(root)));
    }

    static double flops(Dot dot, Tensor a, Tensor out) {
        return 2.0 * out.size() * a.dim(a.rank() - (dot.ta() ? 2 : 1));
    }
}
