package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a node computes from its inputs. Ops are values: two ops that are equal compute the same, so a structured op is best
 * a record whose components are its attributes. The interface is open; an op in user code is a full citizen.
 */
public interface Op {
    /** The name used in printing, such as {@code "exp"}. */
    String name();

    /** The output's type; throws {@link ShapeException} with the reason where the inputs do not fit. */
    Type infer(List<Type> in);

    /**
     * Plain evaluation, one element after the other: the meaning that every faster way must reproduce. Fills {@code out},
     * which has the inferred element type and shape. Called on a {@linkplain #resolve resolved} op.
     */
    void eval(Tensor[] in, Tensor out);

    /**
     * The vector-Jacobian product: the cotangent of each input.
     *
     * @param y the output node
     * @param g the cotangent of the output, of the output's type
     * @param x the inputs
     * @return one expression an input, of that input's element type; it may be of a broadcast shape, which is summed out
     *     centrally. Null where the output does not depend differentiably on that input (an index, a condition).
     */
    List<Expr> vjp(Expr y, Expr g, List<Expr> x);

    /**
     * The Jacobian-vector product: the tangent of the output. Empty, the default, has it derived from {@link #vjp}, which
     * is right for every op with a VJP that is linear in the cotangent.
     *
     * @param y the output node
     * @param t the tangent of each input, of the input's type, or null where it is zero; at least one is not null
     * @param x the inputs
     * @return an expression that broadcasts to the output's type
     */
    default Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.empty();
    }

    /** The op's meaning in simpler ops, where it has one: an oracle for its value and gradient. */
    default Optional<Expr> define(List<Expr> x) {
        return Optional.empty();
    }

    /** Refuses any other number of inputs; the first thing to do in {@link #infer}. */
    static void takes(int count, List<Type> in) {
        if (in.size() != count) {
            throw new ShapeException("takes " + count + (count == 1 ? " input" : " inputs") + ", not " + in.size());
        }
    }

    /** What is agreed at kinks, poles, ties and the like, for the documentation; empty where nothing is special. */
    default String convention() {
        return "";
    }

    /** Whether the first two inputs may be exchanged. */
    default boolean commutative() {
        return false;
    }

    /** The name with its attributes, such as {@code sum[axis=1]}. */
    default String label() {
        return name();
    }

    /** One line of text for an application to already printed inputs. */
    default String print(List<String> in) {
        return label() + "(" + String.join(", ", in) + ")";
    }

    /** LaTeX for an application to already printed inputs. */
    default String latex(List<String> in) {
        String attributes = label().startsWith(name() + "[")
                ? "_{\\text{" + label().substring(name().length()).replace("_", "\\_") + "}}"
                : "";
        return "\\operatorname{" + name() + "}" + attributes + "\\left(" + String.join(", ", in) + "\\right)";
    }

    /** This op with every attribute that depends on named sizes worked out for one call's sizes. */
    default Op resolve(Map<String, Integer> sizes) {
        return this;
    }

    /**
     * Code that computes {@code out} from {@code in} each time it runs, for arrays that stay the same: the compiled form.
     * It must give {@link #eval}'s values up to rounding and should not allocate.
     */
    default Runnable bind(Tensor[] in, Tensor out) {
        return () -> eval(in, out);
    }

    /** The compiled form cut into pieces for several threads; empty, the default, leaves the op to one of them. */
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        return Optional.empty();
    }

    /**
     * The value in 60-digit arithmetic, row-major: what the op is worth before anything is rounded. The default is right for
     * ops that {@linkplain #moves move} elements, and else works out the {@linkplain #define meaning}.
     *
     * @param in the inputs, of known sizes
     * @param shape of the output
     * @throws UnsupportedOperationException if the op says neither what it means nor what it is exactly
     */
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        return moves() ? ExactInterpreter.byMoving(this, in, shape) : ExactInterpreter.byMeaning(this, in);
    }

    /**
     * What is known of the value's sign and size. Rules rely on it, so it must hold for every input, NaN aside.
     *
     * @param y the output node
     * @param in what is known of each input
     */
    default ValueRange range(Expr y, List<ValueRange> in) {
        return moves() ? ValueRange.together(in) : ValueRange.UNKNOWN;
    }

    /** Whether every element of the output is an element of an input, whatever the values are. */
    default boolean moves() {
        return false;
    }

    /** The work for one element, in additions: no rewrite may raise the sum over a graph. */
    default int cost() {
        return 1;
    }

    /** The sort of work, for pictures and counts. */
    default Work work() {
        return Work.OTHER;
    }

    /** Sorts of work. */
    enum Work {
        INPUT,
        PARAMETER,
        CONSTANT,
        ELEMENTWISE,
        REDUCTION,
        PRODUCT,
        MOVEMENT,
        HOOK,
        OTHER;

        /** The word in legends. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the output has the first input's elements in their order, so that a plan lets both share one array. */
    default boolean keepsOrder() {
        return false;
    }

    /** How the output can be read from the input's array by strides alone, so that a plan need not copy; usually not at all. */
    default Optional<Strides.View> strides() {
        return Optional.empty();
    }

    /**
     * This op on a batch: all of its results, along a new first axis. The default computes one after the other, which is
     * right for every op; ops that can take one more axis say so.
     */
    default Expr vectorize(Batching batch) {
        return Batched.of(this, batch);
    }
}
