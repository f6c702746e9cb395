package adjoint.expr;

import adjoint.tensor.ShapeException;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The plain reference: evaluates every node once with {@link Op#eval}, in order. Slow, and the oracle for all that is fast. */
public final class Interpreter {
    private Interpreter() {}

    /** The value of one expression; the values are those of the inputs, in the same order. */
    public static Tensor evaluate(Expr output, List<Expr> inputs, Tensor... values) {
        return evaluate(List.of(output), inputs, values).get(0);
    }

    /** The values of some expressions; named sizes are found from the values of the inputs. */
    public static List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, Tensor... values) {
        if (values.length != inputs.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs were given " + values.length + " values");
        }
        Sizes sizes = new Sizes();
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < values.length; i++) {
            sizes.match("input '" + inputs.get(i).name() + "'", inputs.get(i).type(), values[i]);
            bound.put((Leaf.Input) inputs.get(i).op(), values[i]);
        }
        return evaluate(outputs, bound, sizes.numbers());
    }

    /**
     * The values of some expressions.
     *
     * @param outputs what to evaluate
     * @param inputs the value of each input leaf
     * @param sizes the meaning of each named size
     */
    public static List<Tensor> evaluate(
            List<Expr> outputs, Map<Leaf.Input, Tensor> inputs, Map<String, Integer> sizes) {
        Map<Expr, Tensor> values = new IdentityHashMap<>();
        for (Expr node : Graph.topological(outputs)) {
            values.put(node, value(node, values, inputs, sizes));
        }
        return outputs.stream().map(values::get).toList();
    }

    private static Tensor value(
            Expr node, Map<Expr, Tensor> values, Map<Leaf.Input, Tensor> inputs, Map<String, Integer> sizes) {
        if (node.op() instanceof Leaf.Input input) {
            Tensor value = inputs.get(input);
            if (value == null) {
                throw new IllegalArgumentException("input '" + input.name() + "' has no value; pass it to function(...)"
                        + "\n  made at " + node.site());
            }
            return value;
        }
        Tensor out = Tensor.zeros(node.dtype(), node.shape().evaluate(sizes));
        Tensor[] in = node.inputs().stream().map(values::get).toArray(Tensor[]::new);
        try {
            node.op().resolve(sizes).eval(in, out);
        } catch (ShapeException | IndexOutOfBoundsException e) {
            throw node.explained(e, sizes);
        }
        return out;
    }
}
