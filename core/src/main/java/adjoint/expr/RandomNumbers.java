package adjoint.expr;

import adjoint.kernel.Philox;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Random numbers that depend on nothing but a seed and a step: no hidden state, so a graph that holds such an op is still a
 * function, and two runs over the same steps see the same numbers, bit for bit, whatever the plan and the number of threads.
 * The input is the step, a scalar, and has no gradient.
 */
public sealed interface RandomNumbers extends Op permits RandomNormal, RandomUniform {
    /** The key that {@link Philox} is given. */
    long seed();

    DType dtype();

    Shape shape();

    /** Computes the numbers from one position up to another, exclusive. */
    void fill(long step, Object out, int from, int to);

    @Override
    default String label() {
        return name() + "[seed=" + seed() + "]";
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(1, in);
        if (!in.get(0).isScalar() || !dtype().isFloat()) {
            throw new ShapeException("makes floats from a scalar step, not " + dtype() + " from " + in.get(0));
        }
        return new Type(dtype(), shape());
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        fill(bits(in[0]), out.array(), 0, out.size());
    }

    @Override
    default Optional<Rows> rows(Tensor[] in, Tensor out) {
        int count = Rows.count(out.shape());
        if (count < 2) {
            return Optional.empty();
        }
        int row = out.size() / count;
        Object array = out.array();
        return Optional.of(new Rows(
                count, true, new boolean[1], (from, to) -> () -> fill(bits(in[0]), array, from * row, to * row)));
    }

    /** A seed made of another one and a number; numbers of different ones are independent. */
    static long fold(long seed, long number) {
        return Philox.fold(seed, number);
    }

    /** A step of any type as 64 bits of a counter. */
    static long bits(Tensor step) {
        return Double.doubleToLongBits(step.get(0));
    }

    @Override
    default List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return Arrays.asList((Expr) null);
    }

    @Override
    default Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(y.zeros());
    }
}
