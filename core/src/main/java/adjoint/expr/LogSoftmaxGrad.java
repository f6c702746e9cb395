package adjoint.expr;

import adjoint.kernel.Softmax32;
import adjoint.kernel.Softmax64;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Optional;

/**
 * g - s sum(g) along axes, which carries a cotangent g through a log-softmax whose softmax is s, in one pass; 0 in a group
 * where s is 0 throughout, which is that of nothing but -infinity.
 */
record LogSoftmaxGrad(Axes axes) implements Op {
    static List<Sample> samples() {
        return List.of(
                Sample.of(new LogSoftmaxGrad(Axes.at(1))).on(0.1, 1, 2, "n").on(-2, 2, 2, "n"),
                Sample.of(new LogSoftmaxGrad(Axes.at(0))).on(0.1, 1, "n", 2).on(-2, 2, "n", 2),
                Sample.of(new LogSoftmaxGrad(Axes.at(0, 2)))
                        .on(0.1, 1, "n", 2, "m")
                        .on(-2, 2, "n", 2, "m"),
                Sample.of(new LogSoftmaxGrad(Axes.at(0)))
                        .at(Tensor.of(new double[] {0, 0}))
                        .at(Tensor.of(new double[] {1, 2}))
                        .valuesOnly());
    }

    @Override
    public String name() {
        return "logSoftmaxGrad";
    }

    @Override
    public String label() {
        return name() + "[axis=" + axes + "]";
    }

    @Override
    public String convention() {
        return "0 in a group of zeros, with gradient 0";
    }

    @Override
    public Work work() {
        return Work.REDUCTION;
    }

    @Override
    public int cost() {
        return 4;
    }

    @Override
    public Expr vectorize(Batching batch) {
        return batch.apply(new LogSoftmaxGrad(Batching.behind(axes)));
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(2, in);
        if (!in.get(0).equals(in.get(1))) {
            throw new ShapeException(
                    "takes shares and a cotangent of one type, not " + in.get(0) + " and " + in.get(1));
        }
        return new Normalisation.Softmax(axes).infer(in.subList(0, 1));
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        Groups groups = Groups.of(in[0].shape(), axes);
        for (int i = 0; i < groups.starts().length; i++) {
            double[] shares = groups.read(in[0], i);
            double[] cotangent = groups.read(in[1], i);
            double[] result = new double[shares.length];
            Softmax64.logSoftmaxGrad(shares, cotangent, shares.length, 1, result, 0, 1);
            groups.write(out, i, result);
        }
    }

    private Groups.Kernel kernel(Tensor[] in, Blocks blocks, Tensor out) {
        int r = blocks.r();
        int inner = blocks.inner();
        if (in[0].dtype() == DType.FLOAT64) {
            double[] s = in[0].doubles();
            double[] g = in[1].doubles();
            double[] o = out.doubles();
            return (from, to) -> Softmax64.logSoftmaxGrad(s, g, r, inner, o, from, to);
        }
        float[] s = in[0].floats();
        float[] g = in[1].floats();
        float[] o = out.floats();
        return (from, to) -> Softmax32.logSoftmaxGrad(s, g, r, inner, o, from, to);
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null ? blocks.all(kernel(in, blocks, out)) : () -> eval(in, out);
    }

    @Override
    public Optional<Rows> rows(Tensor[] in, Tensor out) {
        Blocks blocks = Blocks.of(in[0].shape(), axes);
        return blocks.order() == null && blocks.outer() > 1
                ? blocks.rows(kernel(in, blocks, out), in, out)
                : Optional.empty();
    }

    @Override
    public List<Expr> vjp(Expr y, Expr c, List<Expr> x) {
        Expr shares = x.get(0);
        Expr nothing = shares.sum(axes).eq(0).expand(axes);
        Expr given = c.sub(c.mul(shares).sum(axes).expand(axes));
        return List.of(c.mul(x.get(1).sum(axes).expand(axes)).neg(), Expressions.where(nothing, c.zeros(), given));
    }

    @Override
    public Optional<Expr> define(List<Expr> x) {
        return Optional.of(x.get(1).sub(x.get(0).mul(x.get(1).sum(axes).expand(axes))));
    }
}
