package adjoint.expr;

import adjoint.tensor.AdjointException;
import adjoint.tensor.DType;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A node of the graph: an op applied to inputs. Immutable, compared by identity ({@link Graph#same} compares structure).
 * The methods that build further nodes are grouped in {@link ArithmeticMethods}, {@link MatrixMethods},
 * {@link ReductionMethods} and {@link ShapeMethods}.
 */
public class Expr implements ArithmeticMethods, MatrixMethods, ReductionMethods, ShapeMethods {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Op op;
    private final List<Expr> inputs;
    private final Type type;
    private final String name;
    private final SourceLine site;
    private final int serial = MADE.incrementAndGet();

    Expr(Op op, List<Expr> inputs, Type type, String name, SourceLine site) {
        this.op = op;
        this.inputs = inputs;
        this.type = type;
        this.name = name;
        this.site = site;
    }

    /** Applies an op, checking types now; an error names the op, the types and the line. */
    public static Expr of(Op op, Expr... inputs) {
        return of(op, Arrays.asList(inputs));
    }

    /** An input of an op; an error where it is null. */
    static Expr given(Expr input, int i, Op op) {
        if (input == null) {
            throw new AdjointException(ErrorCode.NULL, op.label() + ": input " + i + " is null; give an expression");
        }
        return input;
    }

    /** Applies an op, checking types now; an error names the op, the types and the line. */
    public static Expr of(Op op, List<Expr> inputs) {
        SourceLine site = SourceLine.here();
        Type[] types = new Type[inputs.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = given(inputs.get(i), i, op).type;
        }
        try {
            return new Expr(op, List.copyOf(inputs), op.infer(Arrays.asList(types)), null, site);
        } catch (ShapeException e) {
            throw explained(op, inputs, site, e, "");
        }
    }

    /**
     * An error that computing this node met, with the op, its inputs' types and the user's lines in its message.
     *
     * @param sizes what named sizes are in the call that met it
     */
    public RuntimeException explained(RuntimeException error, Map<String, Integer> sizes) {
        Map<String, Integer> named = new TreeMap<>(sizes);
        named.keySet().retainAll(names(inputs));
        return explained(op, inputs, site, error, named.isEmpty() ? "" : "\n  in a call with " + named);
    }

    private static Set<String> names(List<Expr> inputs) {
        return inputs.stream()
                .flatMap(input -> input.shape().dims().stream())
                .flatMap(dim -> dim.names().stream())
                .collect(Collectors.toSet());
    }

    private static RuntimeException explained(
            Op op, List<Expr> inputs, SourceLine site, RuntimeException error, String call) {
        String given = inputs.stream()
                .map(input -> (input.name() == null ? "" : input.name() + " ") + input.type)
                .collect(Collectors.joining(", "));
        String where = op.label() + "(" + given + "): ";
        String lines = site + origins(inputs, site) + call;
        AdjointException explained = null;
        if (error instanceof ShapeException e) {
            explained = new ShapeException(e.code(), where + e.reason(), lines);
        } else if (error instanceof IndexOutOfBoundsException) {
            explained = new AdjointException(ErrorCode.INDEX, where + error.getMessage(), lines);
        }
        if (explained == null) {
            return error;
        }
        explained.initCause(error);
        return explained;
    }

    /** Where each input was made, unless all is on one line. */
    private static String origins(List<Expr> inputs, SourceLine site) {
        boolean apart = inputs.stream().anyMatch(input -> !input.site.line().equals(site.line()));
        return !apart
                ? ""
                : inputs.stream()
                        .map(input -> "\n  " + (input.name() == null ? input.op.label() : input.name()) + " "
                                + input.type + " made at " + input.site.line())
                        .distinct()
                        .collect(Collectors.joining());
    }

    /** This node's op on other inputs, with this node's name and line; this node itself where they are its own. */
    public Expr withInputs(List<Expr> others) {
        boolean same = others.size() == inputs.size();
        for (int i = 0; same && i < others.size(); i++) {
            same = others.get(i) == inputs.get(i);
        }
        if (same) {
            return this;
        }
        Expr made = site.during(() -> of(op, others));
        return name == null ? made : made.named(name);
    }

    /** {@link #withInputs} on what a map has for each input. */
    public Expr withInputsFrom(ExprMap<Expr> map) {
        boolean same = true;
        for (int i = 0; same && i < inputs.size(); i++) {
            same = map.get(inputs.get(i)) == inputs.get(i);
        }
        if (same) {
            return this;
        }
        Expr[] others = new Expr[inputs.size()];
        for (int i = 0; i < others.length; i++) {
            others[i] = map.get(inputs.get(i));
        }
        return withInputs(Arrays.asList(others));
    }

    /** The same node under a name that printing and messages use. */
    public Expr named(String newName) {
        return new Expr(op, inputs, type, newName, site);
    }

    public Op op() {
        return op;
    }

    public List<Expr> inputs() {
        return inputs;
    }

    public Expr input(int i) {
        return inputs.get(i);
    }

    public Type type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
    }

    public Shape shape() {
        return type.shape();
    }

    public int rank() {
        return type.rank();
    }

    /** The name given by the user or by the leaf, or null. */
    public String name() {
        return name != null ? name : op instanceof Leaf.Input || op instanceof Leaf.State ? op.name() : null;
    }

    /** The user's line that made this node. */
    public SourceLine site() {
        return site;
    }

    /** A number for hashing: nodes made one after the other have neighbouring ones. It starts anew after 2^32 nodes. */
    public int serial() {
        return serial;
    }

    /** The fixed value of a constant node, or null for any other. */
    public Tensor constant() {
        return op instanceof Leaf.Constant constant ? constant.value() : null;
    }

    /** Whether this is a constant all of whose elements are the given number; 0 and -0 are told apart. */
    public boolean isConstant(double number) {
        Tensor value = constant();
        if (value == null
                || value.size() == 0
                || Double.compare(value.get(0), value.dtype().round(number)) != 0) {
            return false;
        }
        for (int i = 1; i < value.size(); i++) {
            if (Double.compare(value.get(i), value.get(0)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Infix text, shortened where it would be long; {@link Graph} has complete forms. */
    @Override
    public String toString() {
        return Graph.text(this, 2_000);
    }
}
