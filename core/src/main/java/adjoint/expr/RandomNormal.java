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
 * still a function, and two runs over the same steps see the same numbers. The stream is counter-based: the mixing function
 * of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) turns seed, step and position into bits, and the Box-Muller transform
 * turns those into a normal number. The input is the step, a scalar.
 */
public record RandomNormal(long seed, DType dtype, Shape shape) implements Op {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

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
        long stream = mix(mix(seed + GOLDEN) + Double.doubleToLongBits(in[0].get(0)));
        for (int i = 0; i < out.size(); i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - uniform(stream + 2L * i * GOLDEN)));
            out.set(i, radius * Math.cos(2 * Math.PI * uniform(stream + (2L * i + 1) * GOLDEN)));
        }
    }

    /** A number from 0 to 1, exclusive, in steps of 2^-53. */
    private static double uniform(long counter) {
        return (mix(counter) >>> 11) * 0x1p-53;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
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
