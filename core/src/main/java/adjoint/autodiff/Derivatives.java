package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Op;
import adjoint.expr.Vectorizer;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Derivatives beyond the gradient of one scalar: products with Jacobians and with curvature matrices, which cost a small
 * multiple of the function and never build the matrix, and the matrices themselves where they are wanted. All results are
 * graphs, so any of them can be differentiated again.
 */
public final class Derivatives {
    private Derivatives() {}

    /**
     * The Jacobian-vector product in forward mode: the derivative of an output along a direction.
     *
     * @param output of any shape
     * @param wrt the nodes that move
     * @param directions for each of them, an expression that broadcasts to its type
     * @return an expression of the output's type
     */
    public static Expr jvp(Expr output, List<? extends Expr> wrt, List<? extends Expr> directions) {
        return jvp(List.of(output), wrt, directions).get(0);
    }

    /** As {@link #jvp(Expr, List, List)}, for one output and one variable. */
    public static Expr jvp(Expr output, Expr wrt, Expr direction) {
        return jvp(output, List.of(wrt), List.of(direction));
    }

    private static List<Expr> jvp(List<Expr> outputs, List<? extends Expr> wrt, List<? extends Expr> directions) {
        if (wrt.size() != directions.size()) {
            throw new ShapeException(wrt.size() + " variables need as many directions, not " + directions.size());
        }
        DifferentiableGraph prepared = new DifferentiableGraph(outputs, wrt, GradientPolicy.exact());
        Map<Op, Expr> given = new IdentityHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            Expr direction = Gradients.checkedCotangent(wrt.get(i), directions.get(i));
            given.merge(prepared.key(wrt.get(i)), direction, Expr::add);
        }
        List<Expr> tangents = prepared.bare(ForwardSweep.run(prepared.roots(), given));
        return IntStream.range(0, outputs.size())
                .mapToObj(i -> tangents.get(i) != null
                        ? tangents.get(i)
                        : outputs.get(i).zeros().broadcastTo(outputs.get(i).shape()))
                .toList();
    }

    /**
     * All first derivatives of an output of any shape: a row for each element of the output in reverse mode, or a column for
     * each element of the variable in forward mode, whichever are known to be fewer.
     *
     * @return of the output's shape followed by the variable's
     */
    public static Expr jacobian(Expr output, Expr wrt) {
        Dim rows = output.shape().size();
        Dim columns = wrt.shape().size();
        boolean tall = rows.isKnown() && columns.isKnown() && columns.size() < rows.size();
        Expr matrix = tall ? byColumns(output, wrt) : byRows(output, wrt);
        return matrix.reshape(Stream.concat(output.shape().dims().stream(), wrt.shape().dims().stream())
                .toArray());
    }

    private static Expr byRows(Expr output, Expr wrt) {
        Expr row = like("row", output);
        Expr product = Gradients.knownGradients(
                        Map.of(output, row),
                        List.of(wrt),
                        GradientPolicy.exact().zeroWhereDisconnected())
                .of(wrt);
        return Vectorizer.of(Map.of(row, units(output))).apply(product);
    }

    private static Expr byColumns(Expr output, Expr wrt) {
        Expr column = like("column", wrt);
        Expr product = jvp(output, wrt, column);
        return Vectorizer.of(Map.of(column, units(wrt))).apply(product).moveAxis(0, -1);
    }

    private static Expr like(String name, Expr node) {
        return Expressions.input(name, node.dtype(), node.shape().dims().toArray());
    }

    /** For each element of an array an array that is 1 there and 0 elsewhere. */
    private static Expr units(Expr array) {
        Dim count = array.shape().size();
        return Expressions.range(count)
                .expand(1)
                .eq(Expressions.range(count).expand(0))
                .cast(array.dtype())
                .reshape(Stream.concat(Stream.of(count), array.shape().dims().stream())
                        .toArray());
    }

    /**
     * All second derivatives of a scalar.
     *
     * @return of the variable's shape twice
     */
    public static Expr hessian(Expr loss, Expr wrt) {
        return jacobian(Gradients.grad(loss, wrt), wrt);
    }

    /** The product of the Hessian with a vector, one part for each variable: forward over reverse (Pearlmutter 1994). */
    public static List<Expr> hessianProduct(Expr loss, List<? extends Expr> wrt, List<? extends Expr> vector) {
        return jvp(Gradients.grad(loss, wrt).all(), wrt, vector);
    }

    /**
     * The product of the generalised Gauss-Newton matrix J' H J with a vector (Schraudolph 2002), where J is the Jacobian of
     * a model's output and H the Hessian of the loss by that output.
     *
     * @param output a node between the loss and the variables, such as the predictions
     */
    public static List<Expr> gaussNewtonProduct(
            Expr loss, Expr output, List<? extends Expr> wrt, List<? extends Expr> vector) {
        Expr forward = jvp(output, wrt, vector);
        Expr curved = hessianProduct(loss, List.of(output), List.of(forward)).get(0);
        return Gradients.vjp(output, curved, wrt).all();
    }

    /**
     * The product of the empirical Fisher matrix with a vector: the mean over the examples of s s' v, where s is the
     * gradient of one example's log-density. With targets drawn from the model itself it estimates the Fisher matrix
     * (Martens 2020).
     *
     * @param logDensities one for each example, of shape [examples]
     */
    public static List<Expr> fisherProduct(Expr logDensities, List<? extends Expr> wrt, List<? extends Expr> vector) {
        Expr slopes = jvp(logDensities, wrt, vector);
        Expr examples = Expressions.size(logDensities.shape().size(), logDensities.dtype());
        return Gradients.vjp(logDensities, slopes.div(examples), wrt).all();
    }

    /**
     * The gradient of each example's own loss, all examples at once. The loss of one example is written as for a batch of
     * one, and its gradient is then carried over to all examples op by op, without a loop.
     *
     * @param data arrays whose first axis counts the examples
     * @param loss given one example of each array, with a first axis of size 1, the scalar loss of that example
     * @return for each variable an expression of shape [examples, shape of the variable]
     */
    public static List<Expr> perExampleGradients(
            List<Expr> data, Function<List<Expr>, Expr> loss, List<? extends Expr> wrt) {
        List<Expr> one = new ArrayList<>();
        Map<Expr, Expr> stacks = new IdentityHashMap<>();
        for (Expr array : data) {
            Expr example = Expressions.input(
                    array.name() == null ? "example" : array.name(),
                    array.dtype(),
                    array.shape().with(0, Dim.ONE).dims().toArray());
            one.add(example);
            stacks.put(example, array.expand(1));
        }
        Vectorizer stacking = Vectorizer.of(stacks);
        return Gradients.grad(loss.apply(one), wrt).all().stream()
                .map(stacking::apply)
                .toList();
    }
}
