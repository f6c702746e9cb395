package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Where a rule is tried: expressions that it rewrites, and the values of their inputs.
 *
 * @param shapes the shape of each input
 * @param expressions what the rule rewrites, built from those inputs; one for each choice of axes
 * @param domains the lower and upper end of each input's values, where both sides are finite and differentiable
 * @param breaking values of the inputs, one an input, at which the left side over- or underflows, cancels or turns NaN and
 *     the right side does not
 */
public record Example(
        List<Shape> shapes, List<Function<Expr[], Expr>> expressions, List<double[]> domains, List<double[]> breaking) {

    /** Inputs x, y, z, ... of an element type. */
    public Expr[] inputs(DType dtype) {
        return IntStream.range(0, shapes.size())
                .mapToObj(i -> Expressions.input(
                        "xyzuvw".substring(i, i + 1),
                        dtype,
                        shapes.get(i).dims().toArray()))
                .toArray(Expr[]::new);
    }
}
