package adjoint.expr;

import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.List;

/** Standard normal numbers, made of {@link RandomBits} by the Box-Muller transform. */
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
    public double number(RandomBits bits, int position) {
        double radius = Math.sqrt(-2 * Math.log(1 - bits.uniform(2L * position)));
        return radius * Math.cos(2 * Math.PI * bits.uniform(2L * position + 1));
    }
}
