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
 * Uniform numbers between 0 and 1 that depend on nothing but a seed and a step, as those of {@link RandomNormal}, of which
 * they are independent under the same seed. Neither 0 nor 1 is among them, so that their logarithms are finite. The input is
 * the step, a scalar.
 */
public record RandomUniform(long seed, DType dtype, Shape shape) implements Op {
    static List<Sample> samples() {
        return List.of(Sample.of(new RandomUniform(7, DType.FLOAT64, Shape.of(3, 2)))
                .on(0, 100)
                .valuesOnly());
    }

    /** Numbers of the type of an expression, anew for each value of the step. */
    public static Expr like(Expr x, long seed, Expr step) {
        return Expr.of(new RandomUniform(seed, x.dtype(), x.shape()), step);
    }

    @Override
    public String name() {
        return "randomUniform";
    }

    @Override
    public String label() {
        return "randomUniform[seed=" + seed + "]";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(1, in);
        if (!in.get(0).isScalar() || !dtype.isFloat()) {
            throw new ShapeException("makes floats from a scalar step, not " + dtype + " from " + in.get(0));
        }
        return new Type(dtype, shape);
    }

    /** The middle of one of 2^52 (float32: 2^23) equal intervals. Positions count down where normal numbers count up. */
    @Override
    public void eval(Tensor[] in, Tensor out) {
        RandomBits bits = RandomBits.of(seed, in[0].get(0));
        int size = dtype == DType.FLOAT64 ? 52 : 23;
        for (int i = 0; i < out.size(); i++) {
            out.set(i, ((bits.at(-1L - i) >>> (64 - size)) + 0.5) / (1L << size));
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
