package adjoint.expr;

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
 * function, and two runs over the same steps see the same numbers. The input is the step, a scalar, and has no gradient.
 */
public sealed interface RandomNumbers extends Op permits RandomNormal, RandomUniform {
    long seed();

    DType dtype();

    Shape shape();

    /** The number at a position of the result. */
    double number(RandomBits bits, int position);

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
        RandomBits bits = RandomBits.of(seed(), in[0].get(0));
        for (int i = 0; i < out.size(); i++) {
            out.set(i, number(bits, i));
        }
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
