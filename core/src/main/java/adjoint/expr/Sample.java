package adjoint.expr;

import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * An op with inputs to try it on, which is all that a generic test of an op has to know:
 *
 * <pre>{@code
 * Sample.of(new Indexing.Gather(0)).on(-2, 2, "n", 2).index(3, 4)
 * }</pre>
 *
 * takes a random [n, 2] array of floats and 4 indices below 3.
 *
 * @param op the op
 * @param inputs what it is given
 * @param differentiable whether the op's VJP is the derivative of its value here. It is not at kinks and poles, where only
 *     values are compared, nor in an op that is there to bend gradients.
 */
public record Sample(Op op, List<Given> inputs, boolean differentiable) {
    /** What the named sizes in samples are. */
    public static final Map<String, Integer> SIZES = Map.of("m", 2, "n", 3);

    /** Ways in which the shapes of one, two or three inputs meet. */
    private static final List<List<Shape>> FORMS = List.of(
            List.of(Shape.of("n", 2)),
            List.of(Shape.SCALAR),
            List.of(Shape.of("n", 2), Shape.of("n", 2)),
            List.of(Shape.of("n", 2), Shape.of(2)),
            List.of(Shape.of("n", 1), Shape.of(1, "m")),
            List.of(Shape.SCALAR, Shape.of(2, "n")),
            List.of(Shape.of(3), Shape.SCALAR),
            List.of(Shape.of("n", 2), Shape.of("n", 2), Shape.of("n", 2)),
            List.of(Shape.of("n", 1), Shape.SCALAR, Shape.of("m")),
            List.of(Shape.SCALAR, Shape.of("n", 2), Shape.of(2)));

    public Sample {
        inputs = List.copyOf(inputs);
    }

    /**
     * One input: random within bounds, or fixed.
     *
     * @param type its type; float64 stands for either float type
     * @param low lower bound of random values
     * @param high upper bound, exclusive for integers
     * @param fixed the values themselves, or null for random ones
     */
    public record Given(Type type, double low, double high, Tensor fixed) {
        private Tensor draw(DType floats, Random random) {
            DType dtype = type.dtype().isFloat() ? floats : type.dtype();
            if (fixed != null) {
                return fixed.cast(dtype);
            }
            Tensor values = Tensor.zeros(dtype, type.shape().evaluate(SIZES));
            for (int i = 0; i < values.size(); i++) {
                double value = low + (high - low) * random.nextDouble();
                values.set(
                        i,
                        switch (dtype) {
                            case FLOAT64, FLOAT32 -> (float) value;
                            case INT32 -> Math.floor(value);
                            case BOOL -> value < (low + high) / 2 ? 0 : 1;
                        });
            }
            return values;
        }
    }

    /** A sample that takes no inputs yet. */
    public static Sample of(Op op) {
        return new Sample(op, List.of(), true);
    }

    /**
     * An op on its domain in every form of broadcasting and for every element type, and at special points.
     *
     * @param domains lower and upper bound of each input, with the op differentiable between them
     * @param special points at which all combinations of inputs are tried, values only
     */
    static List<Sample> elementwise(Elementwise op, double[][] domains, double[] special) {
        List<Sample> samples = new ArrayList<>();
        for (List<DType> dtypes : op.signature().dtypes(op.arity())) {
            for (List<Shape> form : FORMS) {
                if (form.size() == op.arity()) {
                    Sample sample = Sample.of(op);
                    for (int i = 0; i < op.arity(); i++) {
                        Type type = new Type(dtypes.get(i), form.get(i));
                        sample = sample.with(new Given(type, domains[i][0], domains[i][1], null));
                    }
                    samples.add(sample);
                }
            }
        }
        if (special.length > 0) {
            Sample sample = Sample.of(op).valuesOnly();
            for (int i = 0; i < op.arity(); i++) {
                int[] shape = IntStream.range(0, op.arity() - i)
                        .map(axis -> axis == 0 ? special.length : 1)
                        .toArray();
                DType dtype = op.signature().dtypes(op.arity()).get(0).get(i);
                sample = sample.at(Tensor.over(special, shape).cast(dtype));
            }
            samples.add(sample);
        }
        return samples;
    }

    /** Adds a float input, random within bounds between which the op is differentiable. */
    public Sample on(double low, double high, Object... shape) {
        return with(new Given(Type.of(DType.FLOAT64, shape), low, high, null));
    }

    /** Adds an int32 input, random from 0 up to a bound, exclusive. */
    public Sample index(int below, Object... shape) {
        return with(new Given(Type.of(DType.INT32, shape), 0, below, null));
    }

    /** Adds a random bool input. */
    public Sample truth(Object... shape) {
        return with(new Given(Type.of(DType.BOOL, shape), 0, 1, null));
    }

    /** Adds a fixed input. */
    public Sample at(Tensor values) {
        return with(new Given(values.type(), 0, 0, values));
    }

    /** Adds an input. */
    public Sample with(Given given) {
        List<Given> more = new ArrayList<>(inputs);
        more.add(given);
        return new Sample(op, more, differentiable);
    }

    /** Declares that only values are to be compared. */
    public Sample valuesOnly() {
        return new Sample(op, inputs, false);
    }

    /** Fresh variables of the sample's types, named a, b, c and so on. */
    public List<Expr> variables(DType floats) {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> {
                    Type type = inputs.get(i).type();
                    DType dtype = type.dtype().isFloat() ? floats : type.dtype();
                    return Expr.of(new Leaf.Input(String.valueOf((char) ('a' + i)), type.with(dtype)));
                })
                .toList();
    }

    /** Values for the variables. Random floats are representable in float32, so that both float types get the same. */
    public Tensor[] values(DType floats, long seed) {
        Random random = new Random(seed);
        return inputs.stream().map(given -> given.draw(floats, random)).toArray(Tensor[]::new);
    }

    /** Whether any input is a float, so that there is a float32 form of the sample beside the float64 form. */
    public boolean hasFloats() {
        return inputs.stream().anyMatch(given -> given.type().dtype().isFloat());
    }

    /** The op and the types, such as {@code add(float64[n, 3], float64[3])}. */
    @Override
    public String toString() {
        List<String> types =
                inputs.stream().map(given -> given.type().toString()).toList();
        String at = inputs.stream().anyMatch(given -> given.fixed() != null) ? " at special points" : "";
        return op.label() + "(" + String.join(", ", types) + ")" + at;
    }
}
