package adjoint.expr;

import adjoint.kernel.Norm32;
import adjoint.kernel.Norm64;
import adjoint.tensor.Axes;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The Euclidean norm: the root of the sum of squares, none of which over- or underflows. */
public record Norm(Axes axes) implements Reduction, Reduction.OfFloats {
    @Override
    public Expr vectorize(Batching batch) {
        return batch.apply(new Norm(Batching.behind(axes)));
    }

    @Override
    public String convention() {
        return "gradient 0 where it is 0; 0 of nothing";
    }

    @Override
    public String name() {
        return "norm";
    }

    @Override
    public double reduce(double[] group) {
        double largest = DoubleStream.of(group).map(Math::abs).reduce(0, Math::max);
        double scale = largest > 0 && largest < Double.POSITIVE_INFINITY ? largest : 1;
        double[] squares =
                DoubleStream.of(group).map(x -> x / scale * (x / scale)).toArray();
        return scale * Math.sqrt(new Reduction.Sum(axes).reduce(squares));
    }

    @Override
    public Groups.Kernel kernel(Object in, int r, int inner, Object out) {
        if (in instanceof double[] a) {
            return (from, to) -> Norm64.norm(a, r, inner, (double[]) out, from, to);
        }
        return (from, to) -> Norm32.norm((float[]) in, r, inner, (float[]) out, from, to);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        Expr zero = y.eq(0);
        Expr unit = x.get(0).div(Expressions.where(zero, y.ones(), y).expand(axes));
        return List.of(g.expand(axes).mul(Expressions.where(zero.expand(axes), unit.zeros(), unit)));
    }

    @Override
    public Optional<Expr> define(List<Expr> x) {
        return Optional.of(x.get(0).square().sum(axes).sqrt());
    }
}
