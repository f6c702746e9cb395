package adjoint.mdn.mixture;

import static adjoint.autodiff.Gradients.grad;

import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Hook;
import adjoint.expr.Op;
import adjoint.tensor.Axes;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The mode that an ascent on a mixture's density reaches from a point, as {@link Modes} finds it in float64. The inputs are
 * points [batch, D] and the {@linkplain MixtureExpr#parts() parts} of mixtures with as many rows. NaN where an input
 * is, and an error where there is no such mixture.
 *
 * <p>By the implicit function theorem: at a mode the slope s of the log-density is 0, so that the mode moves by inv(-H) ds,
 * where H is the Hessian and ds the change of the slope with the parameters. This is an expression in the mode itself, so
 * derivatives of any order are right. They are NaN where H is singular, as at the birth of a mode. A small change of the
 * start does not matter.
 */
record Ascent() implements Op {
    static Expr of(MixtureExpr mixture, Expr starts) {
        Expr fixed = Hook.considerConstant(starts);
        return Expr.of(
                new Ascent(),
                Stream.concat(Stream.of(fixed), mixture.parts().stream()).toList());
    }

    @Override
    public String name() {
        return "modeFrom";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(4, in);
        Type start = in.get(0);
        Type means = in.get(2);
        boolean fits = start.rank() == 2
                && means.rank() == 3
                && start.equals(means.with(means.shape().without(Axes.at(2))))
                && in.get(1).equals(means.with(means.shape().without(Axes.at(1))));
        if (!fits) {
            throw new ShapeException(
                    "takes points [batch, D], log-weights [batch, K], means [batch, D, K] and a spread, not " + in);
        }
        return start;
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        int dimension = out.dim(1);
        List<Tensor> parts = List.of(in).subList(1, 4);
        for (int row = 0; row < out.dim(0); row++) {
            int now = row;
            boolean anyNaN = Stream.of(in).anyMatch(input -> hasNaN(input, now));
            double[] start = new double[dimension];
            Arrays.setAll(start, d -> in[0].at(now, d));
            double[] top = anyNaN ? start : new Modes(Mixture.ofRow(row, parts)).from(start);
            for (int d = 0; d < dimension; d++) {
                out.set(row * dimension + d, anyNaN ? Double.NaN : top[d]);
            }
        }
    }

    private static boolean hasNaN(Tensor input, int row) {
        int size = input.size() / input.dim(0);
        return IntStream.range(row * size, (row + 1) * size).anyMatch(i -> Double.isNaN(input.get(i)));
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        // The density's own derivatives are taken by placeholders, because y depends on the parameters too.
        Expr at = like(y);
        Expr push = like(y);
        List<Expr> held = x.subList(1, 4).stream().map(Ascent::like).toList();
        Expr logDensity = MixtureExpr.of(held).logDensity(at);
        Expr slope = grad(logDensity.sum(), at);
        Expr[] hessian = IntStream.range(0, y.shape().dim(1).size())
                .mapToObj(d -> grad(slope.at(1, d).sum(), at))
                .toArray(Expr[]::new);

        Map<Expr, Expr> meaning = new IdentityHashMap<>(Map.of(at, y));
        for (int i = 0; i < held.size(); i++) {
            meaning.put(held.get(i), x.get(i + 1));
        }
        Expr factor = Graph.substitute(List.of(Expressions.stack(1, hessian).neg()), meaning)
                .get(0)
                .cholesky();
        Expr half = factor.solveLower(g.expand(2), false);
        meaning.put(push, factor.solveLower(half, true).squeeze(2));
        List<Expr> cotangents = new ArrayList<>(List.of(g.zeros()));
        cotangents.addAll(Graph.substitute(Gradients.vjp(slope, push, held).all(), meaning));
        return cotangents;
    }

    private static Expr like(Expr node) {
        return Expressions.input("held", node.dtype(), node.shape().dims().toArray());
    }
}
