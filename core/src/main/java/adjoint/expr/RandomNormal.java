package adjoint.expr;

import adjoint.kernel.Random32;
import adjoint.kernel.Random64;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.List;

/** Standard normal numbers, independent of those of {@link RandomUniform} under the same seed. */
public record RandomNormal(long seed, DType dtype, Shape shape) implements RandomNumbers {
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
    public void fill(long step, Object out, int from, int to) {
        if (out instanceof double[] numbers) {
            Random64.normal(seed, step, numbers, from, to);
        } else {
            Random32.normal(seed, step, (float[]) out, from, to);
        }
    }
}
