package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Any op on a batch, one example after the other: what {@link Op#vectorize} is for an op that does not know better. Its
 * derivatives are the op's own for one example, carried over to the batch.
 *
 * @param op what is computed for each example
 * @param batched for each input whether its first axis counts the examples; one that has none is the same for all
 */
record Batched(Op op, List<Boolean> batched) implements Op {
    static List<Sample> samples() {
        return List.of(
                Sample.of(new Batched(new Indexing.CumSum(0, false), List.of(true)))
                        .on(-2, 2, 2, "n"),
                Sample.of(new Batched(new Dot(false, false), List.of(true, false)))
                        .on(-2, 2, "m", 2, 3)
                        .on(-2, 2, 3, 2),
                Sample.of(new Batched(Arithmetic.MUL, List.of(false, true)))
                        .on(-2, 2, 3, 1)
                        .on(-2, 2, "n", 2));
    }

    static Expr of(Op op, Batching batch) {
        return Expr.of(new Batched(op, batch.batched()), batch.x());
    }

    @Override
    public String name() {
        return "batched";
    }

    @Override
    public String label() {
        return "batched[" + op.label() + "]";
    }

    @Override
    public int cost() {
        return op.cost();
    }

    @Override
    public Work work() {
        return op.work();
    }

    @Override
    public Batched resolve(Map<String, Integer> sizes) {
        return new Batched(op.resolve(sizes), batched);
    }

    /** The type of one example. */
    private Type row(Type type, int input) {
        return batched.get(input) ? type.with(new Shape(type.shape().dims().subList(1, type.rank()))) : type;
    }

    private List<Type> rows(List<Type> in) {
        return IntStream.range(0, in.size()).mapToObj(i -> row(in.get(i), i)).toList();
    }

    private static Type whole(Dim count, Type row) {
        return row.with(new Shape(
                Stream.concat(Stream.of(count), row.shape().dims().stream()).toList()));
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(batched.size(), in);
        List<Dim> counts = IntStream.range(0, in.size())
                .filter(batched::get)
                .mapToObj(i -> in.get(i).shape())
                .map(shape -> shape.dim(shape.axis(0)))
                .distinct()
                .toList();
        if (counts.size() != 1) {
            throw new ShapeException("all batches must have one number of examples, not " + counts);
        }
        return whole(counts.get(0), op.infer(rows(in)));
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        bind(in, out, (row, result) -> () -> op.eval(row, result)).run();
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out) {
        return bind(in, out, op::bind);
    }

    /** Code that takes one example after the other, each copied to arrays of its own. */
    private Runnable bind(Tensor[] in, Tensor out, BiFunction<Tensor[], Tensor, Runnable> code) {
        Tensor[] row = new Tensor[in.length];
        for (int k = 0; k < in.length; k++) {
            row[k] = batched.get(k) ? example(in[k]) : in[k];
        }
        Tensor result = example(out);
        Runnable one = code.apply(row, result);
        return () -> {
            for (int i = 0; i < out.dim(0); i++) {
                for (int k = 0; k < in.length; k++) {
                    if (row[k] != in[k]) {
                        System.arraycopy(in[k].array(), i * row[k].size(), row[k].array(), 0, row[k].size());
                    }
                }
                one.run();
                System.arraycopy(result.array(), 0, out.array(), i * result.size(), result.size());
            }
        };
    }

    private static Tensor example(Tensor batch) {
        int[] shape = batch.shape();
        return Tensor.zeros(batch.dtype(), Arrays.copyOfRange(shape, 1, shape.length));
    }

    @Override
    public Exact[] exact(ExactTensor[] in, int[] shape) {
        int[] rowShape = Arrays.copyOfRange(shape, 1, shape.length);
        List<Exact> all = new ArrayList<>();
        for (int i = 0; i < shape[0]; i++) {
            ExactTensor[] row = new ExactTensor[in.length];
            for (int k = 0; k < in.length; k++) {
                int size = batched.get(k) ? in[k].size() / shape[0] : in[k].size();
                int from = batched.get(k) ? i * size : 0;
                row[k] = new ExactTensor(row(in[k].type(), k), Arrays.copyOfRange(in[k].values(), from, from + size));
            }
            all.addAll(List.of(op.exact(row, rowShape)));
        }
        return all.toArray(Exact[]::new);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Examples examples = new Examples();
        List<Expr> in = examples.of(x, batched);
        Expr out = examples.of(y, true);
        Expr cotangent = examples.of(g.broadcastTo(y.shape()), true);
        List<Expr> each = op.vjp(out, cotangent, in);
        List<Expr> cotangents = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            Expr one = each.get(i);
            cotangents.add(
                    one == null
                            ? null
                            : examples.carriedOver(summedTo(one, in.get(i).shape())));
        }
        return cotangents;
    }

    /** The sum over the axes that a shape lacks or has only once, so that only the batch is in front of it. */
    private static Expr summedTo(Expr full, Shape to) {
        int extra = full.rank() - to.rank();
        int[] axes = IntStream.range(0, full.rank())
                .filter(axis -> axis < extra
                        || to.dim(axis - extra).isOne()
                                && !full.shape().dim(axis).isOne())
                .toArray();
        Expr sum = axes.length == 0 ? full : full.sum(axes).expand(axes);
        int[] leading = IntStream.range(0, Math.max(0, extra)).toArray();
        return (leading.length == 0 ? sum : sum.squeeze(leading)).broadcastTo(to);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        Examples examples = new Examples();
        List<Expr> in = examples.of(x, batched);
        List<Expr> tangents = examples.of(t, batched);
        Expr out = examples.of(y, true);
        return op.jvp(out, tangents, in).map(one -> examples.carriedOver(one.broadcastTo(out.shape())));
    }

    /** Placeholders for one example of a batch, and the way back from what is made of them. */
    private static final class Examples {
        private final Map<Expr, Expr> batches = new IdentityHashMap<>();
        private final Map<Expr, Expr> shared = new IdentityHashMap<>();

        Expr of(Expr whole, boolean isBatched) {
            if (whole == null) {
                return null;
            }
            List<Dim> dims = whole.shape().dims();
            Expr one = Expressions.input(
                    "example",
                    whole.dtype(),
                    dims.subList(isBatched ? 1 : 0, dims.size()).toArray());
            (isBatched ? batches : shared).put(one, whole);
            return one;
        }

        List<Expr> of(List<Expr> all, List<Boolean> batched) {
            List<Expr> examples = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                examples.add(of(all.get(i), batched.get(i)));
            }
            return examples;
        }

        Expr carriedOver(Expr one) {
            return Vectorizer.of(batches)
                    .apply(Graph.substitute(List.of(one), shared).get(0));
        }
    }
}
