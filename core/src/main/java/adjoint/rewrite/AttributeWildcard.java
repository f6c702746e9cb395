package adjoint.rewrite;

import adjoint.expr.Cast;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;

/** An op with an open attribute while a pattern is built; it has its input's type, so that any op can follow. */
record AttributeWildcard(Class<? extends Op> kind, String variable) implements Op {
    /** Wildcards for the building of a pattern. */
    static final Wildcards OPEN = new Open();

    /** The attribute that is open in an op of this kind. */
    Object attribute(Op op) {
        return op instanceof Cast cast
                ? cast.to()
                : op instanceof Power power
                        ? (Object) power.exponent()
                        : op instanceof Layout.Reshape reshape ? reshape.to() : ((Layout.BroadcastTo) op).to();
    }

    @Override
    public String name() {
        String name = kind.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    @Override
    public String label() {
        return name() + "[" + variable + "]";
    }

    @Override
    public String print(List<String> in) {
        return kind == Power.class ? in.get(0) + "^" + variable : Op.super.print(in);
    }

    @Override
    public Type infer(List<Type> in) {
        return in.get(0);
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        throw new IllegalStateException("pattern " + label() + " has no value");
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return List.of();
    }

    private static final class Open implements Wildcards {
        @Override
        public Axes axes(String name) {
            return Axes.at(1).asVariable(name);
        }

        @Override
        public Expr cast(Expr x, String dtype) {
            return Expr.of(new AttributeWildcard(Cast.class, dtype), x);
        }

        @Override
        public Expr reshape(Expr x, String shape) {
            return Expr.of(new AttributeWildcard(Layout.Reshape.class, shape), x);
        }

        @Override
        public Expr broadcastTo(Expr x, String shape) {
            return Expr.of(new AttributeWildcard(Layout.BroadcastTo.class, shape), x);
        }

        @Override
        public Expr pow(Expr x, String exponent) {
            return Expr.of(new AttributeWildcard(Power.class, exponent), x);
        }

        @Override
        public Expr sum(String rest, Expr... terms) {
            return Expr.of(new Terms.Written(Terms.SUM, rest), terms);
        }

        @Override
        public Expr product(String rest, Expr... factors) {
            return Expr.of(new Terms.Written(Terms.PRODUCT, rest), factors);
        }

        @Override
        public boolean hasRest(String rest) {
            throw unknown(rest);
        }

        @Override
        public DType dtype(String name) {
            throw unknown(name);
        }

        @Override
        public Shape shape(String name) {
            throw unknown(name);
        }

        @Override
        public double exponent(String name) {
            throw unknown(name);
        }

        private static IllegalStateException unknown(String name) {
            return new IllegalStateException("what " + name + " stands for is known only once a pattern has matched; "
                    + "on the left write cast, reshape, broadcastTo or pow with that name, and where the right side asks "
                    + "for it, give the rule its formula in words first");
        }
    }
}
