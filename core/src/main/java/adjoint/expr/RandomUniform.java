package adjoint.expr;

import adjoint.kernel.Random32;
import adjoint.kernel.Random64;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.List;

/**
 * Uniform numbers between 0 and 1, independent of those of {@link RandomNormal} under the same seed. Neither 0 nor 1 is among
 * them, so that their logarithms are finite.
 */
public record RandomUniform(long seed, DType dtype, Shape shape) implements RandomNumbers {
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
    public void fill(long step, Object out, int from, int to) {
        if (out instanceof double[] numbers) {
            Random64.uniform(seed, step, numbers, from, to);
        } else {
            Random32.uniform(seed, step, (float[]) out, from, to);
        }
    }
}
