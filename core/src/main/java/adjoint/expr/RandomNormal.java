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
 * Standard normal numbers that depend on nothing but a seed and a step: no hidden state, so a graph that holds this op is
 * still a function, and two runs over the same steps see the same numbers. The {@link RandomBits} are turned into normal
 * numbers by the Box-Muller transform. The input is the step, a scalar.
 */
public record RandomNormal(long seed, DType dtype, Shape shape) implements Op {
    static List<Sample> samples() {
        return List.of(Sample.of(new RandomNormal(7, DType.FLOAT64, Shape.of(3, 2)))
                .on(0, 100)
                .valuesOnly());
    }

    /** Numbers of the type of an expression, anew for each value of the step. */
    public static Expr like(Expr x, long seed, Expr step) {
        return Expr.of(new RandomNormal(seed, x.dtype(), x.shape()), step);
    }

    @Override
    public String name() {
        return "randomNormal";
    }

    @Override
    public String label() {
        return "randomNormal[seed=" + seed + "]";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(1, in);
        if (!in.get(0).isScalar() || !dtype.isFloat()) {
            throw new ShapeException("makes floats from a scalar step, not " + dtype + " from " + in.get(0));
        }
        return new Type(dtype, shape);
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        RandomBits bits = RandomBits.of(seed, in[0].get(0));
        for (int i = 0; i < out.size(); i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - bits.uniform(2L * i)));
            out.set(i, radius * Math.cos(2 * Math.PI * bits.uniform(2L * i + 1)));
        }
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return Arrays.asList((Expr) null);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(y.zeros());
    }
}
