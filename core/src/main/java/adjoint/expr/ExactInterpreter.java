package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The values of expressions in 60-digit arithmetic, from what each op says of itself in {@link Op#exact}: an oracle without
 * kernels and without rounding. Slow; meant for small arrays.
 */
public final class ExactInterpreter {
    private ExactInterpreter() {}

    /**
     * The value of one expression, row-major.
     *
     * @param inputs the values of some nodes, each row-major; all shapes must be known
     * @throws UnsupportedOperationException if an op has no exact form
     * @throws Exact.Unrepresentable if a number has more digits in its exponent than can be held
     */
    public static Exact[] evaluate(Expr root, Map<Expr, Exact[]> inputs) {
        return evaluate(List.of(root), inputs, Map.of()).get(0);
    }

    /** The values of some expressions, where named sizes mean the given numbers. */
    public static List<Exact[]> evaluate(List<Expr> roots, Map<Expr, Exact[]> inputs, Map<String, Integer> sizes) {
        Map<Expr, Exact[]> values = values(roots, inputs, sizes);
        return roots.stream().map(values::get).toList();
    }

    /** The value of every node that the roots depend on; nodes with a given value are taken as they are. */
    public static Map<Expr, Exact[]> values(
            Collection<? extends Expr> roots, Map<Expr, Exact[]> inputs, Map<String, Integer> sizes) {
        Map<Expr, Exact[]> values = new IdentityHashMap<>(inputs);
        for (Expr node : Graph.topological(roots)) {
            if (!values.containsKey(node)) {
                values.put(
                        node,
                        value(node, node.inputs().stream().map(values::get).toList(), sizes));
            }
        }
        return values;
    }

    /** The value of one node's op on given values of the node's inputs. */
    public static Exact[] value(Expr node, List<Exact[]> inputs, Map<String, Integer> sizes) {
        ExactTensor[] in = IntStream.range(0, inputs.size())
                .mapToObj(i -> new ExactTensor(resolved(node.input(i).type(), sizes), inputs.get(i)))
                .toArray(ExactTensor[]::new);
        return node.op().resolve(sizes).exact(in, node.shape().evaluate(sizes));
    }

    private static Type resolved(Type type, Map<String, Integer> sizes) {
        return Type.of(type.dtype(), boxed(type.shape().evaluate(sizes)));
    }

    private static Object[] boxed(int[] sizes) {
        return IntStream.of(sizes).boxed().toArray();
    }

    /** The numbers of a tensor, each exactly as it is stored. */
    public static Exact[] exact(Tensor tensor) {
        return ExactTensor.of(tensor).values();
    }

    /** The value of an op from its meaning in simpler ops. */
    static Exact[] byMeaning(Op op, ExactTensor[] in) {
        List<Expr> x = new ArrayList<>();
        Map<Expr, Exact[]> values = new IdentityHashMap<>();
        for (ExactTensor given : in) {
            Expr input = Expressions.input("x", given.type().dtype(), boxed(given.shape()));
            x.add(input);
            values.put(input, given.values());
        }
        Expr meaning = op.define(x)
                .orElseThrow(() -> new UnsupportedOperationException("the exact value of " + op.label()
                        + " is not known; say what the op means in other ops, as in .meaning(x -> x.cosh().log()), or"
                        + " what it is in exact numbers, as in .exactly(x -> x.exp().log1p()); a structured op does so"
                        + " in define or exact"));
        return evaluate(meaning, values);
    }

    /**
     * The value of an op that puts elements, or zeros, into other places: it is run on the elements' numbers. A second input
     * of integers is an index.
     */
    static Exact[] byMoving(Op op, ExactTensor[] in, int[] shape) {
        List<Exact> all = new ArrayList<>(List.of(Exact.ZERO));
        Tensor[] numbers = new Tensor[in.length];
        for (int k = 0; k < in.length; k++) {
            boolean index = k == 1 && in[k].type().dtype() == DType.INT32;
            numbers[k] = Tensor.zeros(index ? DType.INT32 : DType.FLOAT64, in[k].shape());
            for (int i = 0; i < in[k].size(); i++) {
                numbers[k].set(i, index ? in[k].get(i).toDouble() : all.size());
                all.add(in[k].get(i));
            }
        }
        Tensor out = Tensor.zeros(DType.FLOAT64, shape);
        op.eval(numbers, out);
        return IntStream.range(0, out.size())
                .mapToObj(i -> all.get((int) out.get(i)))
                .toArray(Exact[]::new);
    }
}
