package adjoint.expr;

import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;

/** The same values in another element type. Between floats the cotangent is cast back; into or from others there is none. */
public record Cast(DType to) implements Elementwise {
    @Override
    public String name() {
        return "cast";
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Signature signature() {
        return Signature.NUMERIC;
    }

    @Override
    public double apply(double[] x) {
        return x[0];
    }

    @Override
    public Type infer(List<Type> in) {
        if (in.size() != 1) {
            throw new ShapeException("takes one input, not " + in.size());
        }
        return in.get(0).with(to);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        DType from = x.get(0).dtype();
        return to.isFloat() && from.isFloat() ? List.of(g.cast(from)) : Arrays.asList((Expr) null);
    }

    @Override
    public String label() {
        return "cast[" + to + "]";
    }
}
