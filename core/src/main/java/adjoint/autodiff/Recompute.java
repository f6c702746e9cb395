package adjoint.autodiff;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.expr.Batching;
import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.expr.ValueRange;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The value of the first input, once the second is there too: what is computed from it is not merged with what was computed
 * from the value itself before, nor done before the second input is needed.
 */
record Recompute() implements Op {
    @Override
    public String name() {
        return "recompute";
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(2, in);
        return in.get(0);
    }

    @Override
    public Exact[] exact(ExactTensor[] in, int[] shape) {
        return in[0].values();
    }

    @Override
    public ValueRange range(Expr y, List<ValueRange> in) {
        return in.get(0);
    }

    @Override
    public Expr vectorize(Batching batch) {
        return batch.apply(this);
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        out.assign(in[0]);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return Arrays.asList(g, null);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(t.get(0) == null ? y.zeros() : t.get(0));
    }
}
